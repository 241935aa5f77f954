using System.Text;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Storage;
using XoperoBot.Core.Watch;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Stories;

/// <summary>Somebody with every role who sees one server of two: whatever they say, the other one does not exist.</summary>
public sealed partial class HiddenServerTests
{
    private const string Restricted = "both";

    /// <summary>For every command, what is said without a name that only the hidden server knows, and with one.</summary>
    private static readonly Dictionary<string, (string[] Plain, string[] Named)> Lines = new(StringComparer.Ordinal)
    {
        ["ack"] = ([], ["ack {incident}", "ack {alert}", "ack {incident} as normal"]),
        ["activate"] = (["activate"], ["activate {org}/{repo}", "activate {repo}", "activate {server}/{org}/{repo}", "activate --org {org}", "activate --org {orgid} --repo {repoid}", "activate {repoid} --dry-run"]),
        ["approval"] = ([], ["approval {request}", "approval {request} --all"]),
        ["approvals"] = (["approvals", "approvals closed"], []),
        ["approve"] = ([], ["approve {request}"]),
        ["attach"] = (["attach acme/search-api"], ["attach {org}/{repo} to {plan}", "attach acme/search-api to {plan}", "attach acme/search-api to {planid}"]),
        ["audit"] = (["audit", "audit --kind request", "audit --kind configuration", "audit --csv"], ["audit {request}", "audit --text {org}"]),
        ["cancel"] = ([], ["cancel {request}"]),
        ["deactivate"] = ([], ["deactivate {repo}", "deactivate --org {orgid}"]),
        ["detach"] = ([], ["detach {org}/{repo} from {plan}"]),
        ["digest"] = (["digest", "digest now", "digest daily 08:00", "digest now", "digest off"], []),
        ["doctor"] = (["doctor"], []),
        ["grant"] = (["grant"], []),
        ["help"] = (["help", "help repos"], []),
        ["incident"] = ([], ["incident {incident}"]),
        ["incidents"] = (["incidents", "incidents closed"], []),
        ["link"] = (["link"], []),
        ["modify plan"] = (["modify plan"], ["modify plan {plan}", "modify plan {planid}", "modify plan {org}/{plan} --baseline x"]),
        ["mute"] = (["mute all for 1h"], ["mute {org} for 4h", "mute {server} for 4h", "mute server {server} for 4h", "mute {incident} for 4h", "mute {alert} for 4h"]),
        ["org"] = ([], ["org {org}", "org {server}/{org}", "org {orgid}"]),
        ["orgs"] = (["orgs"], ["orgs {server}"]),
        ["people"] = (["people"], []),
        ["plan"] = ([], ["plan {plan}", "plan {org}/{plan}", "plan {server}/{org}/{plan}", "plan {planid}"]),
        ["plans"] = (["plans", "plans failed"], ["plans {org}", "plans {server}/{org}"]),
        ["reject"] = ([], ["reject {request} no", "reject {request}"]),
        ["remove"] = ([], ["remove {org}/{repo}", "remove {repoid} with data"]),
        ["repos"] = (["repos acme"], ["repos {org}", "repos {orgid} failed", "repos {server}/{org} --csv"]),
        ["revoke"] = (["revoke"], []),
        ["settle"] = ([], ["settle {request} done"]),
        ["status"] = (["status"], []),
        ["stop"] = ([], ["stop {request}"]),
        ["subscribe"] = (["subscribe", "subscribe all"], ["subscribe {org}", "subscribe {server}", "subscribe server {server}", "subscribe {plan} failures", "subscribe incident {incident}"]),
        ["subscriptions"] = (["subscriptions", "subscriptions all"], []),
        ["sync"] = ([], ["sync {org}", "sync {orgid}"]),
        ["unmute"] = (["unmute", "unmute nothing"], ["unmute {server}/{org}", "unmute {org}", "unmute {incident}"]),
        ["unsubscribe"] = (["unsubscribe nothing", "unsubscribe all"], ["unsubscribe {server}/{org}"]),
        ["version"] = (["version"], []),
        ["view"] = ([], ["view {request}"]),
        ["whoami"] = (["whoami"], []),
    };

