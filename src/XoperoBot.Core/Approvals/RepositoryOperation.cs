using XoperoBot.Core.Pipeline;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Approvals;

/// <summary>What the operations on repositories share: how they are read, named and asked for again.</summary>
internal abstract class RepositoryOperation(RepositoryObserver observer) : IOperation
{
    public abstract string Name { get; }

    public virtual ApprovalRule Default => new() { Operation = Name };

    public abstract string Describe(Order order);

    public virtual string? Warning(Order order) => null;

    public string Line(Order order)
    {
        List<string> words = [Name, "--org", order.OrganizationId];
        order.Targets.ToList().ForEach(target => words.AddRange(["--repo", target.Id]));
        words.AddRange(order.Plan is { } plan ? ["--plan", plan.Id] : []);
        words.AddRange(order.WithData ? ["--with-data"] : []);
        return CommandLine.Of(words);
    }

    public abstract IReadOnlyList<Step> Steps(Order order);

    public virtual Task<Observation> ObserveAsync(Order order, CancellationToken cancellationToken) => observer.ObserveAsync(order, cancellationToken);

    public virtual string? Objection(Order order, Observation seen) =>
        seen.Things.FirstOrDefault(thing => thing.Facts.Any(fact => fact is { Label: "listed", Bound: "no" })) is { } gone
            ? $"The repository {gone.Name} is no longer listed in {order.OrganizationName}."
            : null;

    public abstract Task<IReadOnlyList<Outcome>> RunAsync(Order order, Step step, CancellationToken cancellationToken);

    public abstract Task<IReadOnlyDictionary<string, bool>> ProveAsync(Order order, Step step, CancellationToken cancellationToken);

    protected IManagementService Service(Order order) => observer.Service(order);

    /// <summary>The repositories in words: one by its name, several by their number.</summary>
    protected static string Those(Order order) => order.Targets.Count == 1
        ? order.Targets[0].Name
        : $"{Servers.Describe.Count(order.Targets.Count, "repository", "repositories")} of {order.OrganizationName}";

    protected static IReadOnlyList<string> Ids(Order order) => [.. order.Targets.Select(target => target.Id)];

    protected static IReadOnlyList<Outcome> Outcomes(ItemResults results) =>
    [
        .. results.Done.Select(id => new Outcome(id, OutcomeKind.Done)),
        .. results.Failed.Select(failure => new Outcome(failure.Id, OutcomeKind.Refused) { Code = failure.Code }),
        .. results.Unanswered.Select(id => new Outcome(id, OutcomeKind.NoAnswer)),
    ];

    /// <summary>Whether each of the step's repositories is in the order's plan now.</summary>
    protected async Task<IReadOnlyDictionary<string, bool>> MembershipAsync(Order order, Step step, CancellationToken cancellationToken)
    {
        var plans = await RepositoryObserver.AssignedAsync(Service(order), order, cancellationToken);
        var plan = plans.FirstOrDefault(item => string.Equals(item.Id, order.Plan!.Id, StringComparison.OrdinalIgnoreCase));
        return step.Targets.ToDictionary(id => id, id => plan is not null && RepositoryObserver.Holds(plan, id), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Names of the order's repositories that were seen in its plan.</summary>
    protected static IReadOnlyList<string> In(Order order, Observation seen) =>
        [.. order.Targets.Where(target => seen.Things.Any(thing => thing.Id == target.Id && thing.Plans.Contains(order.Plan!.Id, StringComparer.OrdinalIgnoreCase))).Select(target => target.Name)];

    protected static Step StepOf(WritePreview sent, params IReadOnlyList<string> targets) => new(targets, sent.Path, sent.Body);
}
