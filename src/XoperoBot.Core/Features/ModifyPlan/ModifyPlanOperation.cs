using XoperoBot.Core.Approvals;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Storage;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Features.ModifyPlan;

/// <summary>Sends a whole definition. Nothing can read it back: what the service does not answer, a person has to say.</summary>
internal sealed class ModifyPlanOperation(PlanObserver observer, BaselineStore baselines) : IOperation
{
    public const string OperationName = "modify";
    public const string CommandWord = "modify plan";

    public string Name => OperationName;

    public string Word => CommandWord;

    public ApprovalRule Default => new() { Operation = Name };

    public string Describe(Order order) => $"Modify the plan {order.Targets[0].Name} of {order.OrganizationName}";

    public string Line(Order order) => CommandLine.Of([.. CommandWord.Split(' '), "--plan", order.Targets[0].Id, "--json", order.Definition!]);

    public IReadOnlyList<Step> Steps(Order order)
    {
        var sent = WritePreview.ModifyPlan(order.Definition!);
        return [new Step([order.Targets[0].Id], sent.Path, sent.Body)];
    }

    public Task<Observation> ObserveAsync(Order order, CancellationToken cancellationToken) => observer.ObserveAsync(order, cancellationToken);

    public string? Objection(Order order, Observation seen)
    {
        var name = order.Targets[0].Name;
        return seen.Things[0].Facts.FirstOrDefault(fact => fact is
            { Label: PlanObserver.PlanFact, Bound: "not listed" } or { Label: PlanObserver.BaselineFact, Bound: "none" } or { Label: PlanObserver.ChangesFact }) switch
        {
            { Label: PlanObserver.PlanFact } => $"The plan {name} is no longer listed in {order.OrganizationName}.",
            { Label: PlanObserver.BaselineFact } => BaselineGiving.Missing(name),
            { Label: PlanObserver.ChangesFact } changes when changes.Value.ToString() == PlanObserver.Nothing => $"Nothing would change: the definition of {name} is as its baseline says.",
            _ => null,
        };
    }

    public async Task<IReadOnlyList<Outcome>> RunAsync(Order order, Step step, CancellationToken cancellationToken)
    {
        await observer.Service(order).ModifyPlanAsync(Definition.Read(step.Body), cancellationToken);
        return [new Outcome(step.Targets[0], OutcomeKind.Done) { Sentence = "the service took the definition" }];
    }

    public Task<IReadOnlyDictionary<string, bool>> ProveAsync(Order order, Step step, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, bool>>(new Dictionary<string, bool>(StringComparer.Ordinal));

    public Task KeepAsync(Session session, Request request, IReadOnlyList<Outcome> fresh) => fresh.Any(outcome => outcome.Kind == OutcomeKind.Done)
        ? baselines.AddAsync(session, request.Order.Server, request.Order.Targets[0].Id, request.Order.Definition!, request.Requester, request.RequesterAccount.Key, request.Id)
        : Task.CompletedTask;
}
