using System.Text.Json.Nodes;
using XoperoBot.Core.Chat;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Channels.Teams;

/// <summary>Teams asks to wait or fails for a moment, on each of the calls that the bot makes: nothing is lost, doubled or overtaken.</summary>
public sealed class ThrottleTests
{
    private const int Asked = 7;
    private const string Again = " Sent again after an interruption: it may stand here twice.";

    private static readonly Actor Rita = new("teams", TeamsActivities.Rita, "Rita") { Address = "29:rita" };
    private static readonly Place Chat = new("teams", TeamsActivities.PersonalChat);
    private static readonly Place Channel = new("teams", TeamsActivities.ChannelId);

    /// <summary>The call that fails, and what is said between two messages in the same place.</summary>
    private sealed record Row(Place Place, Func<ConnectorCall, bool> Fails, Func<Outgoing> Middle)
    {
        public string? Thread { get; init; }

        public Card First { get; init; } = Made("first");

        public string[] Seen { get; init; } = ["first", "middle", "last"];
    }

    private static readonly Dictionary<string, Row> Rows = new(StringComparer.Ordinal)
    {
        ["send"] = new(Chat, call => call.Path.EndsWith("/activities", StringComparison.Ordinal), () => new Post(Made("middle")) { Place = Chat }),
        ["reply in a thread"] = new(
            Channel, call => call.Conversation == $"{TeamsActivities.ChannelId};messageid=77", () => new Post(Made("middle")) { Place = Channel, Thread = "77" }) { Thread = "77" },
        ["begin a thread"] = new(Channel, call => call.Path == "v3/conversations", () => new Post(Made("middle")) { Place = Channel }),
        ["update"] = new(Chat, call => call.Method == "PUT", () => new Update(Made("middle")) { Place = Chat, Key = "k" }),
        ["delete"] = new(Chat, call => call.Method == "DELETE", () => new Update(Made("middle")) { Place = Chat, Key = "k" }) { First = Large("first") },
        ["open a personal chat"] = new(
            Channel, call => call.Path == "v3/conversations", () => new Whisper(Rita, Made("middle")) { Place = Channel, Thread = "77" }) { Thread = "77" },
    };

