namespace XoperoBot.Core.Chat;

/// <summary>Bytes that wait to be sent as a file. Kept for a day after they were stored.</summary>
public interface IFileStore
{
    /// <summary>Opens a stored file; null when there is none (any more).</summary>
    Task<Stream?> OpenAsync(string fileId, CancellationToken cancellationToken);
}

/// <summary>What a channel remembers about a place it was told of (a service address, a tenant), so that it can post there unasked.</summary>
public interface IPlaceBook
{
    /// <summary>Stores or replaces the newest note. Notes are the channel's own text, opaque to Core.</summary>
    Task RememberAsync(Place place, string note, CancellationToken cancellationToken);

    Task<string?> RecallAsync(Place place, CancellationToken cancellationToken);

    /// <summary>Every place of one channel that has a note.</summary>
    Task<IReadOnlyList<(Place Place, string Note)>> ListAsync(string channel, CancellationToken cancellationToken);

    Task ForgetAsync(Place place, CancellationToken cancellationToken);
}
