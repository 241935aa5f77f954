using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Audit;

/// <summary>
/// The record of who did what: lines are only ever added, each holds the hash of the one before, and one row knows the last. Whoever
/// edits, removes, swaps or cuts lines off breaks the chain at the first line touched.
/// </summary>
public sealed class AuditLog(IDatabase database, Channels channels, TimeProvider time)
{
    private const string Start = "0000000000000000000000000000000000000000000000000000000000000000";
    private const int RowsAtOnce = 1000;

    private const string Columns =
        "sequence, at, kind, what, person, account, place, message, request_id AS RequestId, detail, link, server, hash";

    internal const string Schema =
        $"""
        CREATE TABLE audit (sequence BIGINT NOT NULL PRIMARY KEY, at BIGINT NOT NULL, kind TEXT NOT NULL, what TEXT NOT NULL, person TEXT,
          account TEXT, place TEXT, message TEXT, request_id TEXT, detail TEXT, hash TEXT NOT NULL);
        CREATE INDEX audit_request ON audit (request_id);
        CREATE TABLE audit_head (id BIGINT NOT NULL PRIMARY KEY, sequence BIGINT NOT NULL, hash TEXT NOT NULL);
        INSERT INTO audit_head (id, sequence, hash) VALUES (1, 0, '{Start}')
        """;

    internal const string LinkSchema = "ALTER TABLE audit ADD COLUMN link TEXT";

    /// <summary>Lines from before have none: nobody knows what they are about, so only who sees all reads them.</summary>
    internal const string ServerSchema = "ALTER TABLE audit ADD COLUMN server TEXT";

    /// <summary>Adds a line with the caller's transaction. Whoever adds waits for who added before: the order is one.</summary>
    public async Task AppendAsync(Session session, AuditEntry entry)
    {
        var (connection, transaction) = session;
        var head = await connection.QuerySingleAsync<Head>(
            "UPDATE audit_head SET sequence = sequence + 1 WHERE id = 1 RETURNING sequence, hash", transaction: transaction);
        var row = Row.Of(head.Sequence, time.GetUtcNow().ToUnixTimeMilliseconds(), entry with { Link = entry.Link ?? LinkOf(entry) });
        row = row with { Hash = row.Chain(head.Hash) };
        await connection.ExecuteAsync(
            """
            INSERT INTO audit (sequence, at, kind, what, person, account, place, message, request_id, detail, link, server, hash)
            VALUES (@Sequence, @At, @Kind, @What, @Person, @Account, @Place, @Message, @RequestId, @Detail, @Link, @Server, @Hash)
            """,
            row,
            transaction);
        await connection.ExecuteAsync("UPDATE audit_head SET hash = @Hash WHERE id = 1", new { row.Hash }, transaction);
    }