    public static TheoryData<string, int, bool> Faults
    {
        get
        {
            var faults = new TheoryData<string, int, bool>();
            foreach (var operation in Rows.Keys)
            {
                faults.Add(operation, 429, true);
                faults.Add(operation, 429, false);
                faults.Add(operation, 412, false);
                faults.Add(operation, 502, false);
                faults.Add(operation, 503, true);
                faults.Add(operation, 504, false);
            }

            return faults;
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task What_may_pass_is_done_later_in_order_and_once(string operation, int status, bool asks)
    {
        var time = new ManualTime();
        await using var teams = await FakeBotFramework.StartAsync(time);
        await using var outbox = await ChannelOutbox.StartAsync(time, teams.Settings());
        var row = Rows[operation];
        teams.FailOnce(row.Fails, status, status == 429 ? "Throttled" : null, asks ? "7" : null);

        await outbox.SendAsync(
            new Post(row.First) { Place = row.Place, Thread = row.Thread, Key = "k" },
            row.Middle(),
            new Post(Made("last")) { Place = row.Place, Thread = row.Thread });

        var calls = teams.Calls.ToList();
        var failed = Assert.Single(calls, call => call.Failed);
        var again = calls.Skip(calls.IndexOf(failed) + 1).First(row.Fails);
        Assert.InRange(again.At - failed.At, asks ? TimeSpan.FromSeconds(Asked) : TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(Asked + 5));
        var mayBeTaken = status is 502 or 504 && operation is "send" or "reply in a thread" or "begin a thread";
        Assert.Equal((failed.Method, failed.Path), (again.Method, again.Path));
        Assert.Equal(!mayBeTaken, failed.Body?.ToJsonString() == again.Body?.ToJsonString());
        Assert.Equal(mayBeTaken, again.Body?.ToJsonString().Contains(Again, StringComparison.Ordinal) == true);
        var taken = calls.Where(call => call is { Failed: false, Card: not null }).ToList();
        Assert.Equal(row.Seen, Runs(taken.Select(call => call.Summary!.Replace(Again, "", StringComparison.Ordinal).Split(' ')[^1])));
        Assert.Equal(
            operation is "update" or "delete" ? ["middle", "last"] : row.Seen,
            teams.Shown.Select(shown => TeamsActivities.VisibleText(shown.Card).Split('\n')[0].Split(' ')[^1]));
    }

    [Fact]
    public async Task A_throttled_token_keeps_what_is_to_be_said_and_asks_again_after_the_time_that_was_asked()
    {
        await using var bot = await TeamsBot.StartAsync();
        (bot.Teams.TokenFailure, bot.Teams.TokenRetryAfter) = (429, "30");

        var first = Assert.IsType<Retry>(await bot.Channel.DeliverAsync(new Post(Made("a")) { Place = Chat }, null, default));
        (bot.Teams.TokenFailure, bot.Teams.TokenRetryAfter) = (null, null);
        bot.Time.Advance(TimeSpan.FromSeconds(10));
        var other = Assert.IsType<Retry>(await bot.Channel.DeliverAsync(new Post(Made("b")) { Place = Channel }, null, default));
        bot.Time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal((30, 20), (first.After!.Value.TotalSeconds, other.After!.Value.TotalSeconds));
        Assert.Single(bot.Teams.TokenRequests);
        Assert.IsType<Sent>(await bot.Channel.DeliverAsync(new Post(Made("a")) { Place = Chat }, null, default));
        Assert.Equal(2, bot.Teams.TokenRequests.Count);
    }

    [Fact]
    public async Task A_throttled_list_of_members_delays_no_card()
    {
        var time = new ManualTime();
        await using var teams = await FakeBotFramework.StartAsync(time);
        await using var outbox = await ChannelOutbox.StartAsync(time, teams.Settings());
        teams.FailOnce(call => call.Path.EndsWith("/pagedmembers", StringComparison.Ordinal), 429, "Throttled", "7");
        var card = Made("middle") with { Actions = [new Button("Approve", "approve 7")], ButtonsFor = [new Actor("teams", "someone", "S")], Refresh = "request 7" };

        await outbox.SendAsync(new Post(Made("first")) { Place = Channel }, new Post(card) { Place = Channel }, new Post(Made("last")) { Place = Channel });

        Assert.Equal(["first", "middle", "last"], teams.Calls.Where(call => call.Card is not null).Select(call => call.Summary!.Split(' ')[^1]));
    }

    [Fact]
    public async Task A_throttled_sign_of_work_is_left_out_and_what_follows_is_not()
    {
        var time = new ManualTime();
        await using var teams = await FakeBotFramework.StartAsync(time);
        await using var outbox = await ChannelOutbox.StartAsync(time, teams.Settings());
        teams.FailOnce(call => (string?)call.Body?["type"] == "typing", 429, "Throttled", "7");

        await outbox.SendAsync(new Post(Made("first")) { Place = Chat }, new Working { Place = Chat }, new Post(Made("last")) { Place = Chat });

        Assert.Single(teams.Calls, call => (string?)call.Body?["type"] == "typing");
        Assert.Equal(["first", "last"], teams.Calls.Where(call => call.Card is not null).Select(call => call.Summary!.Split(' ')[^1]));
    }

    [Theory]
    [InlineData("POST", "accept", "in your OneDrive")]
    [InlineData("DELETE", "accept", "in your OneDrive")]
    [InlineData("POST", "decline", "not sent")]
    public async Task What_an_answered_file_offer_could_not_say_at_once_is_said_later_in_its_place(string method, string action, string said)
    {
        await using var bot = await TeamsBot.StartAsync();
        bot.Files.Files["file-1"] = "a;b"u8.ToArray();
        bot.Teams.FailOnce(call => call.Method == method, 429, "Throttled", "7");

        using var response = await bot.Teams.PostAsync(bot.Client, bot.Teams.Invoke("fileConsent/invoke", new JsonObject
        {
            ["action"] = action,
            ["context"] = new JsonObject { ["fileId"] = "file-1", ["fileName"] = "rows.csv" },
            ["uploadInfo"] = new JsonObject { ["uploadUrl"] = new Uri(bot.Teams.BaseUrl, "upload/rows.csv").AbsoluteUri, ["name"] = "rows.csv" },
        }));

        Assert.True(response.IsSuccessStatusCode);
        var later = Assert.IsType<Update>(Assert.Single(bot.Outbox.Queued));
        Assert.Equal("card-1", later.Message!.Id);
        Assert.Contains(said, later.Card.Summary, StringComparison.Ordinal);
    }

    private static Card Made(string name) => new(name, Tone.Good, [new Paragraph("text")]) { Summary = name };

    private static Card Large(string name) => Made(name) with
    {
        Elements = [new Table(["Name", "Value"], [.. Enumerable.Range(0, 400).Select(row => new Text[] { $"repository-{row:000}", "a long value that takes some room" })]) { Caption = "All" }],
    };

    private static IEnumerable<string> Runs(IEnumerable<string> summaries)
    {
        string? before = null;
        foreach (var summary in summaries)
        {
            if (summary != before)
            {
                yield return summary;
            }

            before = summary;
        }
    }
}
