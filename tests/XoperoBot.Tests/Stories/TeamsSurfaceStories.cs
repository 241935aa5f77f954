using System.Net;
using System.Text.Json.Nodes;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Stories;

/// <summary>Where Teams lets people meet the bot: installations, mentions in channels, live lookup, dialogs, and long work.</summary>
public sealed class TeamsSurfaceStories : IAsyncLifetime
{
    private FakeBotFramework _teams = null!;
    private TeamsDriver _chat = null!;
    private Bot _bot = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _teams = await FakeBotFramework.StartAsync();
        _chat = new TeamsDriver(_teams);
        _bot = await Bot.StartAsync(_chat.Settings, null, ("Access:DefaultRoles:0", "Viewer"));
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
    public async Task A_place_is_greeted_once_however_it_is_told_of_and_again_only_after_it_was_left()
    {
        await InstallAsync("i1", "c1");
        await InstallAsync("i1", "c1");
        await InstallAsync("i2", "c2");
        await SayAsync("version", "m1");
        await _chat.SeeAsync("viewer", ".NET");
        Assert.Single(Greetings());

        await PostAsync(_teams.Activity("installationUpdate", "i3").With("action", "remove"));
        await InstallAsync("i4", "c4");

        await Eventually.TrueAsync(() => Greetings().Count() == 2);
    }

    [Theory]
    [InlineData("<at>XoperoBot</at> orgs")]
    [InlineData("orgs <at>XoperoBot</at>")]
    [InlineData("<at>XoperoBot</at>&nbsp;orgs <at>XoperoBot</at>")]
    public async Task A_mention_in_a_thread_is_answered_in_the_thread(string text)
    {
        var mention = new JsonObject
        {
            ["type"] = "mention", ["text"] = "<at>XoperoBot</at>", ["mentioned"] = new JsonObject { ["id"] = TeamsActivities.BotId, ["name"] = "XoperoBot" },
        };

        await PostAsync(_teams.Message(text).InChannel("1700000000009").With("entities", new JsonArray(mention)));

        await _chat.SeeAsync("viewer", "Organizations", "OrgName");
        Assert.Equal($"{TeamsActivities.ChannelId};messageid=1700000000009", Assert.Single(_teams.Calls, call => call.Card is not null).Conversation);
    }

    [Theory]
    [InlineData("glo", "globex")]
    [InlineData("", "OrgName")]
    public async Task Names_are_looked_up_while_typing(string typed, string expected)
    {
        using var response = await _teams.PostAsync(_http, _teams.Invoke("application/search", new JsonObject
        {
            ["queryText"] = typed, ["dataset"] = "organizations", ["queryOptions"] = new JsonObject { ["skip"] = 0, ["top"] = 15 },
        }));

        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal((200, "application/vnd.microsoft.search.searchResponse"), ((int?)body["statusCode"], (string?)body["type"]));
        Assert.Contains(body["value"]!["results"]!.AsArray(), result => ((string)result!["title"]!).Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Long_work_shows_that_somebody_types_and_then_the_card()
    {
        _bot.Service.Simulation.Script.SetFault(XoperoBot.Simulator.SimulatorCall.GetOrganizations, XoperoBot.Simulator.FaultKind.Hang);

        await SayAsync("status", "m1");
        await Eventually.TrueAsync(() => _teams.Calls.Any(call => (string?)call.Body?["type"] == "typing"));
        Assert.DoesNotContain(_teams.Calls, call => call.Card is not null);

        await _chat.SeeAsync("viewer", "Backup status", "unknown");
    }

    private IEnumerable<ConnectorCall> Greetings() =>
        _teams.Calls.Where(call => call.Card is { } card && TeamsActivities.VisibleText(card).Contains("Hello", StringComparison.Ordinal));

    private async Task InstallAsync(string installation, string conversation)
    {
        await PostAsync(_teams.Activity("installationUpdate", installation).With("action", "add"));
        await PostAsync(_teams.Activity("conversationUpdate", conversation).With("membersAdded", new JsonArray(new JsonObject { ["id"] = TeamsActivities.BotId })));
    }

    private Task SayAsync(string text, string id) => PostAsync(_teams.Message(text, id));

    private async Task PostAsync(JsonNode activity)
    {
        using var response = await _teams.PostAsync(_http, activity);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }
}
