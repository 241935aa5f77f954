using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using XoperoBot.Tests.Channels.Slack;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Stories;

/// <summary>Where Slack lets people meet the bot besides its command: their own page, shortcuts, mentions, threads.</summary>
public sealed class SlackSurfaceStories : IAsyncLifetime
{
    private FakeSlack _slack = null!;
    private SlackDriver _chat = null!;
    private Bot _bot = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _slack = await FakeSlack.StartAsync();
        _chat = new SlackDriver(_slack);
        _bot = await Bot.StartAsync(_chat.Settings);
        _chat.Meet(_bot.Address);
        _http = new HttpClient { BaseAddress = _bot.Address };
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _bot.DisposeAsync();
        await _chat.DisposeAsync();
    }

    [Fact]
    public async Task A_running_bot_is_examined_whole_and_its_cards_are_measured()
    {
        await _chat.SayAsync("amir", "doctor");

        await _chat.SeeAsync("amir", "Examination", "The bot token is accepted", "Every scope of the manifest is granted", "status on slack: 1 message", "“remove” needs 2");
    }

    [Fact]
    public async Task Answers_to_single_people_hold_up_no_card()
    {
        await _chat.SayAsync("operator", "activate acme/search-api");
        var request = await _chat.SeeAsync("ada", "Waits for 1 more approval");
        _slack.ThrottleNext("hook:press-viewer-C1", times: 1, retryAfterSeconds: 3600);
        for (var click = 0; click < 15; click++)
        {
            await _chat.PressAsync("viewer", request, "Approve");
        }

        await _chat.PressAsync("ada", request, "Approve");
        await _chat.SeeAsync("operator", "1 done of 1");

        Assert.All(_slack.CallsOf("hook:press-viewer-C1"), call => Assert.True(call.Throttled));
    }

    [Fact]
    public async Task A_persons_own_page_shows_how_things_stand_what_waits_and_what_they_are_told()
    {
        await _chat.SayAsync("operator", "activate acme/search-api --reason OPS-7");
        var request = await _chat.SeeAsync("operator", "acme/search-api", "OPS-7");
        var id = request.Text[request.Text.IndexOf("R-", StringComparison.Ordinal)..][..8];

        await EventAsync("E1", new JsonObject { ["type"] = "app_home_opened", ["user"] = "ada", ["channel"] = "D1", ["tab"] = "home" });

        var page = (await _slack.WaitForAsync("views.publish"))[0];
        Assert.Equal("ada", page["user_id"]);
        Assert.All(["43 of 58 protected (74.1 %)", id, "What I tell you about here"], text => Assert.Contains(text, page["view"], StringComparison.Ordinal));
        BlockKitRules.Check(page.Json("view")!);
    }

    [Fact]
    public async Task A_global_shortcut_is_answered_to_the_person()
    {
        await InteractAsync(new JsonObject { ["type"] = "shortcut", ["callback_id"] = "status" });

        await _chat.SeeAsync("viewer", "Backup status", "43 of 58 protected (74.1 %)");
        Assert.Equal("viewer", _slack.CallsOf("chat.postMessage")[0]["channel"]);
    }

    [Fact]
    public async Task A_message_shortcut_is_answered_beside_the_message()
    {
        await InteractAsync(new JsonObject
        {
            ["type"] = "message_action", ["callback_id"] = "help", ["channel"] = new JsonObject { ["id"] = "C1" }, ["message"] = new JsonObject { ["ts"] = "17.2" }, ["message_ts"] = "17.2",
        });

        var answer = await _slack.WaitAsync(() => _slack.Messages, messages => messages.Count > 0, "the answer");
        Assert.Equal(("C1", "17.2"), (answer[0].Channel, answer[0].Thread));
    }

    [Theory]
    [InlineData("<@UBOT> orgs", null)]
    [InlineData("<@UBOT>   orgs <@UBOT|xoperobot>", "17.1")]
    [InlineData("orgs <@UBOT>", "17.1")]
    public async Task A_mention_is_answered_where_it_was_made(string text, string? thread)
    {
        await EventAsync("E1", new JsonObject { ["type"] = "app_mention", ["user"] = "viewer", ["channel"] = "C7", ["text"] = text, ["ts"] = "17.9", ["thread_ts"] = thread });

        await _chat.SeeAsync("viewer", "Organizations", "OrgName");
        var answer = Assert.Single(_slack.Messages);
        Assert.Equal(("C7", thread), (answer.Channel, answer.Thread));
    }

    [Fact]
    public async Task A_channel_is_greeted_once_however_often_Slack_tells_of_it()
    {
        var joined = new JsonObject { ["type"] = "member_joined_channel", ["user"] = FakeSlack.BotUser, ["channel"] = "C7", ["inviter"] = "operator" };
        await EventAsync("E1", joined.DeepClone());
        await EventAsync("E1", joined.DeepClone());
        await EventAsync("E2", joined.DeepClone());
        await _chat.SeeAsync("operator", "Hello");
        await EventAsync("E3", new JsonObject { ["type"] = "app_mention", ["user"] = "viewer", ["channel"] = "C7", ["text"] = "<@UBOT> version", ["ts"] = "17.9" });

        await _chat.SeeAsync("viewer", ".NET");

        Assert.Single(_slack.Messages, message => message.Text.Contains("Hello", StringComparison.Ordinal));
    }

    private Task EventAsync(string id, JsonNode happened) => PostAsync("/slack/events", "application/json", new JsonObject
    {
        ["type"] = "event_callback", ["team_id"] = FakeSlack.Team, ["event_id"] = id,
        ["authorizations"] = new JsonArray(new JsonObject { ["user_id"] = FakeSlack.BotUser, ["is_bot"] = true }),
        ["event"] = happened,
    }.ToJsonString());

    private Task InteractAsync(JsonObject payload)
    {
        payload["team"] = new JsonObject { ["id"] = FakeSlack.Team };
        payload["user"] = new JsonObject { ["id"] = "viewer", ["username"] = "viewer", ["team_id"] = FakeSlack.Team };
        payload["trigger_id"] = Guid.NewGuid().ToString("N");
        return PostAsync("/slack/interactions", "application/x-www-form-urlencoded", SlackApp.Form(("payload", payload.ToJsonString())));
    }

    private async Task PostAsync(string path, string contentType, string body)
    {
        using var request = SlackApp.Signed(path, Encoding.UTF8.GetBytes(body), contentType, DateTimeOffset.UtcNow);
        using var response = await _http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
