using XoperoBot.Core.Approvals;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Features.Deactivate;

/// <summary>One call for all repositories. The service shows nowhere which of them has a licence, so an unclear end is a person's to judge.</summary>
internal sealed class DeactivateOperation(RepositoryObserver observer) : RepositoryOperation(observer)
{
    public override string Name => "deactivate";

    public override string Describe(Order order) => $"Deactivate {(order.Targets.Count == 1 ? "the licence" : "licences")} of {Those(order)}";

    public override string? Warning(Order order) => "Without a licence these repositories are backed up no more.";

    public override IReadOnlyList<Step> Steps(Order order) => [StepOf(WritePreview.Deactivate(Ids(order)), Ids(order))];

    public override async Task<IReadOnlyList<Outcome>> RunAsync(Order order, Step step, CancellationToken cancellationToken) =>
        Outcomes(await Service(order).DeactivateAsync(step.Targets, cancellationToken));

    public override Task<IReadOnlyDictionary<string, bool>> ProveAsync(Order order, Step step, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, bool>>(new Dictionary<string, bool>(StringComparer.OrdinalIgnoreCase));
}
