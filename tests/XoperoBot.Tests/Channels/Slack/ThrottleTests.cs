using System.Net;
using System.Text.Json.Nodes;
using XoperoBot.Core.Chat;
using XoperoBot.Slack.Wire;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Channels.Slack;

/// <summary>Slack asks to wait, on each of the methods that the bot calls: nothing is lost, doubled or overtaken, and the wait is kept.</summary>
public sealed class ThrottleTests
{
    private const int Asked = 7;

    private static readonly Place Channel = new("slack", "C1");
    private static readonly Actor Rita = new("slack", "T1/U1", "rita") { Address = "U1" };

    // What a person sees; the other calls only prepare it.
    private static readonly string[] Visible =
        ["chat.postMessage", "chat.postEphemeral", "chat.update", "chat.delete", "hook:cmd", "views.publish", "files.completeUploadExternal"];

    /// <summary>What is said between two messages, and what people then see happen between them.</summary>
    private sealed record Row(Func<FakeSlack, string, Outgoing> Middle, params string[] Seen)
    {
        public Place Place { get; init; } = Channel;

        /// <summary>Messages that stand at the end.</summary>
        public string[] Left { get; init; } = ["first", "last"];

        /// <summary>Answered past the channel's order: while it waits, the channel goes on.</summary>
        public bool IsApart { get; init; }

        /// <summary>Of the message before, which an update changes.</summary>
        public Card? First { get; init; }
    }

    private static readonly Dictionary<string, Row> Rows = new(StringComparer.Ordinal)
    {
        ["chat.postMessage"] = new((_, _) => new Post(SlackCards.Small("middle")) { Place = Channel }, "chat.postMessage") { Left = ["first", "middle", "last"] },
        ["chat.update"] = new((_, _) => new Update(SlackCards.Small("middle")) { Place = Channel, Key = "k" }, "chat.update") { Left = ["middle", "last"] },
        ["chat.delete"] = new((_, _) => new Update(SlackCards.Small("middle")) { Place = Channel, Key = "k" }, "chat.update", "chat.delete")
        {
            First = SlackCards.WithItems(60, buttons: true),
            Left = ["middle", "last"],
        },
        ["chat.postEphemeral"] = new((_, _) => new Whisper(Rita, SlackCards.Small("middle")) { Place = Channel }, "chat.postEphemeral") { Left = ["first", "middle", "last"] },
        ["hook:cmd"] = new(
            (slack, _) => new Whisper(Rita, SlackCards.Small("middle")) { Place = Channel, Context = $$"""{"user":"U1","response_url":"{{slack.Hook("cmd")}}"}""" },
            "hook:cmd") { IsApart = true },
        ["views.publish"] = new((_, _) => new ShowHome(Rita, SlackCards.Small("middle")) { Place = Channel }, "views.publish"),
        ["files.getUploadURLExternal"] = new(File(Channel), "files.completeUploadExternal"),
        ["upload"] = new(File(Channel), "files.completeUploadExternal"),
        ["files.completeUploadExternal"] = new(File(Channel), "files.completeUploadExternal"),
        ["conversations.open"] = new(File(new Place("slack", "U1")), "files.completeUploadExternal") { Place = new Place("slack", "U1") },
    };

    public static TheoryData<string> Methods => new(Rows.Keys);

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task After_the_time_that_Slack_asked_for_it_goes_on_in_order_and_once(string method)
    {
        var time = new ManualTime();
        await using var slack = await FakeSlack.StartAsync();
        slack.Clock = time;
        await using var outbox = await ChannelOutbox.StartAsync(time, Settings(slack));
        var file = await outbox.StoreAsync("a;b"u8.ToArray());
        var row = Rows[method];
        slack.ThrottleNext(method, times: 1, retryAfterSeconds: Asked);

        await outbox.SendAsync(
            new Post(row.First ?? SlackCards.Small("first")) { Place = row.Place, Key = "k" },
            row.Middle(slack, file),
            new Post(SlackCards.Small("last")) { Place = row.Place });

        var calls = slack.CallsOf(method);
        var throttled = Assert.Single(calls, call => call.Throttled);
        Assert.InRange(calls[calls.Index().First(call => call.Item.Throttled).Index + 1].At - throttled.At, TimeSpan.FromSeconds(Asked), TimeSpan.FromSeconds(Asked + 5));
        var taken = slack.Calls.Where(call => !call.Throttled && Visible.Contains(call.Method, StringComparer.Ordinal)).ToList();
        string[] order = row.IsApart ? ["chat.postMessage", "chat.postMessage", .. row.Seen] : ["chat.postMessage", .. row.Seen, "chat.postMessage"];
        Assert.Equal(Runs(order), Runs(taken.Where(call => !Repeatable(call)).Select(call => call.Method)));
        Assert.Contains("last", taken.Last(call => call.Method == "chat.postMessage")["text"], StringComparison.Ordinal);
        Assert.Equal(row.Left, slack.Messages.Where(message => !message.Deleted).Select(message => message.Text.Split('\n')[^1].Split(' ')[^1]));
        Assert.Equal(row.Seen.Count(seen => seen == "files.completeUploadExternal"), taken.Count(call => call.Method == "files.completeUploadExternal"));

        // The same change made twice shows nothing twice.
        bool Repeatable(FakeSlack.Call call) => call.Method == "chat.update" && taken.TakeWhile(other => other != call).Any(other => other["blocks"] == call["blocks"]);
    }

