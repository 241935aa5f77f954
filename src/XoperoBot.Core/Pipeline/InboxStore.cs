using Dapper;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Pipeline;

/// <summary>A delivery that waits for its turn.</summary>
internal sealed class InboxRow
{
    public long Seq { get; init; }

    public string DeliveryId { get; init; } = "";

    public string Place { get; init; } = "";

    public string Payload { get; init; } = "";

    public long DueAt { get; init; }

    /// <summary>Runs that failed or ended with their process.</summary>
    public long Attempts { get; init; }

    /// <summary>Others waited behind it in its lane when it was read.</summary>
    public bool More { get; init; }
}

/// <summary>What became of a delivery, as its row says.</summary>
internal enum InboxEnd
{
    /// <summary>Stored by this call, or by the same call before its connection was lost.</summary>
    Stored,

    /// <summary>Another process stored an end first.</summary>
    Elsewhere,
}

/// <summary>The inbox table.</summary>
internal sealed class InboxStore(IDatabase database, IOutbox outbox, TimeProvider time)
{
    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public Task<InboxRow?> HeadAsync(string lane, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.QueryFirstOrDefaultAsync<InboxRow>(
            """
            SELECT seq AS Seq, delivery_id AS DeliveryId, place AS Place, payload AS Payload, due_at AS DueAt, attempts AS Attempts,
              EXISTS (SELECT 1 FROM inbox later WHERE later.lane = @Lane AND later.done_at IS NULL AND later.seq > inbox.seq) AS More
            FROM inbox WHERE lane = @Lane AND done_at IS NULL ORDER BY seq LIMIT 1
            """,
            new { Lane = lane }),
        cancellationToken);

    public async Task<IReadOnlyList<string>> PendingAsync(string after, int limit, CancellationToken cancellationToken) =>
    [
        .. await database.ReadAsync(
            connection => connection.QueryAsync<string>(
                "SELECT DISTINCT lane FROM inbox WHERE done_at IS NULL AND lane > @After ORDER BY lane LIMIT @Limit",
                new { After = after, Limit = limit }),
            cancellationToken),
    ];

    public Task<bool> IsPendingAsync(string lane, CancellationToken cancellationToken) => database.ReadAsync(
        async connection => await connection.QueryFirstOrDefaultAsync<long?>(
            "SELECT seq FROM inbox WHERE lane = @Lane AND done_at IS NULL LIMIT 1", new { Lane = lane }) is not null,
        cancellationToken);

    public Task MarkHeadsAsync(CancellationToken cancellationToken) => database.WriteAsync(
        session => session.Connection.ExecuteAsync(
            """
            UPDATE inbox SET attempts = attempts + 1
            WHERE seq IN (SELECT MIN(seq) FROM inbox WHERE done_at IS NULL GROUP BY lane)
            """,
            transaction: session.Transaction),
        cancellationToken);

    /// <summary>Counts a run that failed; the next one waits. Returns the runs so far.</summary>
    public Task<long> CountAsync(long seq, TimeSpan wait, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.Connection.QueryFirstAsync<long>(
            "UPDATE inbox SET attempts = attempts + 1, due_at = @Due WHERE seq = @Seq RETURNING attempts",
            new { Seq = seq, Due = Now + (long)wait.TotalMilliseconds },
            session.Transaction),
        cancellationToken);

    /// <summary>The end of a turn: what it says, what it stores and its completion, or nothing of them.</summary>
    public Task<InboxEnd> EndAsync(InboxRow row, string outcome, string token, TurnResult result, CancellationToken cancellationToken) =>
        database.WriteAsync(session => EndAsync(session, row, outcome, token, result), cancellationToken);

    private async Task<InboxEnd> EndAsync(Session session, InboxRow row, string outcome, string token, TurnResult result)
    {
        var (connection, transaction) = session;
        var ended = await connection.ExecuteAsync(
            """
            UPDATE inbox SET done_at = @Now, outcome = @Outcome, end_token = @Token, payload = ''
            WHERE seq = @Seq AND done_at IS NULL
            """,
            new { row.Seq, Now, Outcome = outcome, Token = token },
            transaction);
        if (ended == 0)
        {
            var stored = await connection.QueryFirstOrDefaultAsync<string>(
                "SELECT end_token FROM inbox WHERE seq = @Seq", new { row.Seq }, transaction);
            return string.Equals(stored, token, StringComparison.Ordinal) ? InboxEnd.Stored : InboxEnd.Elsewhere;
        }

        foreach (var store in result.Stores)
        {
            await store(session);
        }

        foreach (var outgoing in result.Says)
        {
            await outbox.PostAsync(session, outgoing);
        }

        return InboxEnd.Stored;
    }
}

/// <summary>What the inbox itself has to say.</summary>
internal static class InboxCards
{
    public static Post Apology(Place place, Inbound? inbound, string errorId, string what)
    {
        var sentence = $"{what} Error id {errorId}.";
        return new Post(new Card("That did not work", Tone.Bad, [new Notice(Tone.Bad, sentence)]) { Summary = sentence })
        {
            Place = place,
            Thread = inbound?.Thread,
            Context = inbound?.Context,
        };
    }

    /// <summary>For a form whose sender no longer waits for the mistakes in it.</summary>
    public static Whisper Mistakes(Inbound inbound, IReadOnlyDictionary<string, string> errors)
    {
        var facts = new Facts([.. errors.Select(error => new Fact(error.Key, error.Value, Tone.Warning))]);
        const string Sentence = "The form has mistakes and nothing was done. Please open it again.";
        return new Whisper(inbound.Actor, new Card("Please check the form", Tone.Warning, [new Paragraph(Sentence), facts]) { Summary = Sentence })
        {
            Place = inbound.Place,
            Thread = inbound.Thread,
            Context = inbound.Context,
        };
    }
}
