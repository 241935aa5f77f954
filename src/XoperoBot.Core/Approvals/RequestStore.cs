using System.Data.Common;
using Dapper;
using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Approvals;

/// <summary>A message that shows a request, and must always show how it stands.</summary>
internal sealed record Copy(string Key, Place Place, string? Thread);

/// <summary>Requests, what was decided on them, and where they are shown.</summary>
internal sealed class RequestStore(IDatabase database)
{
    public const string Schema =
        """
        CREATE TABLE approval_request (id TEXT NOT NULL PRIMARY KEY, state TEXT NOT NULL, version BIGINT NOT NULL, asked_at BIGINT NOT NULL,
          is_over BIGINT NOT NULL, body TEXT NOT NULL);
        CREATE INDEX approval_request_open ON approval_request (is_over, asked_at);
        CREATE TABLE approval_decision (request_id TEXT NOT NULL, human TEXT NOT NULL, at BIGINT NOT NULL, body TEXT NOT NULL,
          PRIMARY KEY (request_id, human));
        CREATE TABLE approval_copy (message_key TEXT NOT NULL PRIMARY KEY, request_id TEXT NOT NULL, body TEXT NOT NULL);
        CREATE INDEX approval_copy_request ON approval_copy (request_id)
        """;

    public static Task InsertAsync(Session session, Request request) => session.Connection.ExecuteAsync(
        "INSERT INTO approval_request (id, state, version, asked_at, is_over, body) VALUES (@Id, @State, @Version, @AskedAt, @IsOver, @Body)",
        Row(request),
        session.Transaction);

    /// <summary>Reads a request and holds back every other change of it until the session ends.</summary>
    public static async Task<Request?> LockAsync(Session session, string id) => Read(await session.Connection.QuerySingleOrDefaultAsync<Stored>(
        "UPDATE approval_request SET version = version WHERE id = @id RETURNING version, body", new { id }, session.Transaction));

    /// <summary>Stores a locked request's new state; what is returned carries its new version.</summary>
    public static async Task<Request> SaveAsync(Session session, Request request)
    {
        var changed = request with { Version = request.Version + 1 };
        var rows = await session.Connection.ExecuteAsync(
            "UPDATE approval_request SET state = @State, version = @Version, is_over = @IsOver, body = @Body WHERE id = @Id AND version = @Version - 1",
            Row(changed),
            session.Transaction);
        return rows == 1 ? changed : throw new InvalidOperationException($"Request {request.Id} was changed by two at once.");
    }

    public static Task DecideAsync(Session session, Decision decision) => session.Connection.ExecuteAsync(
        "INSERT INTO approval_decision (request_id, human, at, body) VALUES (@RequestId, @Human, @At, @Body)",
        new { decision.RequestId, Human = decision.Person.ToUpperInvariant(), At = decision.At.ToUnixTimeMilliseconds(), Body = StoredJson.Write(decision) },
        session.Transaction);

    public static Task AddCopyAsync(Session session, string requestId, Copy copy) => session.Connection.ExecuteAsync(
        "INSERT INTO approval_copy (message_key, request_id, body) VALUES (@Key, @requestId, @Body)",
        new { copy.Key, requestId, Body = StoredJson.Write(copy) },
        session.Transaction);

    public static Task<IReadOnlyList<Decision>> DecisionsAsync(Session session, string id) => DecisionsAsync(session.Connection, id, session.Transaction);

    public static Task<IReadOnlyList<Copy>> CopiesAsync(Session session, string id) => CopiesAsync(session.Connection, id, session.Transaction);

    /// <summary>A request with what was decided; null when there is none.</summary>
    public Task<(Request Request, IReadOnlyList<Decision> Decisions)?> FindAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync<(Request, IReadOnlyList<Decision>)?>(
            async connection =>
            {
                // Decisions first: whoever is counted is also in the request's state.
                var decisions = await DecisionsAsync(connection, id, transaction: null);
                var stored = await connection.QuerySingleOrDefaultAsync<Stored>("SELECT version, body FROM approval_request WHERE id = @id", new { id });
                return Read(stored) is { } request ? (request, decisions) : null;
            },
            cancellationToken);

    public Task<IReadOnlyList<Copy>> CopiesAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => CopiesAsync(connection, id, transaction: null), cancellationToken);

    /// <summary>Those that somebody sees: open ones, oldest first; or the newest that are over.</summary>
    public Task<IReadOnlyList<Request>> ListAsync(bool over, Sight sight, int most, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<Request>>(
        async connection =>
        {
            // Read row by row: others' requests take nobody's place in the list.
            var seen = new List<Request>();
            var rows = connection.QueryUnbufferedAsync<Stored>(
                $"SELECT version, body FROM approval_request WHERE is_over = @over ORDER BY asked_at {(over ? "DESC" : "ASC")}", new { over = over ? 1L : 0L });
            await foreach (var row in rows.WithCancellation(cancellationToken))
            {
                if (Read(row) is { } request && request.Order.IsSeenBy(sight))
                {
                    seen.Add(request);
                }

                if (seen.Count == most)
                {
                    break;
                }
            }

            return seen;
        },
        cancellationToken);

    private static async Task<IReadOnlyList<Decision>> DecisionsAsync(DbConnection connection, string id, DbTransaction? transaction) =>
        [.. (await connection.QueryAsync<string>(
            "SELECT body FROM approval_decision WHERE request_id = @id ORDER BY at", new { id }, transaction)).Select(Parse<Decision>)];

    private static async Task<IReadOnlyList<Copy>> CopiesAsync(DbConnection connection, string id, DbTransaction? transaction) =>
        [.. (await connection.QueryAsync<string>(
            "SELECT body FROM approval_copy WHERE request_id = @id ORDER BY message_key", new { id }, transaction)).Select(Parse<Copy>)];

    private static Request? Read(Stored? stored) => stored is null ? null : Parse<Request>(stored.Body) with { Version = stored.Version };

    // What cannot be read must not be taken for what was never there.
    private static T Parse<T>(string body)
        where T : class =>
        StoredJson.TryRead<T>(body, out var value) ? value : throw new InvalidOperationException($"A stored {typeof(T).Name} cannot be read by this version.");

    private static object Row(Request request) => new
    {
        request.Id,
        State = request.State.ToString(),
        request.Version,
        AskedAt = request.AskedAt.ToUnixTimeMilliseconds(),
        IsOver = request.IsOver ? 1L : 0L,
        Body = StoredJson.Write(request),
    };

    private sealed record Stored(long Version, string Body);
}
