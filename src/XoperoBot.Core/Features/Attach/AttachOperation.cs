using XoperoBot.Core.Approvals;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Features.Attach;

/// <summary>One call for each repository. The service documents no answer: the plan's repositories are read again to know.</summary>
internal sealed class AttachOperation(RepositoryObserver observer) : RepositoryOperation(observer)
{
    public override string Name => "attach";

    public override string Describe(Order order) => $"Attach {Those(order)} to the plan {order.Plan!.Name}";

    public override IReadOnlyList<Step> Steps(Order order) =>
        [.. order.Targets.Select(target => StepOf(WritePreview.Attach(order.Plan!.Id, target.Id), target.Id))];

    public override string? Objection(Order order, Observation seen) => base.Objection(order, seen) ?? Plan(order, seen);

    public override async Task<IReadOnlyList<Outcome>> RunAsync(Order order, Step step, CancellationToken cancellationToken)
    {
        await Service(order).AttachAsync(order.Plan!.Id, step.Targets[0], cancellationToken);
        return [new Outcome(step.Targets[0], OutcomeKind.NoAnswer)];
    }

    public override Task<IReadOnlyDictionary<string, bool>> ProveAsync(Order order, Step step, CancellationToken cancellationToken) =>
        MembershipAsync(order, step, cancellationToken);

    private static string? Plan(Order order, Observation seen) =>
        In(order, seen) is { Count: > 0 } already ? $"Already in the plan {order.Plan!.Name}: {string.Join(", ", already)}." : null;
}
