using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Approvals;

/// <summary>
/// One kind of risky change. Found in the assembly and made by dependency injection, so a new one is a class of its own. Reading is
/// free; <see cref="RunAsync"/> is called by the runner alone, after approval, with its intent stored.
/// </summary>
public interface IOperation
{
    /// <summary>The word in <see cref="ApprovalRule.Operation"/>: activate deactivate attach detach modify remove.</summary>
    string Name { get; }

    /// <summary>The word of the command that asks for it; <see cref="Line"/> begins with it.</summary>
    string Word => Name;

    /// <summary>Whether it is done on a server; otherwise <see cref="Order.Server"/> is empty.</summary>
    bool IsOnServer => true;

    /// <summary>What holds where no rule is configured.</summary>
    ApprovalRule Default { get; }

    /// <summary>What will happen, in one short phrase without a full stop: <c>Remove acme/web with its backup data</c>.</summary>
    string Describe(Order order);

    /// <summary>What cannot be undone, as a sentence; null when everything can.</summary>
    string? Warning(Order order) => null;

    /// <summary>People whom it is about, by name: they do not decide on it, just as the requester does not.</summary>
    IReadOnlyList<string> About(Order order) => [];

    /// <summary>The command line that asks for exactly this again.</summary>
    string Line(Order order);

    /// <summary>The calls in their order, as they will be sent.</summary>
    IReadOnlyList<Step> Steps(Order order);

    /// <summary>Reads now how the order's targets stand. Throws <c>XoperoException</c> when not even that they exist can be read.</summary>
    Task<Observation> ObserveAsync(Order order, CancellationToken cancellationToken);

    /// <summary>Why it cannot be asked for as things stand, as a sentence; null when it can.</summary>
    string? Objection(Order order, Observation seen) => null;

    /// <summary>Makes one call, once. An <c>XoperoException</c> says how it ended instead.</summary>
    Task<IReadOnlyList<Outcome>> RunAsync(Order order, Step step, CancellationToken cancellationToken);

    /// <summary>Reads what became of a call whose end is not known. A target that is not in the answer cannot be proved.</summary>
    Task<IReadOnlyDictionary<string, bool>> ProveAsync(Order order, Step step, CancellationToken cancellationToken);

    /// <summary>Stores what follows from new results, in the transaction that stores them; called once for each target.</summary>
    Task KeepAsync(Session session, Request request, IReadOnlyList<Outcome> fresh) => Task.CompletedTask;
}

public enum OutcomeKind
{
    /// <summary>Not sent.</summary>
    NotRun,

    /// <summary>The service says so, or it was read afterwards.</summary>
    Done,

    /// <summary>The service refused it.</summary>
    Refused,

    /// <summary>The service took the call and does not say what became of it.</summary>
    NoAnswer,
}

/// <summary>What became of one target.</summary>
public sealed record Outcome(string TargetId, OutcomeKind Kind)
{
    /// <summary>The service's code as it came.</summary>
    public string? Code { get; init; }

    /// <summary>A sentence where there is no code, or beside it.</summary>
    public string? Sentence { get; init; }
}
