using XoperoBot.Core.Pipeline;
using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;
using XoperoBot.Tests.Stories;

namespace XoperoBot.Tests.Conformance;

/// <summary>The cards that the booted bot really sends, of every command in several states, as files for the judges.</summary>
internal static class Gallery
{
    private static readonly TimeSpan LongEnoughForTheChannelsRates = TimeSpan.FromMinutes(2);

    private static readonly string[] Lines =
    [
        "help", "help repos", "status", "orgs", "org acme", "org globex", "plans", "plans failed", "plan acme/nightly", "plan nightly",
        "plan umbrella/everything", "repos xopero", "repos globex failed", "repos acme unprotected", "repos OrgName removed",
        "repos \"<!channel>\"", "sync acme", "whoami", "stauts", "repos nowhere", "repos acme stale never", "qqqqqqqq",
        "activate acme/search-api", "deactivate acme/accounts-api --dry-run", "attach acme/search-api to acme/nightly --reason OPS-1", "detach acme/accounts-api from acme/nightly",
        "remove acme/shipping-api with data --confirm acme/shipping-api", "activate", "attach", "remove acme/search-jobs", "approvals", "approval R-NOSUCH", "view R-NOSUCH", "approve R-NOSUCH",
        "reject R-NOSUCH", "cancel R-NOSUCH", "stop R-NOSUCH", "settle R-NOSUCH done", "audit",
        "subscribe", "subscribe acme failures", "subscriptions", "incidents", "incident I-NOSUCH", "ack I-NOSUCH", "mute acme for 4h", "unmute acme", "digest", "digest daily", "digest daily 08:00 mon-fri Europe/Warsaw", "digest now", "digest weekly monday 08:00", "digest off", "unsubscribe acme", "modify plan acme/nightly", "doctor", "people", "grant viewer operator",
        "revoke viewer operator", "link", "link 1", "version",
    ];

    public static async Task WriteAsync(string directory)
    {
        await using var slack = new SlackDriver(await FakeSlack.StartAsync());
        await using var teams = new TeamsDriver(await FakeBotFramework.StartAsync());
        foreach (var chat in new ChatDriver[] { slack, teams })
        {
            await using var bot = await Bot.StartAsync(chat.Settings, new SimulatorOptions { HostileNames = true });
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
            await Eventually.TrueAsync(
                async () => (await chat.LookAsync("operator")).Any(message => message.Text.Contains(".NET", StringComparison.Ordinal)), LongEnoughForTheChannelsRates);
            await chat.SeeAsync("stranger", "needs the role Viewer");
            bot.Service.Simulation.Script.TakeDown();
            await chat.SayAsync("operator", "status");
            await chat.SeeAsync("operator", "Server main: unknown.");
            await chat.WriteAsync(directory);
        }
    }

    /// <summary>Every word of the catalogue is among the lines, so that a new command cannot be forgotten.</summary>
    public static IEnumerable<string> Missing(CommandCatalog catalog) =>
        catalog.All.Select(command => command.Info.Word).Where(word => !Lines.Any(line => line == word || line.StartsWith(word + " ", StringComparison.Ordinal)));
}
