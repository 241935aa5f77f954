using Dapper;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Pipeline;

/// <summary>Something that waits to be sent.</summary>
internal sealed record OutboxRow
{
    public long Seq { get; init; }

    public string Id { get; init; } = "";

    public string Payload { get; init; } = "";

    public string? Updates { get; init; }

    public long CreatedAt { get; init; }

    public long DueAt { get; init; }

    /// <summary>Attempts that failed or ended with their process.</summary>
    public long Attempts { get; init; }

    /// <summary>Not 0: the channel may have it already, since an answer was lost or a process died.</summary>
    public long Unsure { get; init; }

    /// <summary>Others waited behind it when it was read.</summary>
    public bool More { get; init; }
}

/// <summary>The outbox table of one channel, and the messages that keys stand for.</summary>
internal sealed class OutboxStore(string channel, IDatabase database, IEnumerable<IPlaceGone> listeners, TimeProvider time)
{
    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public Task<OutboxRow?> HeadAsync(string place, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.QueryFirstOrDefaultAsync<OutboxRow>(
            """
            SELECT seq AS Seq, id AS Id, payload AS Payload, updates AS Updates, created_at AS CreatedAt, due_at AS DueAt, attempts AS Attempts,
              unsure AS Unsure,
              EXISTS (SELECT 1 FROM outbox later WHERE later.channel = @Channel AND later.place = @Place AND later.done_at IS NULL AND later.seq > outbox.seq) AS More
            FROM outbox WHERE channel = @Channel AND place = @Place AND done_at IS NULL ORDER BY seq LIMIT 1
            """,
            new { Channel = channel, Place = place }),
        cancellationToken);

    public async Task<IReadOnlyList<string>> PendingAsync(string after, int limit, CancellationToken cancellationToken) =>
    [
        .. await database.ReadAsync(
            connection => connection.QueryAsync<string>(
                """
                SELECT DISTINCT place FROM outbox
                WHERE done_at IS NULL AND channel = @Channel AND place > @After ORDER BY place LIMIT @Limit
                """,
                new { Channel = channel, After = after, Limit = limit }),
            cancellationToken),
    ];

    public Task<bool> IsPendingAsync(string place, CancellationToken cancellationToken) => database.ReadAsync(
        async connection => await connection.QueryFirstOrDefaultAsync<long?>(
            "SELECT seq FROM outbox WHERE channel = @Channel AND place = @Place AND done_at IS NULL LIMIT 1",
            new { Channel = channel, Place = place }) is not null,
        cancellationToken);

    public Task MarkHeadsAsync(CancellationToken cancellationToken) => database.WriteAsync(
        session => session.Connection.ExecuteAsync(
            """
            UPDATE outbox SET attempts = attempts + 1, unsure = 1
            WHERE seq IN (SELECT MIN(seq) FROM outbox WHERE done_at IS NULL AND channel = @Channel GROUP BY place)
            """,
            new { Channel = channel },
            session.Transaction),
        cancellationToken);

    /// <summary>Counts an attempt that did not end in an answer that counts.</summary>
    /// <param name="row">What was attempted.</param>
    /// <param name="wait">Until the next.</param>
    /// <param name="untaken">The channel certainly does not have it from this attempt.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public Task CountAsync(OutboxRow row, TimeSpan wait, bool untaken, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.Connection.ExecuteAsync(
            "UPDATE outbox SET attempts = attempts + 1, due_at = @Due, unsure = CASE WHEN @Untaken THEN unsure ELSE 1 END WHERE seq = @Seq",
            new { row.Seq, Due = Now + (long)Math.Ceiling(wait.TotalMilliseconds), Untaken = untaken },
            session.Transaction),
        cancellationToken);

    /// <summary>Ends waiting updates of the same message before its newest one. Returns how many there were.</summary>
    public Task<int> SupersedeAsync(string place, OutboxRow head, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.Connection.ExecuteAsync(
            """
            UPDATE outbox SET done_at = @Now, outcome = 'superseded', payload = ''
            WHERE channel = @Channel AND place = @Place AND done_at IS NULL AND updates = @Updates
              AND seq < (SELECT MAX(seq) FROM outbox
                         WHERE channel = @Channel AND place = @Place AND done_at IS NULL AND updates = @Updates)
            """,
            new { Channel = channel, Place = place, head.Updates, Now },
            session.Transaction),
        cancellationToken);

    public Task<bool> HasNewerAsync(string place, OutboxRow head, CancellationToken cancellationToken) => database.ReadAsync(
        async connection => await connection.QueryFirstOrDefaultAsync<long?>(
            """
            SELECT seq FROM outbox
            WHERE channel = @Channel AND place = @Place AND done_at IS NULL AND updates = @Updates AND seq > @Seq LIMIT 1
            """,
            new { Channel = channel, Place = place, head.Updates, head.Seq }) is not null,
        cancellationToken);

    /// <summary>When the channel was last called for the place, oldest first, in Unix milliseconds.</summary>
    public async Task<IReadOnlyList<long>> SentAsync(string place, DateTimeOffset since, int most, CancellationToken cancellationToken) =>
    [
        .. (await database.ReadAsync(
            connection => connection.QueryAsync<long>(
                """
                SELECT done_at FROM outbox
                WHERE channel = @Channel AND place = @Place AND done_at > @Since AND outcome IN ('sent', 'refused')
                ORDER BY done_at DESC LIMIT @Most
                """,
                new { Channel = channel, Place = place, Since = since.ToUnixTimeMilliseconds(), Most = most }),
            cancellationToken)).Reverse(),
    ];

    public Task EndAsync(OutboxRow row, string outcome, string? code, CancellationToken cancellationToken) =>
        database.WriteAsync(session => EndAsync(session, row, outcome, code), cancellationToken);

    /// <summary>Sent: remembers the message under its key, so that it can be updated.</summary>
    public Task EndSentAsync(OutboxRow row, string? key, MessageRef? message, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            await EndAsync(session, row, "sent", null);
            if (key is null || message is null)
            {
                return;
            }

            await session.Connection.ExecuteAsync(
                """
                INSERT INTO messages (message_key, place, message_id, thread, stored_at) VALUES (@Key, @Place, @Id, @Thread, @Now)
                ON CONFLICT (message_key) DO UPDATE SET
                    place = excluded.place, message_id = excluded.message_id, thread = excluded.thread, stored_at = excluded.stored_at
                """,
                new { Key = key, Place = message.Place.ToString(), message.Id, message.Thread, Now },
                session.Transaction);
        },
        cancellationToken);

    /// <summary>The place is gone: whatever waits for it ends the same way, and the features hear of it, all in one transaction.</summary>
    public Task EndGoneAsync(Place place, OutboxRow row, Refused refused, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            await EndAsync(session, row, "refused", refused.Code);
            await session.Connection.ExecuteAsync(
                """
                UPDATE outbox SET done_at = @Now, outcome = 'refused', code = @Code, payload = ''
                WHERE channel = @Channel AND place = @Place AND done_at IS NULL
                """,
                new { Channel = channel, Place = place.ToString(), refused.Code, Now },
                session.Transaction);
            foreach (var listener in listeners)
            {
                await listener.OnGoneAsync(place, refused, session);
            }
        },
        cancellationToken);

    private Task<int> EndAsync(Session session, OutboxRow row, string outcome, string? code) => session.Connection.ExecuteAsync(
        "UPDATE outbox SET done_at = @Now, outcome = @Outcome, code = @Code, payload = '' WHERE seq = @Seq AND done_at IS NULL",
        new { row.Seq, Outcome = outcome, Code = code, Now },
        session.Transaction);
}
