namespace XoperoBot.Core.Chat;

/// <summary>
/// A chat product, as the outbox sees it: one verb. The outbox keeps order per place, paces by <see cref="Pace"/> and repeats; the
/// channel sends once and says what became of it.
/// </summary>
public interface IChannel
{
    /// <summary>Lower case, unique; the first part of every <see cref="Place"/>.</summary>
    string Name { get; }

    /// <summary>What the product allows; the outbox waits accordingly.</summary>
    Pace Pace { get; }

    /// <summary>False for a sign of work that the product has nothing for: it is left out and costs nothing of the pace.</summary>
    bool Shows(Working sign) => true;

    /// <summary>True for what goes another way than the place's own messages (an answer to one person at an address of its own): it neither
    /// waits behind them nor makes them wait, and counts against no rate of <see cref="Pace"/>.</summary>
    bool IsApart(Outgoing outgoing) => false;

    /// <summary>
    /// Sends once. Expected outcomes, refusals and throttling are values; exceptions are for defects and count as <see cref="Retry"/>.
    /// </summary>
    /// <param name="outgoing">What to send.</param>
    /// <param name="message">For an <see cref="Update"/> by key: the message that the key stands for.</param>
    /// <param name="cancellationToken">The outbox's patience for one attempt.</param>
    Task<Delivery> DeliverAsync(Outgoing outgoing, MessageRef? message, CancellationToken cancellationToken);

    /// <summary>The bytes of a file that somebody sent; null when they cannot be had or are more than <paramref name="most"/>.</summary>
    Task<byte[]?> DownloadAsync(SharedFile file, int most, CancellationToken cancellationToken) => Task.FromResult<byte[]?>(null);

    /// <summary>A web address that opens a message of a place in the product, or the place when the message is null. Made from what is
    /// known, without a call; null where the product has no such address.</summary>
    Uri? LinkOf(Place place, string? message) => null;
}

/// <summary>At most <paramref name="Count"/> sends in any <paramref name="Per"/>.</summary>
public sealed record RateWindow(int Count, TimeSpan Per);

/// <summary>Rates of a channel.</summary>
/// <param name="PerPlace">All of them hold for each place.</param>
/// <param name="Overall">All of them hold for everything the bot sends on the channel (per tenant where there are several).</param>
public sealed record Pace(IReadOnlyList<RateWindow> PerPlace, IReadOnlyList<RateWindow> Overall);

/// <summary>What became of one attempt to send.</summary>
public abstract record Delivery;

/// <summary>The channel took it.</summary>
/// <param name="Message">The message as the channel knows it; null where it gave no id (some give an empty answer).</param>
public sealed record Sent(MessageRef? Message = null) : Delivery;

/// <summary>Not now: throttled, unreachable, or a fault that may pass.</summary>
/// <param name="After">How long the channel asked to wait; null when it did not say.</param>
/// <param name="Reason">For the log: a code, never a body.</param>
public sealed record Retry(TimeSpan? After, string Reason) : Delivery
{
    /// <summary>The channel certainly has not taken it: it throttled, or the request never left. Otherwise it may have, and only the answer was lost.</summary>
    public bool Untaken { get; init; }

    /// <summary>The request never left: there was no connection to send it on.</summary>
    public static bool NeverLeft(HttpRequestException exception) =>
        exception.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError;
}

/// <summary>Never: repeating the same will not help.</summary>
/// <param name="Code">The channel's own word for it.</param>
/// <param name="Fix">One sentence that tells a person what to do.</param>
public sealed record Refused(string Code, string Fix) : Delivery
{
    /// <summary>The place itself is gone or closed to the bot; nothing further can be delivered there.</summary>
    public bool PlaceGone { get; init; }
}
