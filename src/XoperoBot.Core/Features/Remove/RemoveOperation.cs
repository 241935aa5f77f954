using XoperoBot.Core.Approvals;
using XoperoBot.Core.Chat;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Features.Remove;

/// <summary>The one operation that can destroy backups. Done is read from the list: the repository is in it no more.</summary>
internal sealed class RemoveOperation(RepositoryObserver observer) : RepositoryOperation(observer)
{
    public override string Name => "remove";

    public override ApprovalRule Default => base.Default with { Approvers = 2, CoolDown = TimeSpan.FromMinutes(10), TypeToConfirm = true };

    public override string Describe(Order order) =>
        order.WithData ? $"Remove {Those(order)} with all its backup data" : $"Remove {Those(order)} from the service";

    public override string? Warning(Order order) => order.WithData
        ? "The backup data goes for good. Nobody can bring it back."
        : "The repository is protected no more. The vendor does not say what becomes of its backup data.";

    public override IReadOnlyList<Step> Steps(Order order) =>
        [.. order.Targets.Select(target => StepOf(WritePreview.Remove(target.Id, order.WithData), target.Id))];

    public override async Task<Observation> ObserveAsync(Order order, CancellationToken cancellationToken)
    {
        var seen = await base.ObserveAsync(order, cancellationToken);
        var gone = seen.Things.Any(thing => thing.Facts.Any(fact => fact is { Label: "at the Git host", Bound: "no longer visible" }));
        return gone && order.WithData
            ? seen with { Notes = [.. seen.Notes, new Notice(Tone.Bad, "No longer visible at the Git host: this backup may be the only copy there is.")] }
            : seen;
    }

    public override async Task<IReadOnlyList<Outcome>> RunAsync(Order order, Step step, CancellationToken cancellationToken) =>
        Outcomes(await Service(order).RemoveAsync(step.Targets[0], order.WithData, cancellationToken));

    public override async Task<IReadOnlyDictionary<string, bool>> ProveAsync(Order order, Step step, CancellationToken cancellationToken)
    {
        var listed = await RepositoryObserver.FindAsync(Service(order), order, cancellationToken);
        return step.Targets.ToDictionary(id => id, id => !listed.ContainsKey(id), StringComparer.OrdinalIgnoreCase);
    }
}
