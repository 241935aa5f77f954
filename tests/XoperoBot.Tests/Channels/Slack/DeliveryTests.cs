using System.Text;
using System.Text.Json.Nodes;
using XoperoBot.Core.Chat;

namespace XoperoBot.Tests.Channels.Slack;

public sealed class DeliveryTests
{
    private static readonly Place Channel = new("slack", "C1");
    private static readonly Actor Rita = new("slack", "T1/U1", "rita") { Address = "U1" };

    [Fact]
    public async Task A_card_is_posted_with_a_text_and_nothing_unfolds()
    {
        await using var app = await SlackApp.StartAsync();

        var sent = Assert.IsType<Sent>(await Deliver(app, new Post(SlackCards.Everything) { Place = Channel, Thread = "0.9" }));

        var call = Assert.Single(app.Slack.CallsOf("chat.postMessage"));
        Assert.Equal("Bearer xoxb-1", call.Authorization);
        Assert.Equal("0.9", call["thread_ts"]);
        Assert.Equal("false", call["unfurl_links"]);
        Assert.Equal("false", call["unfurl_media"]);
        Assert.Equal("false", call["mrkdwn"]);
        Assert.Equal("none", call["parse"]);
        Assert.Contains("43 of 58", call["text"], StringComparison.Ordinal);
        Assert.Equal(new MessageRef(Channel, app.Slack.Messages[0].Ts, "0.9"), sent.Message);
    }

    [Theory]
    [InlineData("not_in_channel")]
    [InlineData("channel_not_found")]
    public async Task Where_the_bot_is_no_member_the_answer_goes_to_the_response_url(string error)
    {
        await using var app = await SlackApp.StartAsync();
        app.Slack.Refuse("chat.postMessage", error);

        var sent = await Deliver(app, new Post(SlackCards.Small()) { Place = Channel, Context = Context(app.Slack.Hook("cmd")) });

        Assert.Null(Assert.IsType<Sent>(sent).Message);
        var call = Assert.Single(app.Slack.CallsOf("hook:cmd"));
        Assert.Equal("in_channel", call.Body!["response_type"]!.GetValue<string>());
        Assert.Equal(string.Empty, call.Authorization);
    }