    private static readonly (string Key, string? Value)[] Settings =
    [
        ("Access:People:5:Roles:2", "Admin"), ("Access:People:5:Servers:0", "main"), ("Access:People:3:Servers:0", "main"), ("Access:People:3:Servers:1", TwoServers.Server), ("Approvals:Rules:0:Operation", "activate"),
        ("Approvals:Rules:0:Organizations:0", $"{TwoServers.Server}/{TwoServers.Organization}"), ("Approvals:Rules:1:Operation", "detach"), ("Approvals:Rules:1:Organizations:0", TwoServers.Organization),
        ("Playground:Rooms:0:Id", "room"), ("Playground:Rooms:0:Name", "Provider"), ("Playground:Rooms:1:Id", "customer"), ("Playground:Rooms:1:Name", "Customer"),
        ("Playground:Rooms:2:Id", "named"), ("Playground:Rooms:2:Name", "Named"),
    ];

    [Fact]
    public async Task A_hidden_server_is_in_no_answer_and_its_names_are_answered_like_names_of_nothing()
    {
        await using var chat = new PlaygroundDriver();
        await using var world = await TwoServers.StartAsync(chat, Settings);
        var hidden = await ArrangeAsync(chat, world);
        Assert.Equal(world.Bot.Services.GetRequiredService<CommandCatalog>().All.Select(command => command.Info.Word).Order(StringComparer.Ordinal), Lines.Keys.Order(StringComparer.Ordinal));

        await using var customer = (PlaygroundDriver)chat.In("customer");
        customer.Meet(world.Bot.Address);
        var told = new List<string>();
        var behind = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in Lines.Values.SelectMany(lines => lines.Plain))
        {
            var answer = await AskAsync(customer, line);
            var source = await customer.SourceAsync(Restricted);
            told.AddRange(hidden.Values
                .Where(word => answer.Contains(word, StringComparison.OrdinalIgnoreCase) || (source.Contains(word, StringComparison.OrdinalIgnoreCase) && behind.Add(word)))
                .Select(word => $"“{line}” shows “{word}”: {answer}"));
        }


        await ToldUnaskedAsync(customer, world);
        var unasked = $"{await customer.SourceAsync(Restricted)}{await FilesAsync(world)}";
        Assert.DoesNotContain(hidden.Values, word => unasked.Contains(word, StringComparison.OrdinalIgnoreCase));

        await using var named = (PlaygroundDriver)chat.In("named");
        named.Meet(world.Bot.Address);
        await named.SayAsync(Restricted, "version");
        await named.SeeAsync(Restricted, ".NET");
        foreach (var line in Lines.Values.SelectMany(lines => lines.Named))
        {
            var (real, madeUp) = (hidden, hidden.ToDictionary(pair => pair.Key, pair => MadeUp(pair.Value), StringComparer.Ordinal));
            var answers = new List<string>();
            foreach (var words in new[] { real, madeUp })
            {
                var typed = words.Aggregate(line, (text, word) => text.Replace($"{{{word.Key}}}", word.Value, StringComparison.Ordinal));
                var answer = await AskAsync(named, typed);
                answers.Add(words.OrderByDescending(word => word.Value.Length).Aggregate(Moment().Replace(answer, "<time>"), (text, word) => text.Replace(word.Value, $"<{word.Key}>", StringComparison.OrdinalIgnoreCase)));
            }

            told.AddRange(answers[0] == answers[1] ? [] : [$"“{line}” tells a hidden thing from none: {answers[0]}\n---\n{answers[1]}"]);
        }

        Assert.True(told.Count == 0, string.Join("\n\n", told));

