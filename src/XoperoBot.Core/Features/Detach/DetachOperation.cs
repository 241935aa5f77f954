using XoperoBot.Core.Approvals;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Features.Detach;

/// <summary>One call for each repository. The service documents no answer: the plan's repositories are read again to know.</summary>
internal sealed class DetachOperation(RepositoryObserver observer) : RepositoryOperation(observer)
{
    public override string Name => "detach";

    public override string Describe(Order order) => $"Detach {Those(order)} from the plan {order.Plan!.Name}";

    public override string? Warning(Order order) => $"What only the plan {order.Plan!.Name} protects is backed up no more.";

    public override IReadOnlyList<Step> Steps(Order order) =>
        [.. order.Targets.Select(target => StepOf(WritePreview.Detach(order.Plan!.Id, target.Id), target.Id))];

    public override string? Objection(Order order, Observation seen) => base.Objection(order, seen) ?? Plan(order, seen);

    public override async Task<IReadOnlyList<Outcome>> RunAsync(Order order, Step step, CancellationToken cancellationToken)
    {
        await Service(order).DetachAsync(order.Plan!.Id, step.Targets[0], cancellationToken);
        return [new Outcome(step.Targets[0], OutcomeKind.NoAnswer)];
    }

    public override async Task<IReadOnlyDictionary<string, bool>> ProveAsync(Order order, Step step, CancellationToken cancellationToken) =>
        (await MembershipAsync(order, step, cancellationToken)).ToDictionary(pair => pair.Key, pair => !pair.Value, StringComparer.OrdinalIgnoreCase);

    private static string? Plan(Order order, Observation seen)
    {
        if (seen.Things.Any(thing => thing.Facts.Any(fact => fact is { Label: "takes", Bound: "every repository" })))
        {
            return $"The plan {order.Plan!.Name} takes every repository of {order.OrganizationName}; none can be detached from it.";
        }

        var absent = order.Targets.Select(target => target.Name).Except(In(order, seen), StringComparer.Ordinal).ToList();
        return seen.Incomplete || absent.Count == 0 ? null : $"Not in the plan {order.Plan!.Name}: {string.Join(", ", absent)}.";
    }
}
