using System.Globalization;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Servers;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Approvals;

/// <summary>
/// Reads how repositories stand. What a decision rests on is bound: that the repository is listed, its name, protected or not, visible
/// at the host or not, the plans it is in. The time of its last success and licence counts change by themselves and are shown only.
/// </summary>
internal sealed class RepositoryObserver(IManagementServices services, ServerReader reader, TimeProvider time)
{
    private const int RowsAtOnce = 500;

    public IManagementService Service(Order order) => services.Find(order.Server)
        ?? throw new XoperoException(XoperoFault.Unreachable, order.Server, $"The server {order.Server} is no longer configured.") { NothingSent = true };

    public async Task<Observation> ObserveAsync(Order order, CancellationToken cancellationToken)
    {
        var service = Service(order);
        var found = await FindAsync(service, order, cancellationToken);
        var plans = await PlansAsync(service, order, cancellationToken);
        var organization = (await reader.ReadAsync(service, cancellationToken)) is { Fault: null } reading
            ? reading.Organizations.FirstOrDefault(item => Same(item.Id, order.OrganizationId))
            : null;
        var things = order.Targets.Select(target => Thing(target, found.GetValueOrDefault(target.Id), plans)).ToList();
        return new Observation(order.Plan is null ? things : [.. things, PlanThing(order.Plan, plans, organization)])
        {
            At = time.GetUtcNow(),
            Incomplete = plans is null || (order.Plan is not null && organization is null),
            Notes = [.. Notes(order, found, plans, organization)],
        };
    }

    /// <summary>The order's repositories that are listed, by id. Reads no further than the last of them.</summary>
    public static async Task<IReadOnlyDictionary<string, Repository>> FindAsync(IManagementService service, Order order, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, Repository>(StringComparer.OrdinalIgnoreCase);
        var wanted = order.Targets.Select(target => target.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        await foreach (var repository in service.ListRepositoriesAsync(order.OrganizationId, new RepositoryQuery { Limit = RowsAtOnce }, cancellationToken))
        {
            if (wanted.Contains(repository.Id))
            {
                found[repository.Id] = repository;
                if (found.Count == wanted.Count)
                {
                    break;
                }
            }
        }

        return found;
    }

    public static async Task<IReadOnlyList<AssignedPlan>> AssignedAsync(IManagementService service, Order order, CancellationToken cancellationToken)
    {
        var plans = new List<AssignedPlan>();
        await foreach (var plan in service.ListAssignedPlansAsync(order.OrganizationId, cancellationToken))
        {
            plans.Add(plan);
        }

        return plans;
    }

    public static bool Holds(AssignedPlan plan, string repositoryId) =>
        plan.IncludeAllRepositories == true || plan.RepositoryIds.Contains(repositoryId, StringComparer.OrdinalIgnoreCase);

    private static async Task<IReadOnlyList<AssignedPlan>?> PlansAsync(IManagementService service, Order order, CancellationToken cancellationToken)
    {
        try
        {
            return await AssignedAsync(service, order, cancellationToken);
        }
        catch (XoperoException)
        {
            return null;
        }
    }

    private static Seen Thing(Target target, Repository? repository, IReadOnlyList<AssignedPlan>? plans)
    {
        if (repository is null)
        {
            return new Seen(target.Id, target.Name, Tone.Bad, [new SeenFact("listed", "no", "no")]);
        }

        var visible = repository.IsRemoved switch { true => "no longer visible", false => "visible", null => "unknown" };
        var isProtected = repository.IsProtected switch { true => "yes", false => "no", null => "unknown" };
        var holding = plans?.Where(plan => Holds(plan, target.Id)).OrderBy(plan => plan.Id, StringComparer.OrdinalIgnoreCase).ToList();
        var names = holding is null ? "unknown" : holding.Count == 0 ? "none" : string.Join(", ", holding.Select(plan => plan.Name));
        var bound = holding is null ? "unknown" : holding.Count == 0 ? "none" : string.Join(", ", holding.Select(plan => $"{plan.Name} ({plan.Id})"));
        return new Seen(target.Id, repository.Name, RepositoryStanding.ToneOf(repository),
        [
            new SeenFact("last success", Standing.When(repository.LastSuccessfulBackup)),
            new SeenFact("plans", names, bound),
            new SeenFact("at the Git host", visible, visible),
            new SeenFact("protected", isProtected, isProtected),
            new SeenFact("licence", "unknown, the service does not say it per repository"),
            new SeenFact("name", repository.Name, repository.Name),
        ])
        {
            Plans = [.. (holding ?? []).Select(plan => plan.Id)],
        };
    }

    private static Seen PlanThing(Target plan, IReadOnlyList<AssignedPlan>? plans, Organization? organization)
    {
        var listed = organization?.Plans.FirstOrDefault(item => Same(item.Id, plan.Id));
        var assigned = plans?.FirstOrDefault(item => Same(item.Id, plan.Id));
        var name = listed?.Name ?? assigned?.Name ?? (plans is null || organization is null ? "unknown" : "not listed");
        var takes = plans is null ? "unknown" : assigned?.IncludeAllRepositories == true ? "every repository" : "chosen repositories";
        return new Seen(plan.Id, $"Plan {plan.Name}", name is "unknown" or "not listed" ? Tone.Unknown : Tone.Neutral,
        [
            new SeenFact("plan", name, name),
            new SeenFact("takes", takes, takes),
        ]);
    }

    private static IEnumerable<Element> Notes(
        Order order, IReadOnlyDictionary<string, Repository> found, IReadOnlyList<AssignedPlan>? plans, Organization? organization)
    {
        var parts = new List<string> { Describe.Count(order.Targets.Count, "repository", "repositories") };
        AddIf(found.Values.Count(repository => repository.LastSuccessfulBackup is null), "without any successful backup");
        AddIf(found.Values.Count(repository => repository.IsRemoved == true), "no longer visible at the Git host");
        AddIf(order.Targets.Count - found.Count, "no longer listed");
        var licences = organization?.MissingLicences is { } missing ? missing.ToString("N0", CultureInfo.InvariantCulture) : "unknown";
        yield return new Paragraph($"{order.OrganizationName} on {order.Server}: {string.Join(", ", parts)}. Licences missing in the organization: {licences}.");
        if (plans is null)
        {
            yield return new Notice(Tone.Unknown, "Which plans they are in could not be read: unknown.");
        }

        void AddIf(int count, string what)
        {
            if (count > 0)
            {
                parts.Add($"{count.ToString("N0", CultureInfo.InvariantCulture)} {what}");
            }
        }
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