    /// <summary>Adds a line in a transaction of its own.</summary>
    public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken) =>
        database.WriteAsync(session => AppendAsync(session, entry), cancellationToken);

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<AuditLine>> ReadAsync(AuditFilter filter, int skip, int most, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<AuditLine>>(
            async connection =>
            {
                var rows = await connection.QueryAsync<Row>(
                    $"SELECT {Columns} FROM audit {Where(filter)} ORDER BY sequence DESC LIMIT @Most OFFSET @Skip", Parameters(filter, skip, most));
                return [.. rows.Select(row => row.ToLine())];
            },
            cancellationToken);

    public Task<long> CountAsync(AuditFilter filter, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM audit {Where(filter)}", Parameters(filter, 0, 0)), cancellationToken);

    /// <summary>Proves the chain from its first line to its head and names the first line that is broken. Reads line by line.</summary>
    public Task<AuditProof> VerifyAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(connection => VerifyAsync(connection, cancellationToken), cancellationToken);

    /// <summary>Proves the chain as the connection sees it, inside its transaction where it has one.</summary>
    public static async Task<AuditProof> VerifyAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        // The head is read first: lines that are added meanwhile stand behind it.
        var head = await connection.QuerySingleOrDefaultAsync<Head>("SELECT sequence, hash FROM audit_head WHERE id = 1");
        if (head is null)
        {
            return new AuditProof(0, Start, "The row that knows the last line is gone.");
        }

        var hash = Start;
        var proved = 0L;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rows = (await connection.QueryAsync<Row>(
                $"SELECT {Columns} FROM audit WHERE sequence > @proved ORDER BY sequence LIMIT {RowsAtOnce}", new { proved })).ToList();
            foreach (var row in rows)
            {
                if (row.Sequence != proved + 1)
                {
                    return Broken($"Line {proved + 1} is missing; the next one is {row.Sequence}.");
                }

                if (row.Chain(hash) != row.Hash)
                {
                    return Broken($"Line {row.Sequence} is not what was written, or stands in another's place.");
                }

                (proved, hash) = (row.Sequence, row.Hash);
                if (proved == head.Sequence && hash != head.Hash)
                {
                    return new AuditProof(proved - 1, hash, $"Line {proved} is not the one that was written last.");
                }
            }

            if (rows.Count < RowsAtOnce)
            {
                return proved < head.Sequence ? Broken($"Line {proved + 1} is missing; {head.Sequence} lines were written.") : new AuditProof(proved, hash, null);
            }
        }

        AuditProof Broken(string sentence) => new(proved, hash, sentence);
    }

    private string? LinkOf(AuditEntry entry) =>
        Place.TryParse(entry.Place, out var place) ? channels.Find(place.Channel)?.LinkOf(place, entry.Message)?.AbsoluteUri : null;

    private static string Where(AuditFilter filter)
    {
        var conditions = new List<string>();
        AddIf(filter.Kind is not null, "kind = @Kind");
        AddIf(filter.Person is not null, "LOWER(person) = LOWER(@Person)");
        AddIf(filter.RequestId is not null, "request_id = @RequestId");
        AddIf(filter.Since is not null, "at >= @Since");
        AddIf(!filter.Sight.IsAll, $"(server = '' OR {SightSql.Where(filter.Sight, "server")})");
        AddIf(filter.Text is not null, "LOWER(what) LIKE LOWER(@Text) ESCAPE '!'");
        return conditions.Count == 0 ? "" : $"WHERE {string.Join(" AND ", conditions)}";

        void AddIf(bool given, string condition)
        {
            if (given)
            {
                conditions.Add(condition);
            }
        }
    }

    private static DynamicParameters Parameters(AuditFilter filter, int skip, int most) => SightSql.Parameters(filter.Sight, new
    {
        Kind = filter.Kind?.ToString(),
        filter.Person,
        filter.RequestId,
        Since = filter.Since?.ToUnixTimeMilliseconds(),
        Text = filter.Text is null ? null : $"%{Escape(filter.Text)}%",
        Skip = skip,
        Most = most,
    });

    private static string Escape(string text) =>
        text.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal);

    private sealed record Head(long Sequence, string Hash);

    private sealed record Row(
        long Sequence,
        long At,
        string Kind,
        string What,
        string? Person,
        string? Account,
        string? Place,
        string? Message,
        string? RequestId,
        string? Detail,
        string? Link,
        string? Server,
        string Hash)
    {
        public static Row Of(long sequence, long at, AuditEntry entry) => new(
            sequence,
            at,
            entry.Kind.ToString(),
            entry.What,
            entry.Person,
            entry.Account,
            entry.Place,
            entry.Message,
            entry.RequestId,
            entry.Detail,
            entry.Link,
            entry.Server,
            "");

        /// <summary>The hash of this line behind another: over one JSON array, so that no two lines write the same text. Lines from before
        /// there were servers, or links, have none in it.</summary>
        public string Chain(string before)
        {
            string?[] parts =
            [
                before, Sequence.ToString(CultureInfo.InvariantCulture), At.ToString(CultureInfo.InvariantCulture),
                Kind, What, Person, Account, Place, Message, RequestId, Detail, .. Server is not null ? [Link, Server] : Link is not null ? [Link] : Array.Empty<string?>(),
            ];
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(parts))));
        }

        public AuditLine ToLine() => new(
            Sequence,
            DateTimeOffset.FromUnixTimeMilliseconds(At),
            new AuditEntry(Enum.TryParse<AuditKind>(Kind, out var kind) ? kind : AuditKind.Result, What, Server ?? Sight.Every)
            {
                Person = Person,
                Account = Account,
                Place = Place,
                Message = Message,
                RequestId = RequestId,
                Detail = Detail,
                Link = Link,
            },
            Hash);
    }
}
