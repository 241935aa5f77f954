using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using XoperoBot.Core.Chat;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Channels.Teams;

public sealed class InvokeTests
{
    private const string CardType = "application/vnd.microsoft.card.adaptive";
    private const string MessageType = "application/vnd.microsoft.activity.message";
    private static readonly Actor Rita = new("teams", TeamsActivities.Rita, "Rita") { Address = "29:rita" };
    private static readonly Place Channel = new("teams", TeamsActivities.ChannelId);
    private static readonly Place Chat = new("teams", TeamsActivities.PersonalChat);

    [Fact]
    public async Task A_press_is_answered_with_the_next_card_and_everybody_else_gets_it_too()
    {
        await using var bot = await TeamsBot.StartAsync();
        bot.Inbox.Turn = inbound => [new Update(Made("Approved")) { Place = inbound.Place, Key = "request-7" }, new Update(Made("Other copy")) { Place = Chat, Key = "other" }];

        var answer = await PressAsync(bot, new JsonObject { ["command"] = "approve 7", ["inPlace"] = true, ["key"] = "request-7" });

        Assert.Equal(200, (int?)answer["statusCode"]);
        Assert.Equal(CardType, (string?)answer["type"]);
        Assert.Contains("Approved", TeamsActivities.VisibleText(answer["value"]), StringComparison.Ordinal);
        Assert.Equal(2, bot.Inbox.Queued.Count);
        var clicked = Assert.IsType<Clicked>(Assert.Single(bot.Inbox.Asked));
        Assert.Equal(("teams:f:i1", "approve 7", true, "card-1"), (clicked.DeliveryId, clicked.Command, clicked.InPlace, clicked.Message!.Id));
    }

    [Fact]
    public async Task The_message_itself_names_the_card_as_well_as_our_key_does()
    {
        await using var bot = await TeamsBot.StartAsync();
        bot.Inbox.Turn = inbound => [new Update(Made("Approved")) { Place = inbound.Place, Message = ((Clicked)inbound).Message }];

        var answer = await PressAsync(bot, new JsonObject { ["command"] = "approve 7" });

        Assert.Equal(CardType, (string?)answer["type"]);
    }

    [Fact]
    public async Task A_refusal_is_said_to_the_presser_alone()
    {
        await using var bot = await TeamsBot.StartAsync();
        bot.Inbox.Turn = inbound => [new Whisper(inbound.Actor, new Card("Not allowed", Tone.Bad, [new Paragraph("Ask for teams:1.")]) { Summary = "Not allowed" }) { Place = inbound.Place }];

        var answer = await PressAsync(bot, new JsonObject { ["command"] = "approve 7" });

        Assert.Equal(MessageType, (string?)answer["type"]);
        Assert.Contains("Ask for teams:1.", (string?)answer["value"], StringComparison.Ordinal);
        Assert.Empty(bot.Inbox.Queued);
    }

    [Fact]
    public async Task An_answer_in_place_that_was_meant_as_a_new_message_replaces_the_card_for_the_presser()
    {
        await using var bot = await TeamsBot.StartAsync();
        bot.Inbox.Turn = inbound => [new Post(Made("Page 2")) { Place = inbound.Place }];

        var answer = await PressAsync(bot, new JsonObject { ["command"] = "plans page 2", ["inPlace"] = true });

        Assert.Contains("Page 2", TeamsActivities.VisibleText(answer["value"]), StringComparison.Ordinal);
        Assert.Empty(bot.Inbox.Queued);
    }

    [Theory]
    [InlineData(false, false, "answer is in the chat")]
    [InlineData(true, false, "follows in the chat")]
    [InlineData(false, true, "taken already")]
    public async Task A_press_is_never_silent(bool late, bool duplicate, string said)
    {
        await using var bot = await TeamsBot.StartAsync();
        bot.Inbox.Turn = inbound => [new Post(Made("Status")) { Place = inbound.Place }];
        bot.Inbox.Ending = answer => answer with { Late = late, Duplicate = duplicate };

        var answer = await PressAsync(bot, new JsonObject { ["command"] = "status" });

        Assert.Equal(MessageType, (string?)answer["type"]);
        Assert.Contains(said, (string?)answer["value"], StringComparison.Ordinal);
        Assert.Single(bot.Inbox.Queued);
    }

