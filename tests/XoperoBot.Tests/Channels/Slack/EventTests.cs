using System.Net;
using System.Text.Json.Nodes;
using XoperoBot.Core.Chat;

namespace XoperoBot.Tests.Channels.Slack;

public sealed class EventTests
{
    [Fact]
    public async Task Slacks_question_for_the_address_is_answered()
    {
        await using var app = await SlackApp.StartAsync();

        using var response = await app.EventAsync(new JsonObject { ["type"] = "url_verification", ["challenge"] = "abc" });

        Assert.Equal("abc", JsonNode.Parse(await response.Content.ReadAsStringAsync())!["challenge"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_notice_of_too_many_events_is_taken()
    {
        await using var app = await SlackApp.StartAsync();

        using var response = await app.EventAsync(new JsonObject
        {
            ["token"] = "t", ["type"] = "app_rate_limited", ["team_id"] = "T1", ["minute_rate_limited"] = 1_518_467_820, ["api_app_id"] = "A1",
        });

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("<@UBOT> status", "status")]
    [InlineData("status <@UBOT>", "status")]
    [InlineData("please <@UBOT|xoperobot>   status", "please status")]
    [InlineData("<@UBOT> whois <@U2>", "whois <@U2>")]
    [InlineData("<@UBOT> show <http://my.repo|my.repo>", "show my.repo")]
    [InlineData("<@UBOT> show <https://x.example/a>", "show https://x.example/a")]
    [InlineData("<@UBOT> show a &lt; b &amp;&amp; c", "show a < b && c")]
    [InlineData("<@UBOT>", "")]
    public async Task A_mention_is_taken_off_wherever_it_stands(string typed, string said)
    {
        await using var app = await SlackApp.StartAsync();

        await app.EventAsync(Event(new JsonObject { ["type"] = "app_mention", ["user"] = "U1", ["channel"] = "C1", ["text"] = typed, ["ts"] = "5.1", ["thread_ts"] = "4.1" }));

        var inbound = app.Inbox.Single<Said>();
        Assert.Equal(said, inbound.Text);
        Assert.Equal("slack:Ev1", inbound.DeliveryId);
        Assert.Equal("4.1", inbound.Thread);
        Assert.Equal("T1/U1", inbound.Actor.Account);
        Assert.Equal("Rita", inbound.Actor.Name);
        Assert.Equal("Europe/Warsaw", inbound.Actor.TimeZone);
    }

    [Fact]
    public async Task A_personal_message_is_private()
    {
        await using var app = await SlackApp.StartAsync();

        await app.EventAsync(Event(DirectMessage()));

        Assert.True(app.Inbox.Single<Said>().Private);
    }

    public static TheoryData<string, JsonObject> NotForUs { get; } = new()
    {
        { "a bot's", Changed("bot_id", "B1") },
        { "the bot's own", Changed("user", "UBOT") },
        { "an edit", Changed("subtype", "message_changed") },
        { "a deletion", Changed("subtype", "message_deleted") },
        { "a channel's", Changed("channel_type", "channel") },
        { "nobody's", Changed("user", null) },
    };

    [Theory]
    [MemberData(nameof(NotForUs))]
    public async Task A_message_that_is_not_for_the_bot_is_acknowledged_and_left_alone(string whose, JsonObject happened)
    {
        await using var app = await SlackApp.StartAsync();

        using var response = await app.EventAsync(Event((JsonObject)happened.DeepClone()));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(app.Inbox.Accepted);
        Assert.NotEmpty(whose);
    }

    [Fact]
    public async Task A_repetition_is_told_by_its_id_and_not_by_its_header()
    {
        await using var app = await SlackApp.StartAsync();
        using var first = SlackApp.Signed("/slack/events", System.Text.Encoding.UTF8.GetBytes(Event(DirectMessage()).ToJsonString()), "application/json", app.Time.GetUtcNow());
        first.Headers.Add("X-Slack-Retry-Num", "1");
        first.Headers.Add("X-Slack-Retry-Reason", "http_timeout");

        await app.SendAsync(first);
        await app.EventAsync(Event(DirectMessage()));

        Assert.Single(app.Inbox.Accepted);
    }

    [Fact]
    public async Task The_home_page_is_asked_for_when_it_is_opened()
    {
        await using var app = await SlackApp.StartAsync();

        await app.EventAsync(Event(new JsonObject { ["type"] = "app_home_opened", ["user"] = "U1", ["channel"] = "D1", ["tab"] = "home" }));

        Assert.Equal(new Place("slack", "D1"), app.Inbox.Single<HomeOpened>().Place);
    }

    [Fact]
    public async Task The_bots_own_coming_and_going_is_noted()
    {
        await using var app = await SlackApp.StartAsync();
        var place = new Place("slack", "C9");

        await app.EventAsync(Event(new JsonObject { ["type"] = "member_joined_channel", ["user"] = "UBOT", ["channel"] = "C9", ["inviter"] = "U1" }));
        Assert.True(app.Places.Notes.ContainsKey(place));
        Assert.Equal("T1/U1", app.Inbox.Single<Joined>().Actor.Account);

        await app.EventAsync(Event(new JsonObject { ["type"] = "channel_left", ["channel"] = "C9", ["actor_id"] = "U1" }, "Ev2"));
        Assert.Empty(app.Places.Notes);
        Assert.IsType<Left>(app.Inbox.Accepted[^1]);
    }

    [Fact]
    public async Task Somebody_elses_coming_is_not()
    {
        await using var app = await SlackApp.StartAsync();

        await app.EventAsync(Event(new JsonObject { ["type"] = "member_joined_channel", ["user"] = "U5", ["channel"] = "C9" }));

        Assert.Empty(app.Inbox.Accepted);
    }

    [Theory]
    [InlineData("{\"type\":\"event_callback\",\"event_id\":\"E\",\"event\":{\"type\":\"reaction_added\",\"item\":{}}}")]
    [InlineData("{\"type\":\"event_callback\",\"event_id\":\"E\",\"event\":{\"type\":\"channel_rename\",\"channel\":{\"id\":\"C1\"},\"user\":{}}}")]
    [InlineData("{\"type\":\"something_new\"}")]
    public async Task An_unknown_kind_is_acknowledged_and_counted(string body)
    {
        await using var app = await SlackApp.StartAsync();

        using var response = await app.PostAsync("/slack/events", body, "application/json; charset=utf-8");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(app.Log.Lines, line => line.Contains("1 so far", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_that_Slack_cannot_tell_holds_nothing_up()
    {
        await using var app = await SlackApp.StartAsync();
        app.Slack.Refuse("users.info", "missing_scope");

        await app.EventAsync(Event(DirectMessage()));

        Assert.Equal("U1", app.Inbox.Single<Said>().Actor.Name);
    }

    internal static JsonObject Event(JsonObject happened, string id = "Ev1") => new()
    {
        ["type"] = "event_callback",
        ["team_id"] = "T1",
        ["event_id"] = id,
        ["event"] = happened,
        ["authorizations"] = new JsonArray(new JsonObject { ["team_id"] = "T1", ["user_id"] = "UBOT", ["is_bot"] = true }),
    };

    private static JsonObject DirectMessage() =>
        new() { ["type"] = "message", ["channel_type"] = "im", ["user"] = "U1", ["channel"] = "D1", ["text"] = "status", ["ts"] = "5.1" };

    private static JsonObject Changed(string member, string? value)
    {
        var message = DirectMessage();
        message[member] = value;
        return message;
    }
}
