using System.Data.Common;
using Dapper;
using XoperoBot.Core.Access;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Watch;

/// <summary>An incident as it is shown.</summary>
public sealed record Incident
{
    public required string Id { get; init; }

    public required Trouble Kind { get; init; }

    public required string Server { get; init; }

    /// <summary>Id; empty when it is not one organization's.</summary>
    public required string Organization { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Null while anything of it is wrong.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>How often it came back.</summary>
    public int Flaps { get; init; }

    /// <summary>Plans of which the parts are some; 0 when that is not known or not meant.</summary>
    public int Whole { get; init; }

    public int Parts { get; init; }

    public int OpenParts { get; init; }

    /// <summary>Person who acknowledged it; null when nobody did, or it lapsed.</summary>
    public string? Owner { get; init; }

    public DateTimeOffset? OwnedAt { get; init; }

    public DateTimeOffset? OwnedUntil { get; init; }

    /// <summary>The first of its parts, open ones before the others.</summary>
    public IReadOnlyList<IncidentPart> Shown { get; init; } = [];

    public bool IsOpen => ClosedAt is null;
}

/// <summary>One thing in an incident.</summary>
public sealed record IncidentPart
{
    public required Trouble Kind { get; init; }

    public required string Organization { get; init; }

    /// <summary>Id of the plan or repository; empty for the organization or server as a whole.</summary>
    public required string Subject { get; init; }

    public required string Name { get; init; }

    public required string OrganizationName { get; init; }

    public required DateTimeOffset Since { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public required string Detail { get; init; }

    public required string Before { get; init; }

    internal PartKey Key => new(Kind, Organization, Subject);
}

/// <summary>Reads incidents.</summary>
internal sealed class IncidentStore(IDatabase database)
{
    /// <summary>Shown on a card.</summary>
    private const int Shown = 10;

    private const string Columns =
        """
        i.id, i.kind, i.server, i.organization, i.opened_at AS OpenedAt, i.changed_at AS ChangedAt, i.closed_at AS ClosedAt, i.flaps, i.whole,
          (SELECT COUNT(*) FROM incident_part p WHERE p.incident = i.id) AS Parts,
          (SELECT COUNT(*) FROM incident_part p WHERE p.incident = i.id AND p.closed_at IS NULL) AS OpenParts,
          i.ack_by AS AckBy, i.ack_at AS AckAt, i.ack_until AS AckUntil
        """;

    /// <summary>Null when there is none of this id for whoever asks. Case does not matter.</summary>
    public async Task<Incident?> FindAsync(string id, Sight sight, int skipParts, CancellationToken cancellationToken) =>
        await ReadAsync("i.id = @id", sight, "", new { id = id.ToUpperInvariant() }, skipParts, cancellationToken) is [var found] ? found : null;

    /// <summary>Everything that a message in a place is about.</summary>
    public Task<IReadOnlyList<Incident>> OfAlertAsync(string alert, CancellationToken cancellationToken) =>
        ReadAsync("i.id IN (SELECT incident FROM alert_incident WHERE alert = @alert)", Sight.All, "ORDER BY i.opened_at, i.id", new { alert }, 0, cancellationToken);

    /// <summary>A page of the open ones, or of those that closed, newest first.</summary>
    public Task<IReadOnlyList<Incident>> ListAsync(bool open, Sight sight, int skip, int take, CancellationToken cancellationToken) => ReadAsync(
        open ? "i.closed_at IS NULL" : "i.closed_at IS NOT NULL",
        sight,
        $"ORDER BY {(open ? "i.opened_at" : "i.closed_at")} DESC, i.id LIMIT @take OFFSET @skip",
        new { skip, take },
        0,
        cancellationToken);

    public Task<long> CountAsync(bool open, Sight sight, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.ExecuteScalarAsync<long>(
            $"SELECT COUNT(*) FROM incident WHERE closed_at IS {(open ? "NULL" : "NOT NULL")} AND {SightSql.Where(sight, "server")}", SightSql.Parameters(sight, new { })),
        cancellationToken);