        // Nothing was done with any of it.
        await chat.SayAsync("operator", "incidents");
        Assert.DoesNotContain("acknowledged by both", (await chat.SeeAsync("operator", "Open incidents")).Text, StringComparison.Ordinal);
        await chat.SayAsync("operator", $"approval {hidden["request"]} --all");
        await chat.SeeAsync("operator", hidden["request"], "Waits for 1 more approval", "Can approve", "ada, ben");
    }

    [Fact]
    public async Task A_hidden_server_is_in_no_live_choice()
    {
        await using var chat = new PlaygroundDriver();
        await using var world = await TwoServers.StartAsync(chat, Settings);
        var (organization, plan, repository) = await world.HiddenAsync();
        var turns = world.Bot.Services.GetRequiredService<ITurns>();
        var shown = 0;
        foreach (var source in world.Bot.Services.GetServices<IChoiceSource>().Select(source => source.Name))
        {
            foreach (var about in new[] { source, $"{source}:{organization.Id}" })
            {
                foreach (var query in new[] { "", TwoServers.Server, TwoServers.Organization, TwoServers.Plan, TwoServers.Repository })
                {
                    var theirs = await turns.LookupAsync(new Actor("playground", Restricted, Restricted), about, query, 500, default);
                    var all = await turns.LookupAsync(new Actor("playground", "operator", "operator"), about, query, 500, default);
                    string[] words = [TwoServers.Server, TwoServers.Organization, TwoServers.Plan, TwoServers.Repository, organization.Id, plan.Id, repository.Id];
                    Assert.DoesNotContain(theirs, choice => words.Any(word => $"{choice.Value} {choice.Label}".Contains(word, StringComparison.OrdinalIgnoreCase)));
                    shown += all.Count(choice => words.Any(word => $"{choice.Value} {choice.Label}".Contains(word, StringComparison.OrdinalIgnoreCase)));
                }
            }
        }

        Assert.True(shown > 10);
    }

    [Fact]
    public async Task A_hidden_server_is_not_on_a_persons_own_page()
    {
        await using var chat = new PlaygroundDriver();
        await using var world = await TwoServers.StartAsync(chat, Settings);
        var hidden = await ArrangeAsync(chat, world);
        await chat.SayAsync("operator", $"subscribe {TwoServers.Organization}");
        await chat.SeeAsync("operator", "Subscribed", $"{TwoServers.Server}/{TwoServers.Organization}");
        var turns = world.Bot.Services.GetRequiredService<ITurns>();

        async Task<string> HomeAsync(string person)
        {
            var opened = new HomeOpened { DeliveryId = $"home-{person}", Actor = new Actor("playground", person, person), Place = new Place("playground", "room") };
            return StoredJson.Write((await turns.RunAsync(opened, default)).Says.OfType<ShowHome>().Single().Card);
        }

        var all = await HomeAsync("operator");
        Assert.All(["server", "org", "repo", "request"], word => Assert.Contains(hidden[word], all, StringComparison.OrdinalIgnoreCase));
        var theirs = await HomeAsync(Restricted);
        Assert.Contains("acme", theirs, StringComparison.Ordinal);
        Assert.DoesNotContain(hidden.Values, word => theirs.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task What_a_person_with_one_server_sets_is_about_that_one_and_what_others_set_stays()
    {
        await using var chat = new PlaygroundDriver();
        await using var world = await TwoServers.StartAsync(chat, Settings);
        await chat.SayAsync("operator", "subscribe all");
        await chat.SeeAsync("operator", "This place hears of failures, warnings and coverage of everything");
        await chat.SayAsync("operator", "mute all for 4h");
        await chat.SeeAsync("operator", "operator muted everything");
        await chat.SayAsync("operator", "digest daily 08:00");
        await chat.SeeAsync("operator", "Digest set");

        await chat.SayAsync(Restricted, "subscribe all");
        await chat.SeeAsync(Restricted, "This place hears of failures, warnings and coverage of main from now on", "every server that you may see now");
        await chat.SayAsync(Restricted, "unsubscribe everything");
        await chat.SeeAsync(Restricted, "Somebody who may see all of it ends that");
        await chat.SayAsync(Restricted, "unmute all");
        await chat.SeeAsync(Restricted, "Everything was muted by operator, also what you may not see");
        await chat.SayAsync(Restricted, "mute all for 4h");
        await chat.SeeAsync(Restricted, "both muted main for 4h");
        await chat.SayAsync(Restricted, "unmute all");
        await chat.SeeAsync(Restricted, "both unmuted main.");
        await chat.SayAsync(Restricted, "digest off");
        await chat.SeeAsync(Restricted, "The digest of this place is also about what you may not see");

        var kept = world.Bot.Services.GetRequiredService<Subscriptions>();
        await Eventually.TrueAsync(async () => (await kept.AllAsync(default)).Select(one => one.Name).Order(StringComparer.Ordinal).SequenceEqual(["everything", "main"], StringComparer.Ordinal));
        Assert.Equal("everything", Assert.Single(await kept.MutesAsync(default)).Name);
    }

    // The provider's room is told of everything, and everything happens there: an incident, a mute, a request, a digest.
    private static async Task<Dictionary<string, string>> ArrangeAsync(PlaygroundDriver chat, TwoServers world)
    {
        await chat.SayAsync("operator", $"subscribe {TwoServers.Server}");
        await chat.SeeAsync("operator", "Subscribed");
        world.Vault.Simulation.Script.FailPlan(TwoServers.Organization, TwoServers.Plan);
        var alert = await chat.SeeAsync("operator", $"Plan {TwoServers.Plan} failed", "I-");
        await chat.SayAsync("operator", $"mute {TwoServers.Organization} for 4h");
        await chat.SeeAsync("operator", $"operator muted {TwoServers.Server}/{TwoServers.Organization}");
        await chat.SayAsync("operator", $"activate {TwoServers.Organization}/{TwoServers.Repository} --reason {TwoServers.Organization}");
        var request = await chat.SeeAsync("ada", "Waits for 1 more approval", TwoServers.Repository);
        await chat.SayAsync("operator", $"deactivate {TwoServers.Organization}/{TwoServers.Repository}");
        var closed = await chat.SeeAsync("ada", "Deactivate the licence of", "Waits for 1 more approval");
        await chat.SayAsync("ada", $"reject {RequestIn().Match(closed.Text).Value}");
        await chat.SeeAsync("ada", "Rejected by ada");
        await chat.SayAsync("operator", "status");
        await chat.SeeAsync("operator", "Watched: vault", TwoServers.Organization);
        var (organization, plan, repository) = await world.HiddenAsync();
        var incident = IncidentIn().Match(alert.Text).Value;
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["server"] = TwoServers.Server,
            ["org"] = TwoServers.Organization,
            ["plan"] = TwoServers.Plan,
            ["repo"] = TwoServers.Repository,
            ["orgid"] = organization.Id,
            ["planid"] = plan.Id,
            ["repoid"] = repository.Id,
            ["request"] = RequestIn().Match(request.Text).Value,
            ["incident"] = incident,
            ["alert"] = await AlertAsync(chat, world, incident),
        };
    }

    // The digest that they set comes by itself, long after.
    private static async Task ToldUnaskedAsync(PlaygroundDriver customer, TwoServers world)
    {
        await AskAsync(customer, "digest daily 08:00");
        await Eventually.TrueAsync(async () => await world.Bot.Services.GetRequiredService<IDatabase>().WriteAsync(
            async session =>
            {
                await session.Connection.ExecuteAsync("UPDATE agenda SET due_at = 0 WHERE kind = 'watch-digest'", transaction: session.Transaction);
                return await session.Connection.ExecuteAsync("UPDATE digest SET due_at = 1, told_until = 0", transaction: session.Transaction) == 1;
            },
            default));
        await customer.SeeAsync(Restricted, "Backup digest (late)", "About server main");
    }

    private static async Task<string> FilesAsync(TwoServers world)
    {
        var text = new StringBuilder();
        foreach (var id in await world.Bot.Services.GetRequiredService<IDatabase>().ReadAsync(connection => connection.QueryAsync<string>("SELECT id FROM files"), default))
        {
            using var reader = new StreamReader((await world.Bot.Services.GetRequiredService<IFileStore>().OpenAsync(id, default))!);
            text.Append(await reader.ReadToEndAsync());
        }

        Assert.Contains("sequence,at,kind", text.ToString(), StringComparison.Ordinal);
        return text.ToString();
    }

    // A message about several incidents has an id of its own; behind a single one nothing shows it.
    private static async Task<string> AlertAsync(PlaygroundDriver chat, TwoServers world, string incident)
    {
        var database = world.Bot.Services.GetRequiredService<IDatabase>();
        await chat.SeeAsync("operator", incident);
        return (await database.ReadAsync(connection => connection.QuerySingleAsync<string>("SELECT alert FROM alert_incident WHERE incident = @incident", new { incident }), default))!;
    }

    // What is new after the line: a room shows its newest messages alone.
    private static async Task<string> AskAsync(PlaygroundDriver room, string line)
    {
        var before = (await room.LookAsync(Restricted)).Select(message => message.Id).ToHashSet(StringComparer.Ordinal);
        await room.SayAsync(Restricted, line);
        IReadOnlyList<Shown> fresh = [];
        await Eventually.TrueAsync(async () => (fresh = [.. (await room.LookAsync(Restricted)).Where(message => !before.Contains(message.Id))]).Count > 0);
        return string.Join('\n', fresh.Select(message => $"{message.Text}\n{string.Join('|', message.Buttons)}"));
    }

    // As long and made of the same letters, and the name of nothing.
    private static string MadeUp(string word) => word switch
    {
        TwoServers.Server => "vaurt",
        TwoServers.Organization => "zeppemin",
        TwoServers.Plan => "moonright",
        TwoServers.Repository => "quirk",
        _ when word[1] == '-' => $"{word[..2]}{new string([.. word[2..].Reverse()])}",
        _ => $"{word[..^4]}{new string([.. word[^4..].Reverse().Select(letter => letter == '0' ? '1' : '0')])}",
    };

    [GeneratedRegex("R-[A-Z0-9]{6}", RegexOptions.None, 1000)]
    private static partial Regex RequestIn();

    [GeneratedRegex("I-[A-Z0-9]{8}", RegexOptions.None, 1000)]
    private static partial Regex IncidentIn();

    [GeneratedRegex(@"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?( ?UTC|Z)?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Moment();
}
