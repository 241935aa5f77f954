using System.Text.RegularExpressions;
using XoperoBot.Core.Pipeline;
using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;
using XoperoBot.Tests.Stories;

namespace XoperoBot.Tests.Conformance;

/// <summary>The cards that the booted bot really sends, of every command in several states, as files for the judges.</summary>
internal static partial class Gallery
{
    private static readonly TimeSpan LongEnoughForTheChannelsRates = TimeSpan.FromMinutes(3);

    // Reading a hundred messages over and over would keep the bot from sending them.
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    private static readonly string[] Lines =
    [
        "help", "help repos", "status", "orgs", "org acme", "org globex", "plans", "plans failed", "plan acme/nightly", "plan nightly",
        "plan umbrella/everything", "repos xopero", "repos globex failed", "repos acme unprotected", "repos OrgName removed",
        "repos \"<!channel>\"", "sync acme", "whoami", "stauts", "repos nowhere", "repos acme stale never", "qqqqqqqq",
        "activate acme/search-api", "deactivate acme/accounts-api --dry-run", "attach acme/search-api to acme/nightly --reason OPS-1", "detach acme/accounts-api from acme/nightly",
        "remove acme/shipping-api with data --confirm acme/shipping-api", "activate", "attach", "remove acme/search-jobs", "approvals", "approval R-NOSUCH", "view R-NOSUCH", "approve R-NOSUCH",
        "reject R-NOSUCH", "cancel R-NOSUCH", "stop R-NOSUCH", "settle R-NOSUCH done", "audit",
        "subscribe", "subscribe acme failures", "subscriptions", "incidents", "incident I-NOSUCH", "ack I-NOSUCH", "mute umbrella for 4h", "unmute umbrella", "digest", "digest daily", "digest daily 08:00 mon-fri Europe/Warsaw", "digest now", "digest weekly monday 08:00", "digest off", "unsubscribe acme", "modify plan acme/nightly", "doctor", "people", "grant viewer operator",
        "revoke viewer operator", "link", "link 1", "version",
    ];

    public static async Task WriteAsync(string directory)
    {
        await using var slack = new SlackDriver(await FakeSlack.StartAsync());
        await using var teams = new TeamsDriver(await FakeBotFramework.StartAsync());
        foreach (var chat in new ChatDriver[] { slack, teams })
        {
            await using var bot = await Bot.StartAsync(chat.Settings, new SimulatorOptions { HostileNames = true }, ("Watch:Interval", "00:00:01"), ("Watch:GroupWait", "00:00:01"), ("Outbox:RateFactor", "20"), ("Answers:FreshFor", "00:00:00"));
            chat.Meet(bot.Address);
            foreach (var line in Lines)
            {
                await chat.SayAsync("operator", line);
            }

            foreach (var line in new[] { "doctor", "people", "grant", "grant viewer operator", "revoke", "revoke viewer operator" })
            {
                await chat.SayAsync("amir", line);
            }

            await chat.SayAsync("stranger", "status");
            await SeeAsync(chat, "operator", ".NET");
            await SeeAsync(chat, "stranger", "needs the role Viewer");
            await DecideAsync(chat);
            await BreakAsync(chat, bot.Service.Simulation.Script);
            bot.Service.Simulation.Script.TakeDown();
            await chat.SayAsync("operator", "status");
            await SeeAsync(chat, "operator", "Server main: unknown.");
            await chat.WriteAsync(directory);
        }
    }

    /// <summary>Of the requests that were made, one is approved, one rejected and one taken back.</summary>
    private static async Task DecideAsync(ChatDriver chat)
    {
        var ids = (await chat.LookAsync("ada")).SelectMany(message => RequestIds().Matches(message.Text).Select(match => match.Value)).Distinct(StringComparer.Ordinal).ToList();
        foreach (var (person, line, seen) in new[]
        {
            ("ada", $"approve {ids[0]}", "counts"), ("ada", $"approve {ids[0]}", "already approved"), ("ada", $"reject {ids[1]} not this week", "Rejected by ada"),
            ("operator", $"cancel {ids[2]}", "Cancelled by operator"), ("operator", $"approval {ids[0]} --all", "Approvals"), ("operator", "approvals closed", "Closed requests"),
        })
        {
            await chat.SayAsync(person, line);
            await SeeAsync(chat, person, seen);
        }
    }

    /// <summary>A plan fails, is taken care of, and recovers.</summary>
    private static async Task BreakAsync(ChatDriver chat, SimulationScript script)
    {
        await chat.SayAsync("operator", "subscribe acme failures");
        await chat.SayAsync("operator", "mute globex for 4h");
        await SeeAsync(chat, "operator", "operator muted main/globex");
        script.FailPlan("acme", "Nightly", errors: 2);
        var alert = await SeeAsync(chat, "operator", "Plan Nightly failed", "open since");
        var id = IncidentIds().Match(alert.Text).Value;
        foreach (var (line, seen) in new[] { ("incidents", "Open incidents"), ($"incident {id}", "What happened"), ("digest now", " not well"), ($"ack {id}", "operator takes care of") })
        {
            await chat.SayAsync("operator", line);
            await SeeAsync(chat, "operator", seen);
        }

        script.SucceedPlan("acme", "Nightly");
        await SeeAsync(chat, "operator", "Recovered: Plan Nightly failed");
        await chat.SayAsync("operator", "incidents closed");
        await SeeAsync(chat, "operator", "Closed incidents\n");
    }

    private static Task<Shown> SeeAsync(ChatDriver chat, string person, params string[] texts) =>
        chat.SeeAsync(person, LongEnoughForTheChannelsRates, LookEvery, texts);

    [GeneratedRegex("\\bR-(?!NOSUCH|7K2M9Q)[0-9A-Z]{6}\\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex RequestIds();

    [GeneratedRegex("\\bI-[0-9A-Z]{8}\\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex IncidentIds();

    /// <summary>Every word of the catalogue is among the lines, so that a new command cannot be forgotten.</summary>
    public static IEnumerable<string> Missing(CommandCatalog catalog) =>
        catalog.All.Select(command => command.Info.Word).Where(word => !Lines.Any(line => line == word || line.StartsWith(word + " ", StringComparison.Ordinal)));
}