    public static TheoryData<string, string> Foreign { get; } = new()
    {
        { "elsewhere", "https://evil.example/hook" },
        { "looks alike", "https://hooks.slack.com.evil.example/x" },
        { "user part", "https://hooks.slack.com@evil.example/x" },
        { "plain http", "http://hooks.slack.com/x" },
        { "other port", "https://hooks.slack.com:8443/x" },
        { "inside", "http://169.254.169.254/latest/meta-data" },
        { "file", "file:///etc/passwd" },
        { "nonsense", "hooks.slack.com" },
        { "no name", "http://x\uFFFDy.test/x" },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task A_response_url_that_is_not_Slacks_is_never_called(string what, string responseUrl)
    {
        await using var app = await SlackApp.StartAsync();
        app.Slack.Refuse("chat.postMessage", "not_in_channel");

        var refused = Assert.IsType<Refused>(await Deliver(app, new Post(SlackCards.Small()) { Place = Channel, Context = Context(responseUrl) }));

        Assert.Equal("not_in_channel", refused.Code);
        Assert.Contains(app.Log.Lines, line => line.Contains("leads outside Slack", StringComparison.Ordinal));
        Assert.NotEmpty(what);
    }

    public static TheoryData<string, string, bool> Errors { get; } = new()
    {
        { "not_in_channel", "/invite @", true },
        { "channel_not_found", "/invite @", true },
        { "is_archived", "archived", true },
        { "token_revoked", "Slack:BotToken", false },
        { "invalid_auth", "Slack:BotToken", false },
        { "missing_scope", "chat:write", false },
        { "restricted_action", "administrator", false },
        { "msg_too_long", "report", false },
        { "something_new", "something_new", false },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task A_refusal_says_what_to_do(string error, string fix, bool gone)
    {
        await using var app = await SlackApp.StartAsync();
        app.Slack.Answer("chat.postMessage", _ => new JsonObject { ["ok"] = false, ["error"] = error, ["needed"] = "chat:write" });

        var refused = Assert.IsType<Refused>(await Deliver(app, new Post(SlackCards.Small()) { Place = Channel }));

        Assert.Equal(error, refused.Code);
        Assert.Contains(fix, refused.Fix, StringComparison.Ordinal);
        Assert.Equal(gone, refused.PlaceGone);
    }

    [Theory]
    [InlineData("fatal_error")]
    [InlineData("internal_error")]
    [InlineData("service_unavailable")]
    [InlineData("ratelimited")]
    public async Task What_may_pass_is_tried_again(string error)
    {
        await using var app = await SlackApp.StartAsync();
        app.Slack.Refuse("chat.postMessage", error);

        Assert.IsType<Retry>(await Deliver(app, new Post(SlackCards.Small()) { Place = Channel }));
    }

    [Theory]
    [InlineData("chat.postMessage")]
    [InlineData("chat.update")]
    [InlineData("chat.postEphemeral")]
    [InlineData("hook:cmd")]
    [InlineData("views.publish")]
    [InlineData("files.getUploadURLExternal")]
    [InlineData("upload")]
    [InlineData("files.completeUploadExternal")]
    public async Task When_Slack_asks_to_wait_the_wait_is_passed_on(string method)
    {
        await using var app = await SlackApp.StartAsync();
        app.Files.Stored["f1"] = Encoding.UTF8.GetBytes("a;b");
        app.Slack.ThrottleNext(method, times: 1, retryAfterSeconds: 7);
        var outgoing = Using(method, app);

        var retry = Assert.IsType<Retry>(await Deliver(app, outgoing));
        Assert.Equal(TimeSpan.FromSeconds(7), retry.After);
        app.Time.Advance(TimeSpan.FromSeconds(7));
        if (method != "chat.update")
        {
            Assert.IsType<Sent>(await Deliver(app, outgoing));
        }
    }

    [Fact]
    public async Task A_method_that_is_throttled_is_left_alone_until_its_time_is_over()
    {
        await using var app = await SlackApp.StartAsync();
        app.Slack.ThrottleNext("chat.postMessage", times: 1, retryAfterSeconds: 30);
        await Deliver(app, new Post(SlackCards.Small()) { Place = Channel });

        var retry = Assert.IsType<Retry>(await Deliver(app, new Post(SlackCards.Small("other")) { Place = new Place("slack", "C2") }));
        Assert.Equal(TimeSpan.FromSeconds(30), retry.After);
        Assert.Single(app.Slack.CallsOf("chat.postMessage"));
    }

    [Fact]
    public async Task A_throttled_answer_without_a_time_is_still_a_retry()
    {
        await using var app = await SlackApp.StartAsync();
        app.Slack.ThrottleNext("chat.postMessage", times: 1, retryAfterSeconds: null);

        Assert.Null(Assert.IsType<Retry>(await Deliver(app, new Post(SlackCards.Small()) { Place = Channel })).After);
    }

    [Fact]
    public async Task A_long_card_goes_on_where_it_was_throttled_and_doubles_nothing()
    {
        await using var app = await SlackApp.StartAsync();
        var post = new Post(SlackCards.WithItems(150, buttons: true)) { Place = Channel };
        app.Slack.Answer("chat.postMessage", _ =>
        {
            if (app.Slack.CallsOf("chat.postMessage").Count == 1)
            {
                app.Slack.ThrottleNext("chat.postMessage", times: 1, retryAfterSeconds: 1);
            }

            return null;
        });

        Assert.IsType<Retry>(await Deliver(app, post));
        app.Time.Advance(TimeSpan.FromSeconds(1));
        var sent = Assert.IsType<Sent>(await Deliver(app, post));

        var messages = app.Slack.Messages;
        Assert.Equal(messages.Count, messages.Select(message => message.BlocksJson).Distinct().Count());
        Assert.Equal(string.Join(',', messages.Select(message => message.Ts)), sent.Message!.Id);
    }

    [Fact]
    public async Task An_update_changes_adds_and_removes_pages()
    {
        await using var app = await SlackApp.StartAsync();
        var sent = Assert.IsType<Sent>(await Deliver(app, new Post(SlackCards.WithItems(60, buttons: true)) { Place = Channel }));
        var before = app.Slack.Messages.Count;
        Assert.True(before > 1);

        sent = Assert.IsType<Sent>(await app.Channel.DeliverAsync(new Update(SlackCards.WithItems(200, buttons: true)) { Place = Channel, Key = "k" }, sent.Message, default));
        Assert.True(app.Slack.Messages.Count > before);

        sent = Assert.IsType<Sent>(await app.Channel.DeliverAsync(new Update(SlackCards.Small()) { Place = Channel, Key = "k" }, sent.Message, default));
        var left = Assert.Single(app.Slack.Messages, message => !message.Deleted);
        Assert.Equal(sent.Message!.Id, left.Ts);
        Assert.Contains("Done.", left.BlocksJson, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_rest_of_an_enormous_card_is_uploaded()
    {
        await using var app = await SlackApp.StartAsync();

        Assert.IsType<Sent>(await Deliver(app, new Post(SlackCards.WithItems(2000, buttons: false, nameLength: 100)) { Place = Channel, Thread = "0.9" }));

        var share = Assert.Single(app.Slack.CallsOf("files.completeUploadExternal"));
        Assert.Equal("C1", share["channel_id"]);
        Assert.Equal("0.9", share["thread_ts"]);
        Assert.Contains("repo-2000-", Encoding.UTF8.GetString(Assert.Single(app.Slack.Uploads).Value), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_whose_message_was_never_named_is_posted()
    {
        await using var app = await SlackApp.StartAsync();

        Assert.IsType<Sent>(await Deliver(app, new Update(SlackCards.Small()) { Place = Channel, Key = "k" }));

        Assert.Single(app.Slack.Messages);
    }

    [Fact]
    public async Task A_private_card_is_replaced_through_its_response_url()
    {
        await using var app = await SlackApp.StartAsync();
        var context = $$"""{"user":"U1","response_url":"{{app.Slack.Hook("act")}}","message_ts":"1.2","ephemeral":true}""";

        Assert.IsType<Sent>(await Deliver(app, new Update(SlackCards.Small()) { Place = Channel, Message = new MessageRef(Channel, "1.2"), Context = context }));

        Assert.True(Assert.Single(app.Slack.CallsOf("hook:act")).Body!["replace_original"]!.GetValue<bool>());
        Assert.Empty(app.Slack.CallsOf("chat.update"));
    }

    [Fact]
    public async Task A_whisper_uses_the_persons_own_response_url()
    {
        await using var app = await SlackApp.StartAsync();

        await Deliver(app, new Whisper(Rita, SlackCards.Small()) { Place = Channel, Context = Context(app.Slack.Hook("cmd")) });

        Assert.Equal("ephemeral", Assert.Single(app.Slack.CallsOf("hook:cmd")).Body!["response_type"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_whisper_to_somebody_else_never_uses_it()
    {
        await using var app = await SlackApp.StartAsync();

        await Deliver(app, new Whisper(new Actor("slack", "T1/U2", "sam"), SlackCards.Small()) { Place = Channel, Context = Context(app.Slack.Hook("cmd")) });

        Assert.Empty(app.Slack.CallsOf("hook:cmd"));
        Assert.Equal("U2", Assert.Single(app.Slack.Messages).OnlyFor);
    }

    [Fact]
    public async Task A_whisper_where_the_bot_is_no_member_becomes_a_personal_message()
    {
        await using var app = await SlackApp.StartAsync();
        app.Slack.Refuse("chat.postEphemeral", "not_in_channel");

        Assert.IsType<Sent>(await Deliver(app, new Whisper(Rita, SlackCards.Small()) { Place = Channel }));

        Assert.Equal("U1", Assert.Single(app.Slack.CallsOf("chat.postMessage"))["channel"]);
    }

    [Fact]
    public async Task A_spent_response_url_is_no_dead_end()
    {
        await using var app = await SlackApp.StartAsync();
        app.Slack.Answer("hook:cmd", _ => new JsonObject { ["ok"] = false, ["error"] = "used_url" });

        Assert.IsType<Sent>(await Deliver(app, new Whisper(Rita, SlackCards.Small()) { Place = Channel, Context = Context(app.Slack.Hook("cmd")) }));

        Assert.Single(app.Slack.CallsOf("chat.postEphemeral"));
    }

    [Fact]
    public async Task A_form_opens_as_a_dialog()
    {
        await using var app = await SlackApp.StartAsync();

        Assert.IsType<Sent>(await Deliver(app, Form(app)));

        var view = Assert.Single(app.Slack.CallsOf("views.open")).Json("view")!;
        Assert.Equal("form", view["callback_id"]!.GetValue<string>());
        Assert.Contains("f-1", view["private_metadata"]!.GetValue<string>(), StringComparison.Ordinal);
        BlockKitRules.Check(view);
    }

    [Theory]
    [InlineData("expired_trigger_id")]
    [InlineData("exchanged_trigger_id")]
    [InlineData("internal_error")]
    public async Task A_form_whose_trigger_died_is_asked_in_a_message(string error)
    {
        await using var app = await SlackApp.StartAsync();
        app.Slack.Refuse("views.open", error);

        Assert.IsType<Sent>(await Deliver(app, Form(app)));

        var body = Assert.Single(app.Slack.CallsOf("hook:cmd")).Body!.ToJsonString();
        Assert.Contains("form:submit", body, StringComparison.Ordinal);
        Assert.Contains("field:reason", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_for_somebody_else_never_uses_the_clickers_trigger()
    {
        await using var app = await SlackApp.StartAsync();

        await Deliver(app, Form(app) with { To = new Actor("slack", "T1/U2", "sam") });

        Assert.Empty(app.Slack.CallsOf("views.open"));
        Assert.Equal("U2", Assert.Single(app.Slack.Messages).OnlyFor);
    }

    [Fact]
    public async Task A_file_is_uploaded_and_shared_in_its_thread()
    {
        await using var app = await SlackApp.StartAsync();
        app.Files.Stored["f1"] = Encoding.UTF8.GetBytes("a;b");

        Assert.IsType<Sent>(await Deliver(app, File));

        Assert.Equal("3", Assert.Single(app.Slack.CallsOf("files.getUploadURLExternal"))["length"]);
        Assert.Equal(string.Empty, Assert.Single(app.Slack.CallsOf("upload")).Authorization);
        Assert.Equal("a;b", Encoding.UTF8.GetString(Assert.Single(app.Slack.Uploads).Value));
        Assert.Equal("0.9", Assert.Single(app.Slack.CallsOf("files.completeUploadExternal"))["thread_ts"]);
    }

    [Fact]
    public async Task A_file_for_a_channel_without_the_bot_goes_to_the_person()
    {
        await using var app = await SlackApp.StartAsync();
        app.Files.Stored["f1"] = Encoding.UTF8.GetBytes("a;b");
        app.Slack.Answer("files.completeUploadExternal", call => call["channel_id"] == "C1" ? new JsonObject { ["ok"] = false, ["error"] = "not_in_channel" } : null);

        Assert.IsType<Sent>(await Deliver(app, File with { Context = Context("https://hooks.slack.com/x") }));

        Assert.Equal("DU1", app.Slack.CallsOf("files.completeUploadExternal")[^1]["channel_id"]);
    }

    [Fact]
    public async Task A_file_that_is_gone_says_so()
    {
        await using var app = await SlackApp.StartAsync();

        Assert.Equal("file_gone", Assert.IsType<Refused>(await Deliver(app, File)).Code);
    }

    [Fact]
    public async Task The_home_page_is_published()
    {
        await using var app = await SlackApp.StartAsync();

        Assert.IsType<Sent>(await Deliver(app, new ShowHome(Rita, SlackCards.Everything) { Place = new Place("slack", "D1") }));

        var call = Assert.Single(app.Slack.CallsOf("views.publish"));
        Assert.Equal("U1", call["user_id"]);
        Assert.Equal("home", call.Json("view")!["type"]!.GetValue<string>());
        BlockKitRules.Check(call.Json("view")!);
    }

    [Fact]
    public async Task Slack_out_of_reach_is_a_retry()
    {
        await using var app = await SlackApp.StartAsync(("Slack:ApiBaseUrl", "http://127.0.0.1:1/api/"));

        Assert.IsType<Retry>(await Deliver(app, new Post(SlackCards.Small()) { Place = Channel }));
    }

    private static SendFile File { get; } = new("f1", "report.csv", "text/csv", "Report") { Place = Channel, Thread = "0.9" };

    private static Task<Delivery> Deliver(SlackApp app, Outgoing outgoing) => app.Channel.DeliverAsync(outgoing, message: null, CancellationToken.None);

    private static Outgoing Using(string method, SlackApp app) => method switch
    {
        "chat.postMessage" => new Post(SlackCards.Small()) { Place = Channel },
        "chat.update" => new Update(SlackCards.Small()) { Place = Channel, Message = new MessageRef(Channel, "1.2") },
        "chat.postEphemeral" => new Whisper(Rita, SlackCards.Small()) { Place = Channel },
        "hook:cmd" => new Whisper(Rita, SlackCards.Small()) { Place = Channel, Context = Context(app.Slack.Hook("cmd")) },
        "views.publish" => new ShowHome(Rita, SlackCards.Small()) { Place = Channel },
        _ => File,
    };

    private static string Context(string responseUrl) => $$"""{"user":"U1","response_url":"{{responseUrl}}"}""";

    private static ShowForm Form(SlackApp app) => new(Rita, SlackCards.Form)
    {
        Place = Channel,
        Context = $$"""{"user":"U1","trigger_id":"1.2.3","response_url":"{{app.Slack.Hook("cmd")}}"}""",
    };
}
