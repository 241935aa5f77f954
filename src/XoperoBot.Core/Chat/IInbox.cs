namespace XoperoBot.Core.Chat;

/// <summary>What became of a delivery that a channel handed over.</summary>
public enum Acceptance
{
    /// <summary>Stored durably; its turn will run, even after a crash.</summary>
    Accepted,

    /// <summary>Seen before: answer the channel as before and do nothing.</summary>
    Duplicate,
}

/// <summary>What a channel calls. Everything here is safe to call from many requests at once.</summary>
public interface IInbox
{
    /// <summary>Stores a delivery; returns once it is on disk. The turn runs afterwards and answers through the outbox.</summary>
    Task<Acceptance> AcceptAsync(Inbound inbound, CancellationToken cancellationToken);

    /// <summary>
    /// Stores a delivery and waits for its turn, for channels that must answer in the response (a dialog's next page, the new card
    /// of a pressed button). Of what the turn says, the caller takes what <paramref name="take"/> picks; the rest goes through the
    /// outbox. When patience runs out first, everything goes through the outbox and <see cref="Answer.Late"/> is true.
    /// </summary>
    Task<Answer> AskAsync(Inbound inbound, Func<Outgoing, bool> take, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>Choices for a field with <see cref="ChoiceField.Lookup"/>. Never throws for bad input: no access or no match is an empty list.</summary>
    /// <param name="actor">Who asks; the same access rules as for commands.</param>
    /// <param name="source">The field's <see cref="ChoiceField.Lookup"/>.</param>
    /// <param name="query">What was typed so far; may be empty.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">The channel's patience.</param>
    Task<IReadOnlyList<Choice>> LookupAsync(Actor actor, string source, string query, int limit, CancellationToken cancellationToken);
}

/// <summary>The end of a turn, for a caller that waited.</summary>
/// <param name="Taken">What the caller picked; it must now show it. Empty when there was nothing for it.</param>
public sealed record Answer(IReadOnlyList<Outgoing> Taken)
{
    /// <summary>The delivery had been accepted before: nothing was run again.</summary>
    public bool Duplicate { get; init; }

    /// <summary>Patience ran out; the answer follows through the outbox.</summary>
    public bool Late { get; init; }

    /// <summary>A form that was sent in has mistakes: field name to what is wrong. Nothing was run.</summary>
    public IReadOnlyDictionary<string, string> FieldErrors { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