    /// <summary>What happened, oldest first; the newest so many.</summary>
    public async Task<IReadOnlyList<(DateTimeOffset At, string Said)>> HistoryAsync(string incident, int most, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            connection => connection.QueryAsync<(long At, string Said)>(
                "SELECT at, said FROM incident_event WHERE incident = @incident ORDER BY id DESC LIMIT @most", new { incident, most }),
            cancellationToken);
        return [.. rows.Reverse().Select(row => (DateTimeOffset.FromUnixTimeMilliseconds(row.At), row.Said))];
    }

    /// <summary>Incidents that an incident's or a message's id stands for, those that are open and seen.</summary>
    public async Task<IReadOnlyList<string>> OpenOfAsync(string id, Sight sight, CancellationToken cancellationToken) =>
    [
        .. await database.ReadAsync(
            connection => connection.QueryAsync<string>(
                $"""
                SELECT id FROM incident WHERE closed_at IS NULL AND {SightSql.Where(sight, "server")}
                  AND (id = @id OR id IN (SELECT incident FROM alert_incident WHERE alert = @id)) ORDER BY id
                """,
                SightSql.Parameters(sight, new { id = id.ToUpperInvariant() })),
            cancellationToken),
    ];

    private async Task<IReadOnlyList<Incident>> ReadAsync(
        string where, Sight sight, string order, object parameters, int skipParts, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            async connection =>
            {
                var rows = (await connection.QueryAsync<Row>($"SELECT {Columns} FROM incident i WHERE {where} AND {SightSql.Where(sight, "i.server")} {order}", SightSql.Parameters(sight, parameters))).ToList();
                var found = new List<Incident>(rows.Count);
                foreach (var row in rows)
                {
                    // A list shows a line per incident; the parts of the first ones are enough for it.
                    found.Add(row.Incident with { Shown = found.Count < Shown ? await PartsAsync(connection, row.Id, skipParts) : [] });
                }

                return found;
            },
            cancellationToken);

    private static async Task<IReadOnlyList<IncidentPart>> PartsAsync(DbConnection connection, string incident, int skip) =>
    [
        .. (await connection.QueryAsync<PartLine>(
            """
            SELECT kind, organization, subject, name, organization_name AS OrganizationName, since, closed_at AS ClosedAt, detail, before
            FROM incident_part WHERE incident = @incident
            ORDER BY CASE WHEN closed_at IS NULL THEN 0 ELSE 1 END, organization_name, name, subject LIMIT @Shown OFFSET @skip
            """,
            new { incident, Shown, skip })).Select(line => line.Part),
    ];

    // A class and not a record: without a row, SQLite does not know what type a count is.
    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string Kind { get; init; } = "";

        public string Server { get; init; } = "";

        public string Organization { get; init; } = "";

        public long OpenedAt { get; init; }

        public long ChangedAt { get; init; }

        public long? ClosedAt { get; init; }

        public long Flaps { get; init; }

        public long Whole { get; init; }

        public long Parts { get; init; }

        public long OpenParts { get; init; }

        public string? AckBy { get; init; }

        public long? AckAt { get; init; }

        public long? AckUntil { get; init; }

        public Incident Incident => new()
        {
            Id = Id,
            Kind = Enum.Parse<Trouble>(Kind),
            Server = Server,
            Organization = Organization,
            OpenedAt = DateTimeOffset.FromUnixTimeMilliseconds(OpenedAt),
            ChangedAt = DateTimeOffset.FromUnixTimeMilliseconds(ChangedAt),
            ClosedAt = At(ClosedAt),
            Flaps = (int)Flaps,
            Whole = (int)Whole,
            Parts = (int)Parts,
            OpenParts = (int)OpenParts,
            Owner = AckBy,
            OwnedAt = At(AckAt),
            OwnedUntil = At(AckUntil),
        };
    }

    private static DateTimeOffset? At(long? milliseconds) => milliseconds is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(known) : null;

    private sealed record PartLine(
        string Kind, string Organization, string Subject, string Name, string OrganizationName, long Since, long? ClosedAt, string Detail, string Before)
    {
        public IncidentPart Part => new()
        {
            Kind = Enum.Parse<Trouble>(Kind),
            Organization = Organization,
            Subject = Subject,
            Name = Name,
            OrganizationName = OrganizationName,
            Since = DateTimeOffset.FromUnixTimeMilliseconds(Since),
            ClosedAt = At(ClosedAt),
            Detail = Detail,
            Before = Before,
        };
    }
}
