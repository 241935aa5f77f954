using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using XoperoBot.Simulator;
using XoperoBot.Tests.Channels.Slack;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Stories;

/// <summary>An administrator gives a plan's definition as a file, sent to the bot in the personal chat.</summary>
public sealed class DefinitionFileStories
{
    [Theory]
    [InlineData("amir", "is kept as its baseline")]
    [InlineData("operator", "A definition is given by an administrator")]
    public async Task In_Slack(string person, string says)
    {
        var slack = await FakeSlack.StartAsync();
        await using var chat = new SlackDriver(slack);
        await using var bot = await Bot.StartAsync(chat.Settings);
        slack.Files["plan.json"] = await DefinitionAsync(bot);
        using var http = new HttpClient { BaseAddress = bot.Address };
        var sent = new JsonObject
        {
            ["type"] = "event_callback",
            ["team_id"] = FakeSlack.Team,
            ["event_id"] = "Ev1",
            ["event"] = new JsonObject
            {
                ["type"] = "message",
                ["subtype"] = "file_share",
                ["channel_type"] = "im",
                ["channel"] = "D1",
                ["user"] = person,
                ["ts"] = "1700000000.000100",
                ["text"] = "modify plan acme/Nightly",
                ["files"] = new JsonArray(new JsonObject { ["id"] = "F1", ["name"] = "plan.json", ["url_private_download"] = new Uri(slack.Url, "/files/plan.json").AbsoluteUri }),
            },
        };

        using var request = SlackApp.Signed("/slack/events", Encoding.UTF8.GetBytes(sent.ToJsonString()), "application/json", DateTimeOffset.UtcNow);
        using var response = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await chat.In("D1").SeeAsync(person, says);
        Assert.Empty(bot.Service.Simulation.Recorder.Requests(SimulatorCall.ModifyPlan));
    }

    [Theory]
    [InlineData("plan.json", "is kept as its baseline")]
    [InlineData("gone.json", "could not be read")]
    public async Task In_Teams(string file, string says)
    {
        var teams = await FakeBotFramework.StartAsync();
        await using var chat = new TeamsDriver(teams);
        await using var bot = await Bot.StartAsync(chat.Settings);
        teams.Files["plan.json"] = await DefinitionAsync(bot);
        using var http = new HttpClient { BaseAddress = bot.Address };
        var message = teams.Message("modify plan acme/Nightly").From("amir", TeamsDriver.Mri("amir"), chat.Account("amir")).With("attachments", new JsonArray(new JsonObject
        {
            ["contentType"] = "application/vnd.microsoft.teams.file.download.info",
            ["name"] = file,
            ["content"] = new JsonObject { ["downloadUrl"] = new Uri(teams.BaseUrl, $"files/{file}").AbsoluteUri, ["uniqueId"] = "1", ["fileType"] = "json" },
        }));

        using var response = await teams.PostAsync(http, message);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        await chat.In(TeamsActivities.PersonalChat).SeeAsync("amir", says);
    }

    // As the service would have it, in more characters than a command line takes.
    private static Task<byte[]> DefinitionAsync(Bot bot)
    {
        var organization = bot.Service.Simulation.Snapshot().Organizations.First(one => one.Name == "acme");
        var plan = XoperoBot.Tests.Features.ModifyPlan.Definitions.Sample();
        plan["id"] = organization.Plans.First(one => one.Name == "Nightly").Id;
        plan["name"] = "Nightly";
        plan["organizationId"] = organization.Id;
        return Task.FromResult(Encoding.UTF8.GetBytes(plan.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true }) + new string(' ', 9000)));
    }
}