    [Theory]
    [InlineData("""{"action":{"type":"Action.Execute","data":{"foreign":1}}}""")]
    [InlineData("""{"action":"x"}""")]
    [InlineData("""{}""")]
    [InlineData("""{"action":{"data":{"command":5}}}""")]
    public async Task A_button_that_is_none_of_ours_gets_a_sentence(string value)
    {
        await using var bot = await TeamsBot.StartAsync();

        using var response = await bot.Teams.PostAsync(bot.Client, bot.Teams.Invoke("adaptiveCard/action", JsonNode.Parse(value)!));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("ask again", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(bot.Inbox.Asked);
    }

    [Fact]
    public async Task Drawing_a_card_anew_for_one_reader_changes_nothing_for_others()
    {
        await using var bot = await TeamsBot.StartAsync();
        var card = Made("Request 7") with { Actions = [new Button("Approve", "approve 7")], ButtonsFor = [Rita], Refresh = "request 7" };
        bot.Inbox.Turn = inbound => [new Whisper(inbound.Actor, card) { Place = Channel, OnlyNow = true }];

        async Task<JsonNode> View(JsonObject activity)
        {
            using var response = await bot.Teams.PostAsync(bot.Client, activity.InChannel());
            return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        }

        JsonObject Refresh(string id) => bot.Teams.Press(new JsonObject { ["command"] = "request 7", ["inPlace"] = true, ["view"] = true }, "refresh", id);
        var forRita = await View(Refresh("f:1"));
        var forAlan = await View(Refresh("f:2").From("Alan", "29:alan", "00000000-0000-0000-0000-000000000021"));

        Assert.Contains("Approve", TeamsActivities.VisibleText(forRita["value"]), StringComparison.Ordinal);
        Assert.Equal(["29:rita"], forRita["value"]!["refresh"]!["userIds"]!.AsArray().Select(id => (string?)id));
        Assert.DoesNotContain("Approve", TeamsActivities.VisibleText(forAlan["value"]), StringComparison.Ordinal);
        Assert.Empty(bot.Inbox.Queued);
    }

    [Fact]
    public async Task A_live_lookup_gives_titles_and_values()
    {
        await using var bot = await TeamsBot.StartAsync();
        bot.Inbox.Choices = [.. Enumerable.Range(1, 20).Select(index => new Choice($"main/org,{index}", $"*Org* {index}"))];
        var value = new JsonObject { ["queryText"] = "or", ["dataset"] = "organizations", ["queryOptions"] = new JsonObject { ["skip"] = 0, ["top"] = 15 } };

        var answer = await InvokeAsync(bot, bot.Teams.Invoke("application/search", value));

        Assert.Equal("application/vnd.microsoft.search.searchResponse", (string?)answer["type"]);
        var results = answer["value"]!["results"]!.AsArray();
        Assert.Equal(15, results.Count);
        Assert.Equal(("*Org* 1", "main/org%2C1"), ((string?)results[0]!["title"], (string?)results[0]!["value"]));
        var lookup = Assert.Single(bot.Inbox.Lookups);
        Assert.Equal((Rita, "organizations", "or", 15), lookup);
    }

    [Theory]
    [InlineData("composeExtension/query")]
    [InlineData("signin/verifyState")]
    [InlineData("something/new")]
    public async Task An_unknown_invoke_is_answered_and_ignored(string name)
    {
        await using var bot = await TeamsBot.StartAsync();

        using var response = await bot.Teams.PostAsync(bot.Client, bot.Teams.Invoke(name, new JsonObject()));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("{}", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Whoever_expects_replies_gets_them_in_the_response()
    {
        await using var bot = await TeamsBot.StartAsync();
        bot.Inbox.Turn = inbound => [new Working { Place = inbound.Place }, new Post(Made("Status")) { Place = inbound.Place }, new Post(Made("Alert")) { Place = Channel }];

        var answer = await InvokeAsync(bot, bot.Teams.Message("status").With("deliveryMode", "expectReplies"));

        var activity = Assert.Single(answer["activities"]!.AsArray())!;
        Assert.Contains("Status", TeamsActivities.VisibleText(activity), StringComparison.Ordinal);
        Assert.Equal(2, bot.Inbox.Queued.Count);
    }

    [Fact]
    public async Task A_form_is_shown_sent_in_with_mistakes_and_sent_in_again()
    {
        await using var bot = await TeamsBot.StartAsync();
        var form = new Form("form-1", "Synchronise", [
            new ChoiceField("organization", "Organization") { Required = true, Lookup = "organizations" },
            new ChoiceField("plans", "Plans") { Many = true, Choices = [new Choice("a,b", "A"), new Choice("c", "C")] },
            new TextField("reason", "Reason") { Required = true, Pattern = "[a-z]+", PatternHelp = "Small letters." },
            new ToggleField("now", "Now"),
            new DateField("day", "Day"),
            new TimeField("at", "At")]);
        bot.Inbox.Turn = inbound => inbound is Clicked ? [new ShowForm(inbound.Actor, form) { Place = inbound.Place }] : [];

        var shown = await PressAsync(bot, new JsonObject { ["command"] = "sync" });
        var submit = shown["value"]!["actions"]![0]!["data"]!.DeepClone().AsObject();
        var inputs = Inputs(shown["value"]!);
        Assert.Equal(["Input.ChoiceSet", "Input.ChoiceSet", "Input.Text", "Input.Toggle", "Input.Date", "Input.Time"], inputs.Select(input => (string?)input["type"]));
        Assert.Equal("organizations", (string?)inputs[0]["choices.data"]!["dataset"]);

        submit["organization"] = "main/Acme";
        submit["plans"] = "a%2Cb,c";
        submit["reason"] = "BIG";
        submit["now"] = "false";
        bot.Inbox.Ending = answer => answer with { FieldErrors = new Dictionary<string, string>(StringComparer.Ordinal) { ["reason"] = "Small letters, please." } };
        var wrong = await PressAsync(bot, submit.DeepClone(), "form", "f:i2");

        Assert.Equal(CardType, (string?)wrong["type"]);
        Assert.Contains("Small letters, please.", TeamsActivities.VisibleText(wrong["value"]), StringComparison.Ordinal);
        Assert.Equal(["main/Acme", "a%2Cb,c", "BIG", "false"], Inputs(wrong["value"]!).Select(input => (string?)input["value"]).Where(value => value is not null));

        bot.Inbox.Ending = answer => answer;
        var right = await PressAsync(bot, submit, "form", "f:i3");
        var submitted = bot.Inbox.Asked.OfType<Submitted>().Last();
        Assert.Equal("form-1", submitted.FormId);
        Assert.Equal(["a,b", "c"], submitted.Values["plans"]);
        Assert.Equal(["main/Acme"], submitted.Values["organization"]);
        Assert.Equal(["false"], submitted.Values["now"]);
        Assert.DoesNotContain("$form", submitted.Values.Keys);
        Assert.Empty(Inputs(right["value"]!));
    }

    [Fact]
    public async Task A_form_can_be_cancelled()
    {
        await using var bot = await TeamsBot.StartAsync();
        bot.Inbox.Turn = inbound => inbound is Clicked ? [new ShowForm(inbound.Actor, new Form("form-1", "Synchronise", [new TextField("reason", "Reason") { Required = true }])) { Place = inbound.Place }] : [];
        var shown = await PressAsync(bot, new JsonObject { ["command"] = "sync" });
        var cancel = shown["value"]!["actions"]!.AsArray().Single(action => (string?)action!["title"] == "Cancel")!;
        Assert.Equal("none", (string?)cancel["associatedInputs"]);

        var answer = await PressAsync(bot, cancel["data"]!.DeepClone(), "form", "f:i2");

        Assert.True(Assert.IsType<Submitted>(bot.Inbox.Asked.Last()).Cancelled);
        Assert.Contains("Nothing was done", TeamsActivities.VisibleText(answer["value"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dialog_shows_the_form_and_closes_when_it_was_taken()
    {
        await using var bot = await TeamsBot.StartAsync();
        var form = new Form("form-1", "Synchronise", [new TextField("reason", "Reason")]);
        await bot.Channel.DeliverAsync(new ShowForm(Rita, form) { Place = Channel, Thread = "1" }, null, default);
        var open = Assert.Single(bot.Teams.Calls).Card!["actions"]!.AsArray().Single(action => (string?)action!["data"]!["msteams"]?["type"] == "task/fetch")!;

        var shown = await InvokeAsync(bot, bot.Teams.Invoke("task/fetch", new JsonObject { ["data"] = open["data"]!.DeepClone() }));
        Assert.Equal("continue", (string?)shown["task"]!["type"]);
        var card = shown["task"]!["value"]!["card"]!;
        Assert.Equal(CardType, (string?)card["contentType"]);
        var data = card["content"]!["actions"]![0]!["data"]!.DeepClone().AsObject();
        data["reason"] = "because";

        bot.Inbox.Ending = answer => answer with { FieldErrors = new Dictionary<string, string>(StringComparer.Ordinal) { ["reason"] = "Longer." } };
        var wrong = await InvokeAsync(bot, bot.Teams.Invoke("task/submit", new JsonObject { ["data"] = data.DeepClone() }, "f:2"));
        bot.Inbox.Ending = answer => answer;
        using var taken = await bot.Teams.PostAsync(bot.Client, bot.Teams.Invoke("task/submit", new JsonObject { ["data"] = data }, "f:3"));

        Assert.Contains("Longer.", TeamsActivities.VisibleText(wrong["task"]!["value"]), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.Empty(await taken.Content.ReadAsByteArrayAsync());
        Assert.Equal(["because"], bot.Inbox.Asked.OfType<Submitted>().Last().Values["reason"]);
    }

    [Theory]
    [InlineData("accept", true, "upload/rows.csv", "file.info")]
    [InlineData("decline", false, "upload/rows.csv", "not sent")]
    [InlineData("accept", false, "https://evil.example/rows.csv", "could not be stored")]
    [InlineData("accept", false, "https://127.0.0.1.evil.example/rows.csv", "could not be stored")]
    public async Task A_file_goes_where_the_person_allowed_it_and_nowhere_else(string action, bool uploaded, string url, string answer)
    {
        await using var bot = await TeamsBot.StartAsync();
        bot.Files.Files["file-1"] = Encoding.UTF8.GetBytes("a,b\n1,2\n");
        await bot.Channel.DeliverAsync(new SendFile("file-1", "rows.csv", "text/csv", "All rows") { Place = Chat }, null, default);
        var consent = Assert.Single(bot.Teams.Calls).Body!["attachments"]![0]!;
        Assert.Equal(8, (int?)consent["content"]!["sizeInBytes"]);

        var value = new JsonObject
        {
            ["type"] = "fileUpload",
            ["action"] = action,
            ["context"] = consent["content"]!["acceptContext"]!.DeepClone(),
            ["uploadInfo"] = new JsonObject { ["uploadUrl"] = new Uri(bot.Teams.BaseUrl, url).AbsoluteUri, ["contentUrl"] = "https://x.sharepoint.com/rows.csv", ["name"] = "rows.csv", ["uniqueId"] = "u1", ["fileType"] = "csv" },
        };
        using var response = await bot.Teams.PostAsync(bot.Client, bot.Teams.Invoke("fileConsent/invoke", value));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(uploaded ? 1 : 0, bot.Teams.Uploads.Count);
        Assert.All(bot.Teams.Uploads, upload => Assert.Equal("bytes 0-7/8", upload.Range));
        Assert.Contains(bot.Teams.Calls, call => call.Body?.ToJsonString().Contains(answer, StringComparison.Ordinal) == true);
        Assert.Contains(bot.Teams.Calls, call => call is { Method: "DELETE", ActivityId: "card-1" });
    }

    private static Card Made(string title) => new(title, Tone.Good, [new Paragraph("text")]) { Summary = title };

    private static List<JsonObject> Inputs(JsonNode card) =>
        [.. card["body"]!.AsArray().Select(element => element!.AsObject()).Where(element => ((string)element["type"]!).StartsWith("Input.", StringComparison.Ordinal))];

    private static Task<JsonNode> PressAsync(TeamsBot bot, JsonNode data, string verb = "command", string id = "f:i1") =>
        InvokeAsync(bot, bot.Teams.Press(data, verb, id));

    private static async Task<JsonNode> InvokeAsync(TeamsBot bot, JsonObject activity)
    {
        using var response = await bot.Teams.PostAsync(bot.Client, activity);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }
}
