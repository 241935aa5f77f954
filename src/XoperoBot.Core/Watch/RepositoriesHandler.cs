using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Watch;

/// <summary>
/// Reads the repositories of one organization when its counters changed, and now and then in any case: which are in no plan, which are
/// no longer visible, which go without a backup, and which a plan lost.
/// </summary>
internal sealed partial class RepositoriesHandler(
    IManagementServices services,
    RepositoryStore store,
    IncidentBook book,
    Alerts alerts,
    IOptions<WatchOptions> options,
    TimeProvider time,
    ILogger<RepositoriesHandler> logger) : IAgendaHandler, IDisposable
{
    public const string KindName = "watch-repositories";

    private const int LostNamed = 5;
    private static readonly TimeSpan NoRoom = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _room = new(Math.Max(1, options.Value.Parallel / 2));

    public string Kind => KindName;

    public static AgendaItem Item(string server, string organization, DateTimeOffset due) =>
        new($"watch/repositories/{server}/{organization}", KindName, due, $"{server}\t{organization}");

    public async Task<AgendaResult> RunAsync(AgendaItem item, CancellationToken cancellationToken)
    {
        var parts = item.Body.Split('\t', 2);
        if (services.Find(parts[0]) is not { } service
            || await store.OrganizationAsync(service.Name, parts[^1], cancellationToken) is not { } organization)
        {
            return AgendaResult.Done;
        }

        if (!await _room.WaitAsync(0, cancellationToken))
        {
            return new AgendaResult(item with { Due = time.GetUtcNow() + NoRoom });
        }

        try
        {
            return await ReadAsync(service, organization, cancellationToken);
        }
        catch (XoperoException fault)
        {
            // What was known stays known; the pass over the server says when it cannot be read at all.
            Log.Unread(logger, service.Name, organization.Id, fault.Fault, fault.Status);
            return new AgendaResult(item with { Due = time.GetUtcNow() + options.Value.SlowestInterval });
        }
        finally
        {
            _room.Release();
        }
    }

    public void Dispose() => _room.Dispose();

    private async Task<AgendaResult> ReadAsync(IManagementService service, OrganizationState organization, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var known = await store.KnownAsync(service.Name, organization.Id, cancellationToken);
        var open = await store.OpenAsync(service.Name, organization.Id, cancellationToken);
        var assigned = await AssignedAsync(service, organization.Id, cancellationToken);
        var before = await store.AssignedAsync(service.Name, organization.Id, cancellationToken);
        var lost = Lost(before, assigned);
        var found = new RepositoryComparison(organization, known, open, now, options.Value);
        found.AskNames(lost.SelectMany(plan => plan.Repositories));
        foreach (var removed in new[] { false, true })
        {
            await foreach (var repository in service.ListRepositoriesAsync(organization.Id, new RepositoryQuery { IsRemoved = removed }, cancellationToken))
            {
                found.Take(repository);
            }
        }

        found.End();
        foreach (var (plan, repositories) in lost)
        {
            Say(found, organization, plan, repositories, open, now);
        }

        Log.Read(logger, service.Name, organization.Id, found.Findings.Opened.Count, found.Findings.Closed.Count);
        return new AgendaResult((AgendaItem?)null)
        {
            Stores = [async session =>
            {
                await RepositoryStore.SaveAsync(session, service.Name, organization.Id, known, found.After, now);
                await found.Figures.SaveAsync(session, service.Name, organization.Id);
                await RepositoryStore.SaveAssignedAsync(session, service.Name, organization.Id, before, assigned);
                if (!found.Findings.IsEmpty)
                {
                    await alerts.TellAsync(session, await book.ApplyAsync(session, service.Name, found.Findings, now, isFirst: false), now);
                    await WatchStore.ChangedElsewhereAsync(session, service.Name);
                }
            }],
        };
    }

    private static async Task<Dictionary<string, (string Name, HashSet<ulong> Repositories)>> AssignedAsync(
        IManagementService service, string organization, CancellationToken cancellationToken)
    {
        var plans = new Dictionary<string, (string, HashSet<ulong>)>(StringComparer.OrdinalIgnoreCase);
        await foreach (var plan in service.ListAssignedPlansAsync(organization, cancellationToken))
        {
            if (plan.IncludeAllRepositories != true)
            {
                plans[plan.Id] = (plan.Name, [.. plan.RepositoryIds.Select(HashSets.Of)]);
            }
        }

        return plans;
    }

    private static List<((string Id, string Name) Plan, List<ulong> Repositories)> Lost(
        Dictionary<string, HashSet<ulong>> before, Dictionary<string, (string Name, HashSet<ulong> Repositories)> now) =>
    [
        .. now.Where(plan => before.ContainsKey(plan.Key))
            .Select(plan => ((plan.Key, plan.Value.Name), before[plan.Key].Where(id => !plan.Value.Repositories.Contains(id)).ToList()))
            .Where(plan => plan.Item2.Count > 0),
    ];

    /// <summary>The counters may have told already that the plan takes fewer; only this tells which, also when others came instead.</summary>
    private static void Say(
        RepositoryComparison found, OrganizationState organization, (string Id, string Name) plan, List<ulong> repositories, IReadOnlyList<OpenRepository> open, long now)
    {
        var names = repositories.Select(found.NameOf).OfType<string>().Order(StringComparer.OrdinalIgnoreCase).Take(LostNamed).ToList();
        var more = repositories.Count - names.Count;
        var detail = $"lost {string.Join(", ", names)}{(more == 0 ? "" : names.Count == 0 ? Describe.Count(more, "repository", "repositories") : $" and {more} more")}";
        var key = new PartKey(Trouble.PlanLostRepositories, organization.Id, plan.Id);
        if (open.Any(part => part.Key == key))
        {
            found.Findings.Changed.Add(new PartChanged(key, detail));
            return;
        }

        found.Findings.Opened.Add(new PartOpened(key)
        {
            Name = plan.Name,
            OrganizationName = organization.Name,
            Since = now,
            Detail = detail,
            Base = int.MaxValue,
        });
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "Repositories of {Organization} on {Server} read: {Opened} troubles began, {Closed} ended")]
        public static partial void Read(ILogger logger, string server, string organization, int opened, int closed);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Repositories of {Organization} on {Server} could not be read: {Fault} (status {Status})")]
        public static partial void Unread(ILogger logger, string server, string organization, XoperoFault fault, int? status);
    }
}
