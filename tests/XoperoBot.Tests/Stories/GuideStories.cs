using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using XoperoBot.Simulator;
using XoperoBot.Tests.Channels.Slack;
using XoperoBot.Tests.Fakes;
using XoperoBot.Tests.Faults;

namespace XoperoBot.Tests.Stories;

/// <summary>
/// The guides alone, as a stranger follows them: from nothing to an approved activation. The bot is a process of its own in Production.
/// Configured is what the pages name, in the sections and files that they name, and beside it the addresses of the doubles.
/// </summary>
public sealed partial class GuideStories : IDisposable
{
    private const string Password = "made-up-for-the-walk";

    private static readonly GuidePage Operations = new("docs/operations.md");
    private static readonly GuidePage Service = new("docs/management-service.md");
    private static readonly GuidePage Slack = new("docs/slack.md");
    private static readonly GuidePage Teams = new("docs/teams.md");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("guide-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("HTTP")]
    [InlineData("Socket Mode")]
    public async Task The_guide_to_Slack_leads_to_an_approved_activation(string way)
    {
        var slack = await FakeSlack.StartAsync();
        await using var chat = new SlackDriver(slack, sockets: way == "Socket Mode");
        foreach (var file in Slack.Files(way))
        {
            Keep(file, file.Split("__")[1] switch
            {
                "BotToken" => "xoxb-made-up",
                "AppToken" => "xapp-made-up",
                "SigningSecret" => SlackApp.Secret,
                var other => throw new InvalidOperationException($"What is {other}?"),
            });
        }

        await WalkAsync(chat, Slack, [new("Slack:ApiBaseUrl", slack.ApiBaseUrl.AbsoluteUri)]);
    }

    [Fact]
    public async Task The_guide_to_Teams_leads_to_an_approved_activation()
    {
        var teams = await FakeBotFramework.StartAsync();
        await using var chat = new TeamsDriver(teams);
        Keep(Teams.Named("Teams__ClientSecret"), FakeBotFramework.ClientSecret);
        var settings = teams.Settings();
        settings.Remove("Teams:ClientSecret");
        Teams.Named("Teams:AppId");
        Teams.Named("Teams:TenantId");

        await WalkAsync(chat, Teams, settings);
    }

    private async Task WalkAsync(ChatDriver chat, GuidePage page, IEnumerable<KeyValuePair<string, string?>> product)
    {
        var server = Service.Section("Xopero");
        var first = server["Xopero"]!["Servers"]![0]!;
        await using var service = await SimulatorApp.StartAsync(
            new SimulatorOptions { Accounts = { new AccountOptions { Email = (string)first["Email"]!, Password = Password } } }, TimeProvider.System);
        Keep(Service.Named("Xopero__Servers__0__Password"), Password);
        first["BaseUrl"] = service.BaseAddress.AbsoluteUri;
        first["AllowHttp"] = true;
        List<KeyValuePair<string, string?>> settings = [.. product, .. GuidePage.Flat(server)];

        // Everybody asks who they are; what they are told is what is written down.
        var access = page.Section("Access");
        await using (var empty = await BotProcess.StartAsync(settings, Environment()))
        {
            chat.Meet(empty.Address);
            foreach (var person in access["Access"]!["People"]!.AsArray())
            {
                var name = Said(person!);
                await chat.SayAsync(name, "whoami");
                var told = await chat.SeeAsync(name, "Who you are", "nobody that an administrator named");
                person![chat.Channel] = Account().Match(told.Text).Groups["id"].Value;
            }
        }

        await using var bot = await BotProcess.StartAsync([.. settings, .. GuidePage.Flat(access)], Environment());
        chat.Meet(bot.Address);
        await chat.SayAsync("olaf", "activate acme/search-api --dry-run");
        await chat.SeeAsync("olaf", "acme/search-api", "nothing is sent");
        await chat.SayAsync("olaf", "activate acme/search-api");
        var request = await chat.SeeAsync("ada", "0 of 1", "acme/search-api");
        Assert.Empty(service.Simulation.Recorder.Requests(SimulatorCall.Activate));
        await chat.PressAsync("ada", request, "Approve");
        await chat.SeeAsync("olaf", "Done", "1 done of 1", "Ada");
        Assert.Single(service.Simulation.Recorder.Requests(SimulatorCall.Activate));
    }

    /// <summary>The environment file of the guide, with its folders moved to ours.</summary>
    private List<KeyValuePair<string, string>> Environment() =>
    [
        new("DOTNET_ENVIRONMENT", "Production"),
        .. Operations.Environment().Select(line => KeyValuePair.Create(
            line.Key, line.Value.Replace("/var/lib/xoperobot", _folder.FullName, StringComparison.Ordinal).Replace("/etc/xoperobot/secrets", Secrets, StringComparison.Ordinal))),
    ];

    private string Secrets => Path.Combine(_folder.FullName, "secrets");

    private void Keep(string file, string secret)
    {
        Directory.CreateDirectory(Secrets);
        File.WriteAllText(Path.Combine(Secrets, file), secret);
    }

    private static string Said(JsonNode person) => ((string)person["Name"]!).ToLowerInvariant();

    [GeneratedRegex(@"(?:slack|teams):(?<id>[\w/-]+)", RegexOptions.None, 1000)]
    private static partial Regex Account();
}
