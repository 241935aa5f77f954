using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Pipeline;

/// <summary>Runs one delivery to its end. Called by the inbox; may run again after a crash, never twice to a stored end.</summary>
public interface ITurns
{
    /// <summary>Never throws for what a person or a service did: those are answers.</summary>
    Task<TurnResult> RunAsync(Inbound inbound, CancellationToken cancellationToken);

    /// <summary>Choices for a form field; see <see cref="IInbox.LookupAsync"/>.</summary>
    Task<IReadOnlyList<Choice>> LookupAsync(Actor actor, string source, string query, int limit, CancellationToken cancellationToken);

    /// <summary>True for deliveries that must not wait behind the place's other turns (decisions on a card).</summary>
    bool IsUrgent(Inbound inbound);
}

/// <summary>The end of a turn: stored in one transaction with the delivery's own completion.</summary>
/// <param name="Says">What goes to the outbox, in this order.</param>
public sealed record TurnResult(IReadOnlyList<Outgoing> Says)
{
    public static TurnResult Nothing { get; } = new([]);

    /// <summary>What else is stored with it.</summary>
    public IReadOnlyList<Func<Session, Task>> Stores { get; init; } = [];

    /// <summary>See <see cref="Answer.FieldErrors"/>.</summary>
    public IReadOnlyDictionary<string, string> FieldErrors { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
