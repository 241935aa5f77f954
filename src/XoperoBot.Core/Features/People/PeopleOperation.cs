using XoperoBot.Core.Access;
using XoperoBot.Core.Approvals;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Features.People;

/// <summary>A change of who may do what: kept in the bot's own database, in the transaction that records its result.</summary>
internal abstract class PeopleOperation(IPeople people, TimeProvider time) : IOperation
{
    public abstract string Name { get; }

    public bool IsOnServer => false;

    public ApprovalRule Default => new() { Operation = Name };

    public abstract string Describe(Order order);

    public IReadOnlyList<string> About(Order order) => [.. order.Targets.Select(target => target.Id)];

    public string Line(Order order)
    {
        var change = Change.Of(order);
        return CommandLine.Of([Name, change.Account ?? change.Person, .. Change.Names(change.Roles), "--as", change.Person]);
    }

    public IReadOnlyList<Step> Steps(Order order) => [new Step([order.Targets[0].Id], "the bot’s own list of people", order.Definition!) { Verb = "KEEP in" }];

    public async Task<Observation> ObserveAsync(Order order, CancellationToken cancellationToken)
    {
        var change = Change.Of(order);
        var human = (await people.ListAsync(cancellationToken)).Named(change.Person);
        var roles = human is null ? "not known yet" : human.Roles == Role.None ? "none" : string.Join(", ", Change.Names(human.Roles));
        var accounts = human is null || human.Accounts.Count == 0 ? "none" : string.Join(", ", human.Accounts.Select(account => account.Key));
        return new Observation([new Seen(change.Person, change.Person, Tone.Neutral, [new SeenFact("roles now", roles, roles), new SeenFact("accounts now", accounts, accounts)])])
        {
            At = time.GetUtcNow(),
        };
    }

    // Nothing is done here: what is done is kept together with the result.
    public Task<IReadOnlyList<Outcome>> RunAsync(Order order, Step step, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Outcome>>([new Outcome(step.Targets[0], OutcomeKind.Done)]);

    // The result was not recorded, so nothing was kept either.
    public Task<IReadOnlyDictionary<string, bool>> ProveAsync(Order order, Step step, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, bool>>(new Dictionary<string, bool>(StringComparer.OrdinalIgnoreCase) { [step.Targets[0]] = false });

    public Task KeepAsync(Session session, Request request, IReadOnlyList<Outcome> fresh) =>
        fresh.Any(outcome => outcome.Kind == OutcomeKind.Done) ? KeepAsync(session, Change.Of(request.Order)) : Task.CompletedTask;

    protected abstract Task KeepAsync(Session session, Change change);
}

/// <summary>Gives roles, and an account to somebody who has none yet.</summary>
internal sealed class GrantOperation(IPeople people, PeopleStore store, TimeProvider time) : PeopleOperation(people, time)
{
    public const string OperationName = "grant";

    public override string Name => OperationName;

    public override string Describe(Order order) => $"Grant {Change.Of(order).Words()} to {order.Targets[0].Name}";

    protected override Task KeepAsync(Session session, Change change) => store.GrantAsync(session, change.Person, change.Roles, change.Actor);
}

/// <summary>Takes back what was given at run time.</summary>
internal sealed class RevokeOperation(IPeople people, PeopleStore store, TimeProvider time) : PeopleOperation(people, time)
{
    public const string OperationName = "revoke";

    public override string Name => OperationName;

    public override string Describe(Order order) => $"Revoke {Change.Of(order).Words()} from {order.Targets[0].Name}";

    protected override Task KeepAsync(Session session, Change change) => store.RevokeAsync(session, change.Person, change.Roles, change.Actor);
}