    [Theory]
    [InlineData("views.open", null)]
    [InlineData("views.update", null)]
    [InlineData("views.push", "hash_conflict")]
    public async Task A_dialog_whose_trigger_dies_sooner_becomes_a_form_in_a_message(string method, string? before)
    {
        var time = new ManualTime();
        await using var slack = await FakeSlack.StartAsync();
        await using var outbox = await ChannelOutbox.StartAsync(time, Settings(slack));
        if (before is not null)
        {
            slack.Refuse("views.update", before);
        }

        slack.ThrottleNext(method, times: 1, retryAfterSeconds: Asked);
        var view = method == "views.open" ? "" : "\"view_id\":\"V1\",\"view_hash\":\"1.a\",";

        await outbox.SendAsync(
            new Post(SlackCards.Small("first")) { Place = Channel },
            new ShowForm(Rita, SlackCards.Form) { Place = Channel, Context = $$"""{"user":"U1",{{view}}"trigger_id":"1.2.3"}""" },
            new Post(SlackCards.Small("last")) { Place = Channel });

        Assert.Single(slack.CallsOf(method));
        Assert.Equal([null, "U1", null], slack.Messages.Select(message => message.OnlyFor));
        Assert.Contains("form:submit", slack.Messages[1].BlocksJson, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_throttled_question_for_a_name_holds_no_message_up_and_is_not_repeated_at_once()
    {
        await using var app = await SlackApp.StartAsync();
        app.Slack.ThrottleNext("users.info", times: 1, retryAfterSeconds: Asked);

        (await app.EventAsync(Mention("E1", bot: true))).Dispose();
        (await app.EventAsync(Mention("E2", bot: true))).Dispose();

        Assert.Equal(["U1", "U1"], app.Inbox.Accepted.Select(inbound => inbound.Actor.Name));
        Assert.Single(app.Slack.CallsOf("users.info"));
    }

    [Fact]
    public async Task A_throttled_question_for_our_own_account_loses_no_message()
    {
        await using var app = await SlackApp.StartAsync();
        app.Slack.ThrottleNext("auth.test", times: 1, retryAfterSeconds: Asked);

        using var response = await app.EventAsync(Mention("E1", bot: false));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("status", app.Inbox.Single<Said>().Text);
    }

    [Theory]
    [InlineData("member_joined_channel")]
    [InlineData("member_left_channel")]
    public async Task Who_came_or_went_is_asked_for_again_while_our_own_account_is_unknown(string type)
    {
        await using var app = await SlackApp.StartAsync();
        app.Slack.ThrottleNext("auth.test", times: 1, retryAfterSeconds: Asked);
        var moved = JsonNode.Parse($$$"""{"type":"event_callback","team_id":"T1","event_id":"E1","event":{"type":"{{{type}}}","user":"UBOT","channel":"C1"}}""")!;

        using var first = await app.EventAsync(moved);
        app.Time.Advance(TimeSpan.FromSeconds(Asked));
        using var again = await app.EventAsync(moved);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, first.StatusCode);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Single(app.Inbox.Accepted);
    }

    [Fact]
    public async Task A_throttled_connection_is_opened_after_the_time_that_was_asked()
    {
        await using var slack = await FakeSlack.StartAsync();
        slack.ThrottleNext("apps.connections.open", times: 1, retryAfterSeconds: 1);
        await using var app = await SlackApp.StartSocketModeAsync(slack, connections: 1);

        await slack.WaitForSocketsAsync(1);

        var calls = slack.CallsOf("apps.connections.open");
        Assert.Equal([true, false], calls.Select(call => call.Throttled));
        Assert.InRange(calls[1].At - calls[0].At, TimeSpan.FromSeconds(0.95), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void A_clock_that_is_set_back_stops_no_method()
    {
        var time = new ManualTime();
        var pacer = new MethodPacer(time);
        Assert.Null(pacer.Enter("chat.update", perMinute: 1));
        pacer.Close("views.open", TimeSpan.FromSeconds(30));
        time.Set(-TimeSpan.FromHours(1));

        Assert.Equal(TimeSpan.FromMinutes(1), pacer.Enter("chat.update", perMinute: 1));
        Assert.Equal(TimeSpan.FromSeconds(30), pacer.Enter("views.open", perMinute: 1));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(pacer.Enter("chat.update", perMinute: 1));
        Assert.Null(pacer.Enter("views.open", perMinute: 1));
    }

    private static Func<FakeSlack, string, Outgoing> File(Place place) => (_, file) => new SendFile(file, "report.csv", "text/csv", "Report") { Place = place };

    private static Dictionary<string, string?> Settings(FakeSlack slack) => new(StringComparer.Ordinal)
    {
        ["Slack:SigningSecret"] = SlackApp.Secret,
        ["Slack:BotToken"] = "xoxb-1",
        ["Slack:ApiBaseUrl"] = slack.ApiBaseUrl.AbsoluteUri,
    };

    private static JsonNode Mention(string id, bool bot) => JsonNode.Parse(
        $$$"""
        {"type":"event_callback","team_id":"T1","event_id":"{{{id}}}"{{{(bot ? ",\"authorizations\":[{\"user_id\":\"UBOT\",\"is_bot\":true}]" : "")}}},
         "event":{"type":"app_mention","user":"U1","channel":"C1","text":"<@UBOT> status","ts":"1.2"}}
        """)!;

    private static IEnumerable<string> Runs(IEnumerable<string> methods)
    {
        string? before = null;
        foreach (var method in methods)
        {
            if (method != before)
            {
                yield return method;
            }

            before = method;
        }
    }
}
