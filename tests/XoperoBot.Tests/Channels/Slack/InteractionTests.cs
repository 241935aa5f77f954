using System.Net;
using System.Text.Json.Nodes;
using XoperoBot.Core.Chat;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Channels.Slack;

public sealed class InteractionTests
{
    [Theory]
    [InlineData("run:0", false)]
    [InlineData("here:3.1", true)]
    public async Task A_click_carries_its_command_line(string actionId, bool inPlace)
    {
        await using var app = await SlackApp.StartAsync();

        using var response = await app.InteractAsync(Click(actionId, "approve 42"));

        Assert.Empty(await response.Content.ReadAsStringAsync());
        var clicked = app.Inbox.Single<Clicked>();
        Assert.Equal("approve 42", clicked.Command);
        Assert.Equal(inPlace, clicked.InPlace);
        Assert.Equal(new MessageRef(new Place("slack", "C1"), "1.2"), clicked.Message);
        Assert.Equal("slack:9.9", clicked.DeliveryId);
        Assert.Equal("T1/U1", clicked.Actor.Account);
    }

    [Fact]
    public async Task A_click_in_a_thread_stays_in_the_thread()
    {
        await using var app = await SlackApp.StartAsync();
        var click = Click("run:0", "status");
        click["container"]!["thread_ts"] = "0.9";

        await app.InteractAsync(click);

        Assert.Equal("0.9", app.Inbox.Single<Clicked>().Thread);
    }

    [Theory]
    [InlineData("link:0", "")]
    [InlineData("nobody", "x")]
    [InlineData("run:0", "")]
    public async Task A_click_that_says_nothing_is_acknowledged(string actionId, string value)
    {
        await using var app = await SlackApp.StartAsync();

        using var response = await app.InteractAsync(Click(actionId, value));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(app.Inbox.Accepted);
    }

    [Fact]
    public async Task A_dialog_that_is_sent_in_hands_over_its_values_and_closes()
    {
        await using var app = await SlackApp.StartAsync();

        using var response = await app.InteractAsync(Dialog("view_submission"));

        Assert.Equal("clear", (await JsonOf(response))["response_action"]!.GetValue<string>());
        var submitted = app.Inbox.Single<Submitted>();
        Assert.Equal("f1", submitted.FormId);
        Assert.Equal("C1", submitted.Place.Id);
        Assert.Equal(["because"], submitted.Values["reason"]);
        Assert.Equal(["a", "b"], submitted.Values["repos"]);
        Assert.Equal(["false"], submitted.Values["urgent"]);
        Assert.Equal(["2026-03-02"], submitted.Values["day"]);
        Assert.Equal(["09:30"], submitted.Values["hour"]);
        Assert.Equal(["p1"], submitted.Values["plan"]);
        Assert.Empty(submitted.Values["nothing"]);
    }

