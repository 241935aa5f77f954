using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;

namespace XoperoBot.Playground.Transcript;

/// <summary>Conversations as the page shows them. Durable, so that a reload after a restart shows what was said before it.</summary>
internal sealed class TranscriptStore(IDatabase database, LiveFeed feed, TimeProvider time)
{
    /// <summary>Entries kept per place.</summary>
    public const int Kept = 2000;

    private const string Columns =
        "id AS Id, place AS Place, ordinal AS Ordinal, change AS Change, author AS Author, only_for AS OnlyFor, at AS At, content AS Content";

    private const string Visible = "(only_for IS NULL OR only_for = @person)";

    /// <summary>A chart's point may be no number at all.</summary>
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Adds an entry; one that has the draft's id already is returned as it is.</summary>
    public async Task<Entry> AddAsync(Draft draft, CancellationToken cancellationToken)
    {
        var entry = await database.WriteAsync(
            async session =>
            {
                var known = draft.Id is null ? null : await FindAsync(session.Connection, session.Transaction, draft.Id);
                if (known is not null)
                {
                    return known;
                }

                var number = await NextNumberAsync(session);
                var added = new Entry(
                    draft.Id ?? FormattableString.Invariant($"m{number}"),
                    draft.Place, number, number, draft.Author, draft.OnlyFor, time.GetUtcNow(), draft.Content);
                await session.Connection.ExecuteAsync(
                    """
                    INSERT INTO playground_entries (id, place, ordinal, change, author, only_for, at, content)
                    VALUES (@Id, @Place, @Ordinal, @Change, @Author, @OnlyFor, @At, @Content)
                    """,
                    Row.From(added),
                    session.Transaction);
                await session.Connection.ExecuteAsync(
                    """
                    DELETE FROM playground_entries WHERE place = @place AND ordinal <=
                        (SELECT ordinal FROM playground_entries WHERE place = @place ORDER BY ordinal DESC LIMIT 1 OFFSET @kept)
                    """,
                    new { place = draft.Place.Id, kept = Kept },
                    session.Transaction);
                session.AfterCommit(feed.Changed);
                return added;
            },
            cancellationToken);
        return entry;
    }

    /// <summary>Changes what an entry holds; null when there is no such entry (any more).</summary>
    public async Task<Entry?> ChangeAsync(string id, Func<Entry, Content> change, CancellationToken cancellationToken)
    {
        var entry = await database.WriteAsync(
            async session =>
            {
                // The number's row is locked first, so that two changes of one entry follow each other.
                var number = await NextNumberAsync(session);
                if (await FindAsync(session.Connection, session.Transaction, id) is not { } found)
                {
                    return null;
                }

                var changed = found with { Change = number, Content = change(found) };
                await session.Connection.ExecuteAsync(
                    "UPDATE playground_entries SET change = @Change, content = @Content WHERE id = @Id",
                    Row.From(changed),
                    session.Transaction);
                session.AfterCommit(feed.Changed);
                return changed;
            },
            cancellationToken);
        return entry;
    }

    /// <summary>An entry that the person can see.</summary>
    public async Task<Entry?> FindAsync(string id, Seat seat, CancellationToken cancellationToken)
    {
        var entry = await database.ReadAsync(connection => FindAsync(connection, transaction: null, id), cancellationToken);
        var isTheirs = entry?.OnlyFor is null || string.Equals(entry.OnlyFor, seat.Player.Id, StringComparison.Ordinal);
        return entry?.Place == seat.Place && isTheirs ? entry : null;
    }

    /// <summary>The newest entries of a place before an ordinal, oldest first.</summary>
    public Task<IReadOnlyList<Entry>> LatestAsync(Seat seat, long before, int count, CancellationToken cancellationToken) =>
        QueryAsync(
            $"""
            SELECT * FROM (SELECT {Columns} FROM playground_entries WHERE place = @place AND {Visible} AND ordinal < @before
                ORDER BY ordinal DESC LIMIT @count) AS newest ORDER BY 3
            """,
            new { place = seat.Place.Id, person = seat.Player.Id, before, count },
            cancellationToken);

    /// <summary>What changed since, in the order of the changes.</summary>
    public Task<IReadOnlyList<Entry>> ChangedAfterAsync(
        IReadOnlyList<Place> places, Player person, long after, int count, CancellationToken cancellationToken)
    {
        // Dapper would spread a list over IN (…) for SQLite, but hands it to PostgreSQL as an array.
        var parameters = new DynamicParameters(new { person = person.Id, after, count });
        foreach (var (at, place) in places.Index())
        {
            parameters.Add(FormattableString.Invariant($"place{at}"), place.Id);
        }

        var names = string.Join(", ", Enumerable.Range(0, places.Count).Select(at => FormattableString.Invariant($"@place{at}")));
        return QueryAsync(
            $"""
            SELECT {Columns} FROM playground_entries WHERE place IN ({names}) AND {Visible} AND change > @after
            ORDER BY change LIMIT @count
            """,
            parameters,
            cancellationToken);
    }

    /// <summary>The newest change anywhere.</summary>
    public Task<long> LastChangeAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.ExecuteScalarAsync<long>("SELECT COALESCE(MAX(value), 0) FROM playground_numbers"),
            cancellationToken);

    /// <summary>One row, locked until the commit: numbers become visible in their order, so a reader never skips one.</summary>
    private static Task<long> NextNumberAsync(Session session) =>
        session.Connection.ExecuteScalarAsync<long>(
            """
            INSERT INTO playground_numbers (name, value) VALUES ('change', 1)
            ON CONFLICT (name) DO UPDATE SET value = playground_numbers.value + 1 RETURNING value
            """,
            transaction: session.Transaction);

    private static async Task<Entry?> FindAsync(DbConnection connection, DbTransaction? transaction, string id) =>
        (await connection.QuerySingleOrDefaultAsync<Row>(
            $"SELECT {Columns} FROM playground_entries WHERE id = @id", new { id }, transaction))?.ToEntry();

    private async Task<IReadOnlyList<Entry>> QueryAsync(string sql, object parameters, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(connection => connection.QueryAsync<Row>(sql, parameters), cancellationToken);
        return [.. rows.Select(row => row.ToEntry())];
    }

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string Place { get; init; } = "";

        public long Ordinal { get; init; }

        public long Change { get; init; }

        public string? Author { get; init; }

        public string? OnlyFor { get; init; }

        public long At { get; init; }

        public string Content { get; init; } = "";

        public static Row From(Entry entry) => new()
        {
            Id = entry.Id,
            Place = entry.Place.Id,
            Ordinal = entry.Ordinal,
            Change = entry.Change,
            Author = entry.Author,
            OnlyFor = entry.OnlyFor,
            At = entry.At.ToUnixTimeMilliseconds(),
            Content = JsonSerializer.Serialize(entry.Content, Json),
        };

        public Entry ToEntry() => new(
            Id, new Place(Cast.Channel, Place), Ordinal, Change, Author, OnlyFor,
            DateTimeOffset.FromUnixTimeMilliseconds(At), JsonSerializer.Deserialize<Content>(Content, Json)!);
    }
}
