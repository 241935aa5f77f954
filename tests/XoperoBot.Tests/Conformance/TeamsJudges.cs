using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using XoperoBot.Tests.Architecture;
using XoperoBot.Tests.Fakes;
using XoperoBot.Tests.Faults;
using XoperoBot.Tests.Stories;

namespace XoperoBot.Tests.Conformance;

/// <summary>Hands the running bot to a token library and to Agents Playground.</summary>
public sealed partial class TeamsJudges : IDisposable
{
    // The one who types in Agents Playground, by m365.yml.
    private const string Rita = "00000000-0000-0000-0000-000000000020";

    private readonly DirectoryInfo _pictures = Directory.CreateTempSubdirectory("teams-playground-");

    private string Pictures => _pictures.FullName;

    public void Dispose() => _pictures.Delete(recursive: true);

    [ConformanceFact]
    public async Task Genuine_tokens_are_taken_and_two_dozen_forgeries_refused()
    {
        var port = FreePort();
        await using var bot = await Bot.StartAsync(
        [
            new("Teams:AppId", "22222222-2222-2222-2222-222222222222"),
            new("Teams:TenantId", "11111111-1111-1111-1111-111111111111"),
            new("Teams:ClientSecret", "made-up"),
            new("Teams:OpenIdMetadataUrl", $"http://127.0.0.1:{port}/metadata"),
        ]);

        await Judge.AgreesAsync("teams/tokens.judge.mjs", ("BOT_URL", Url(bot)), ("OPENID_PORT", port.ToString(CultureInfo.InvariantCulture)));
    }

    [ConformanceFact]
    public async Task Agents_Playground_types_reads_presses_sees_the_card_replaced_and_is_told_news()
    {
        await using var bot = await Bot.StartAsync(
        [
            new("Teams:DangerouslyAllowUnauthenticatedRequests", "true"),
            new("Access:DefaultRoles:0", "Operator"),
            new("Watch:Interval", "00:00:01"),
            new("Watch:GroupWait", "00:00:01"),
        ]);
        await Judge.AgreesAsync(
            "teams/playground.judge.mjs",
            ("BOT_URL", Url(bot)),
            ("PICTURES_DIR", Pictures),
            ("COMMAND", "repos xopero"),
            ("EXPECT", "1–10 of 775"),
            ("BUTTON", "Next page"),
            ("REPLACED", "11–20 of 775"),
            ("SUBSCRIBE", "subscribe acme failures"),
            ("FAIL", new Uri(bot.Service.BaseAddress, "_simulator/fail-plan").AbsoluteUri),
            ("FAIL_BODY", """{"organization":"acme","plan":"Weekly archive"}"""),
            ("ALERT", "Weekly archive"));
    }

    /// <summary>docs/teams.md, “Try it without Azure”, with its own command lines: first who one is, then what one may ask for.</summary>
    [ConformanceFact]
    public async Task The_guide_leads_to_an_approved_activation_in_Agents_Playground()
    {
        var lines = GuideLine().Matches(SourceTree.Read("docs/teams.md")).Select(match => match.Groups["arguments"].Value).ToList();
        Assert.Equal(2, lines.Count);
        await using var nothing = await TestDatabase.CreateAsync(Engine.Sqlite);
        await using (var first = await StartAsync(lines[0], nothing))
        {
            await WalkAsync(first, "whoami", $"teams:{Rita}");
        }

        // Agents Playground forgets what was said, and is welcomed anew.
        await using var anew = await TestDatabase.CreateAsync(Engine.Sqlite);
        await using var second = await StartAsync(lines[1].Replace("<id>", Rita, StringComparison.Ordinal), anew);
        await using var page = new PlaygroundDriver();
        page.Meet(second.Address);
        var approved = ApproveAsync(page);
        await WalkAsync(second, "activate acme/search-api", "1 done of 1");
        await approved;
    }

    private Task WalkAsync(BotProcess bot, string command, string done) => Judge.AgreesAsync(
        "teams/walk.judge.mjs", ("BOT_URL", bot.Address.GetLeftPart(UriPartial.Authority)), ("PICTURES_DIR", Pictures), ("COMMAND", command), ("DONE", done));

    private static Task<BotProcess> StartAsync(string arguments, TestDatabase database) => BotProcess.StartAsync(
        [.. arguments.Split([' ', '\\', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(argument => argument[2..].Split('=')).Select(parts => KeyValuePair.Create(parts[0], (string?)parts[1])), .. database.Settings],
        [new("DOTNET_ENVIRONMENT", "Development")]);

    /// <summary>Ada looks for what waits until something does, and approves it.</summary>
    private static async Task ApproveAsync(PlaygroundDriver page)
    {
        var id = "";
        await Eventually.TrueAsync(
            async () =>
            {
                await page.SayAsync("approver1", "approvals");
                await Task.Delay(TimeSpan.FromSeconds(1));
                id = (await page.LookAsync("approver1")).Select(shown => RequestId().Match(shown.Text).Value).LastOrDefault(found => found.Length > 0) ?? "";
                return id.Length > 0;
            },
            TimeSpan.FromMinutes(2));
        await page.SayAsync("approver1", $"approve {id}");
    }

    [GeneratedRegex(@"dotnet run --project src/XoperoBot\.Host -- (?<arguments>(?:.*\\\n)*.+)", RegexOptions.None, 1000)]
    private static partial Regex GuideLine();

    [GeneratedRegex("R-[0-9A-Z]{6}", RegexOptions.None, 1000)]
    private static partial Regex RequestId();

    private static string Url(Bot bot) => bot.Address.GetLeftPart(UriPartial.Authority);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