    [Fact]
    public async Task Mistakes_are_shown_at_their_fields()
    {
        await using var app = await SlackApp.StartAsync();
        app.Inbox.Ask = _ => new Answer([]) { FieldErrors = new Dictionary<string, string> { ["reason"] = "too short", ["other"] = "odd" } };

        using var response = await app.InteractAsync(Dialog("view_submission"));

        var answer = await JsonOf(response);
        Assert.Equal("errors", answer["response_action"]!.GetValue<string>());
        Assert.Equal("too short odd", answer["errors"]!["field:reason"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_further_form_takes_the_dialogs_place()
    {
        await using var app = await SlackApp.StartAsync();
        app.Inbox.Ask = inbound => new Answer([new ShowForm(inbound.Actor, new Form("f2", "Next", [new TextField("x", "X")])) { Place = inbound.Place }]);

        using var response = await app.InteractAsync(Dialog("view_submission"));

        var answer = await JsonOf(response);
        Assert.Equal("update", answer["response_action"]!.GetValue<string>());
        Assert.Equal("modal", answer["view"]!["type"]!.GetValue<string>());
        Assert.Contains("f2", answer["view"]!["private_metadata"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_turn_that_takes_long_closes_the_dialog_and_answers_later()
    {
        await using var app = await SlackApp.StartAsync();
        app.Inbox.Ask = _ => new Answer([]) { Late = true };

        using var response = await app.InteractAsync(Dialog("view_submission"));

        Assert.Equal("clear", (await JsonOf(response))["response_action"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_closed_dialog_is_a_cancelled_form()
    {
        await using var app = await SlackApp.StartAsync();

        using var response = await app.InteractAsync(Dialog("view_closed"));

        Assert.Empty(await response.Content.ReadAsStringAsync());
        Assert.True(app.Inbox.Single<Submitted>().Cancelled);
    }

    [Fact]
    public async Task A_form_in_a_message_is_sent_in_by_its_button()
    {
        await using var app = await SlackApp.StartAsync();
        var click = Click("form:submit", "f1");
        click["state"] = new JsonObject { ["values"] = State() };

        await app.InteractAsync(click);

        var submitted = app.Inbox.Single<Submitted>();
        Assert.Equal(["because"], submitted.Values["reason"]);
        Assert.Equal("1.2", submitted.Message!.Id);
    }

    [Fact]
    public async Task Mistakes_in_a_form_in_a_message_are_whispered()
    {
        await using var app = await SlackApp.StartAsync();
        app.Inbox.Ask = _ => new Answer([]) { FieldErrors = new Dictionary<string, string> { ["reason"] = "too short" } };
        var click = Click("form:submit", "f1");
        click["response_url"] = app.Slack.Hook("act");

        await app.InteractAsync(click);

        var whispered = Assert.Single(app.Slack.CallsOf("hook:act"));
        Assert.Contains("too short", whispered.Body!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("ephemeral", whispered.Body!["response_type"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_private_form_disappears_once_it_is_sent_in()
    {
        await using var app = await SlackApp.StartAsync();
        var click = Click("form:cancel", "f1");
        click["response_url"] = app.Slack.Hook("act");
        click["container"]!["is_ephemeral"] = true;

        await app.InteractAsync(click);

        Assert.True(app.Inbox.Single<Submitted>().Cancelled);
        Assert.True(Assert.Single(app.Slack.CallsOf("hook:act")).Body!["delete_original"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Choices_are_looked_up_while_typing()
    {
        await using var app = await SlackApp.StartAsync();
        var family = string.Concat(Enumerable.Repeat("👨‍👩‍👧‍👦", 20));
        app.Inbox.Lookup = (source, query, _) => Task.FromResult<IReadOnlyList<Choice>>(
            [new Choice("1", $"{source} {query} <!channel>"), new Choice("2", family), .. Enumerable.Range(3, 200).Select(n => new Choice($"{n}", $"r{n}"))]);

        using var response = await app.InteractAsync(Suggestion());

        var options = (await JsonOf(response))["options"]!.AsArray();
        Assert.Equal(100, options.Count);
        Assert.Equal("repositories web <!channel>", options[0]!["text"]!["text"]!.GetValue<string>());
        Assert.Equal("plain_text", options[0]!["text"]!["type"]!.GetValue<string>());
        Assert.All(options, option => Assert.True(option!["text"]!["text"]!.GetValue<string>().Length <= 75));
        Assert.Equal("T1/U1", app.Inbox.LastAsker!.Account);
    }

    [Fact]
    public async Task A_lookup_that_hangs_ends_in_no_choices_before_Slack_gives_up()
    {
        await using var app = await SlackApp.StartAsync();
        var asked = new TaskCompletionSource();
        app.Inbox.Lookup = (_, _, _) =>
        {
            asked.SetResult();
            return new TaskCompletionSource<IReadOnlyList<Choice>>().Task;
        };

        var pending = app.InteractAsync(Suggestion());
        await asked.Task;
        app.Time.Advance(TimeSpan.FromSeconds(2));
        using var response = await pending;

        Assert.Empty((await JsonOf(response))["options"]!.AsArray());
    }

    [Theory]
    [InlineData("shortcut", "U1", true, null)]
    [InlineData("message_action", "C1", false, "1.2")]
    public async Task A_shortcut_runs_the_command_that_it_is_named_after(string type, string place, bool isPrivate, string? thread)
    {
        await using var app = await SlackApp.StartAsync();
        var payload = new JsonObject { ["type"] = type, ["team"] = Team(), ["user"] = User(), ["callback_id"] = "status", ["trigger_id"] = "9.9" };
        if (type == "message_action")
        {
            payload["channel"] = new JsonObject { ["id"] = "C1" };
            payload["message"] = new JsonObject { ["ts"] = "1.2" };
        }

        await app.InteractAsync(payload);

        var said = app.Inbox.Single<Said>();
        Assert.Equal("status", said.Text);
        Assert.Equal(place, said.Place.Id);
        Assert.Equal(isPrivate, said.Private);
        Assert.Equal(thread, said.Thread);
    }

    [Fact]
    public async Task The_same_click_five_times_at_once_is_one_turn()
    {
        await using var app = await SlackApp.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => app.InteractAsync(Click("run:0", "sync"))));

        Assert.Single(app.Inbox.Accepted);
    }

    internal static JsonObject Click(string actionId, string value) => new()
    {
        ["type"] = "block_actions",
        ["team"] = Team(),
        ["user"] = User(),
        ["trigger_id"] = "9.9",
        ["container"] = new JsonObject { ["type"] = "message", ["message_ts"] = "1.2", ["channel_id"] = "C1", ["is_ephemeral"] = false },
        ["channel"] = new JsonObject { ["id"] = "C1", ["name"] = "ops" },
        ["message"] = new JsonObject { ["ts"] = "1.2", ["text"] = "m" },
        ["response_url"] = "https://hooks.slack.com/actions/1",
        ["actions"] = new JsonArray(new JsonObject { ["type"] = "button", ["action_id"] = actionId, ["block_id"] = "b", ["value"] = value, ["action_ts"] = "1.3" }),
    };

    private static JsonObject Team() => new() { ["id"] = FakeSlack.Team, ["domain"] = "acme" };

    private static JsonObject User() => new() { ["id"] = "U1", ["username"] = "rita", ["name"] = "rita", ["team_id"] = "T1" };

    private static JsonObject Suggestion() => new()
    {
        ["type"] = "block_suggestion",
        ["team"] = Team(),
        ["user"] = User(),
        ["action_id"] = "lookup:repositories",
        ["block_id"] = "field:repos",
        ["value"] = "web",
    };

    private static JsonObject Dialog(string type) => new()
    {
        ["type"] = type,
        ["team"] = Team(),
        ["user"] = User(),
        ["trigger_id"] = "9.9",
        ["view"] = new JsonObject
        {
            ["id"] = "V1",
            ["type"] = "modal",
            ["callback_id"] = "form",
            ["private_metadata"] = "{\"form\":\"f1\",\"channel\":\"C1\"}",
            ["state"] = new JsonObject { ["values"] = State() },
        },
    };

    private static JsonObject State() => new()
    {
        ["field:reason"] = Input("plain_text_input", "value", "because"),
        ["field:repos"] = Input("multi_external_select", "selected_options", new JsonArray(new JsonObject { ["value"] = "a" }, new JsonObject { ["value"] = "b" })),
        ["field:urgent"] = Input("checkboxes", "selected_options", new JsonArray()),
        ["field:day"] = Input("datepicker", "selected_date", "2026-03-02"),
        ["field:hour"] = Input("timepicker", "selected_time", "09:30"),
        ["field:plan"] = Input("static_select", "selected_option", new JsonObject { ["value"] = "p1" }),
        ["field:nothing"] = Input("plain_text_input", "value", null),
    };

    private static JsonObject Input(string type, string member, JsonNode? value) =>
        new() { ["value"] = new JsonObject { ["type"] = type, [member] = value } };

    private static async Task<JsonNode> JsonOf(HttpResponseMessage response) => JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
}
