using System.Data.Common;
using System.Globalization;
using Dapper;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Watch;

/// <summary>The stored readings: loaded once per process, then written as they change.</summary>
internal sealed class WatchStore(IDatabase database)
{
    private static readonly (string Table, string Column)[] TablesOfOrganizations =
    [
        ("watch_plan", "organization"), ("watch_organization", "id"), ("watch_repositories", "organization"), ("watch_assigned", "organization"),
        ("watch_success", "organization"), ("watch_unprotected", "organization"),
    ];

    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, ServerState> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What is known of a server; read again when another process was there since.</summary>
    public async Task<ServerState> LoadAsync(string server, CancellationToken cancellationToken)
    {
        var stored = await database.ReadAsync(connection => FindAsync(connection, server), cancellationToken);
        if (_known.TryGetValue(server, out var known) && known.Pass == (stored?.Pass ?? 0))
        {
            return known;
        }

        return _known[server] = await database.ReadAsync(connection => ReadAsync(connection, server, stored), cancellationToken);
    }

    public Task<IReadOnlyList<ServerRow>> ServersAsync(CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<ServerRow>>(
        async connection => [.. await connection.QueryAsync<ServerRow>($"SELECT {ServerRow.Columns} FROM watch_server")], cancellationToken);

    /// <summary>
    /// Notes that the server was tried, and with what end. False when what was compared with is no longer what is stored: then nothing
    /// of the reading counts, and the next one begins from what is.
    /// </summary>
    public static async Task<bool> SaveServerAsync(Session session, ServerRow row) => await session.Connection.ExecuteAsync(
        """
        INSERT INTO watch_server (server, pass, tried_at, passed_at, failures, failing_since, fault)
        VALUES (@Server, @Pass, @TriedAt, @PassedAt, @Failures, @FailingSince, @Fault)
        ON CONFLICT (server) DO UPDATE SET pass = excluded.pass, tried_at = excluded.tried_at, passed_at = excluded.passed_at,
          failures = excluded.failures, failing_since = excluded.failing_since, fault = excluded.fault
        WHERE watch_server.pass = excluded.pass - 1
        """,
        row,
        session.Transaction) == 1;

    /// <summary>Makes every process read the stored state anew: something other than a reading of the server changed it.</summary>
    public static Task ChangedElsewhereAsync(Session session, string server) => session.Connection.ExecuteAsync(
        """
        INSERT INTO watch_server (server, pass, tried_at, passed_at, failures, failing_since) VALUES (@server, 1, 0, 0, 0, 0)
        ON CONFLICT (server) DO UPDATE SET pass = watch_server.pass + 1
        """,
        new { server },
        session.Transaction);

    /// <summary>A person says that the plans of these incidents need not have run: the next reading closes what is open of that.</summary>
    public static async Task ConfirmSilencesAsync(Session session, IReadOnlyList<string> incidents)
    {
        var (list, parameters) = Bulk.In(new { Kind = nameof(Trouble.PlanDidNotRun) }, incidents);
        var plans = (await session.Connection.QueryAsync<(string Server, string Organization, string Id, long FirstSeen, long FinishedAt, string Silences)>(
            $"""
            SELECT p.server, p.organization, p.id, p.first_seen, p.finished_at, p.silences FROM watch_plan p JOIN incident_part i
              ON i.server = p.server AND i.organization = p.organization AND i.subject = p.id
            WHERE i.incident IN {list} AND i.kind = @Kind AND i.closed_at IS NULL
            """,
            parameters,
            session.Transaction)).ToList();
        foreach (var plan in plans)
        {
            var silences = Silences.Write(Silences.Confirm(Silences.Read(plan.Silences), plan.FinishedAt > 0 ? plan.FinishedAt : plan.FirstSeen));
            await session.Connection.ExecuteAsync(
                "UPDATE watch_plan SET silences = @silences WHERE server = @Server AND organization = @Organization AND id = @Id",
                new { silences, plan.Server, plan.Organization, plan.Id },
                session.Transaction);
        }

        foreach (var server in plans.Select(plan => plan.Server).Distinct(StringComparer.Ordinal))
        {
            await ChangedElsewhereAsync(session, server);
        }
    }

    public static async Task SaveAsync(Session session, string server, Comparison found, long now)
    {
        await SaveOrganizationsAsync(session, server, found.Organizations, now);
        await Bulk.InsertAsync(
            session,
            "watch_plan (server, organization, id, name, first_seen, finished_at, counted, successes, warnings, errors, repositories, running_since, before_at, before_outcome, gaps, durations, silences)",
            """
            ON CONFLICT (server, organization, id) DO UPDATE SET name = excluded.name, finished_at = excluded.finished_at, counted = excluded.counted,
              successes = excluded.successes, warnings = excluded.warnings, errors = excluded.errors, repositories = excluded.repositories,
              running_since = excluded.running_since, before_at = excluded.before_at, before_outcome = excluded.before_outcome, gaps = excluded.gaps,
              durations = excluded.durations, silences = excluded.silences
            """,
            [.. found.Plans.Select(plan => new object?[]
            {
                server, plan.Organization, plan.Id, plan.Name, plan.FirstSeen, plan.FinishedAt, plan.Counted ? 1L : 0L, (long)plan.Successes,
                (long)plan.Warnings, (long)plan.Errors, (long)plan.Repositories, plan.RunningSince, plan.BeforeAt, (long)plan.Before,
                Numbers.Write(plan.Gaps), Numbers.Write(plan.Durations), Silences.Write(plan.Silences),
            })]);
        await Bulk.InsertAsync(
            session,
            "watch_run (id, server, organization, plan, finished_at, counted, successes, warnings, errors, seen_at)",
            "ON CONFLICT (id) DO UPDATE SET counted = excluded.counted, successes = excluded.successes, warnings = excluded.warnings, errors = excluded.errors, seen_at = excluded.seen_at",
            [.. found.Runs.Select(plan => new object?[]
            {
                $"{server}/{plan.Organization}/{plan.Id}/{plan.FinishedAt}", server, plan.Organization, plan.Id, plan.FinishedAt,
                plan.Counted ? 1L : 0L, (long)plan.Successes, (long)plan.Warnings, (long)plan.Errors, now,
            })]);
        foreach (var (organization, plan) in found.Gone)
        {
            await session.Connection.ExecuteAsync(
                "DELETE FROM watch_plan WHERE server = @server AND organization = @organization AND id = @plan",
                new { server, organization, plan },
                session.Transaction);
        }

        foreach (var organization in found.GoneOrganizations)
        {
            foreach (var (table, column) in TablesOfOrganizations)
            {
                await session.Connection.ExecuteAsync(
                    $"DELETE FROM {table} WHERE server = @server AND {column} = @organization", new { server, organization }, session.Transaction);
            }
        }
    }

    private static async Task SaveOrganizationsAsync(Session session, string server, List<OrganizationState> organizations, long now)
    {
        await Bulk.InsertAsync(
            session,
            "watch_organization (server, id, name, protected, total, missing, removed, missing_base, coverage_day, repositories_due)",
            """
            ON CONFLICT (server, id) DO UPDATE SET name = excluded.name, protected = excluded.protected, total = excluded.total,
              missing = excluded.missing, removed = excluded.removed, missing_base = excluded.missing_base,
              coverage_day = excluded.coverage_day, repositories_due = excluded.repositories_due
            """,
            [.. organizations.Select(one => new object?[]
            {
                server, one.Id, one.Name, (long?)one.Protected, (long?)one.Total, (long?)one.Missing, (long?)one.Removed,
                (long?)one.MissingBase, one.CoverageDay, one.RepositoriesDue,
            })]);
        var day = DateTimeOffset.FromUnixTimeMilliseconds(now).UtcDateTime.Date;
        var dayAt = new DateTimeOffset(day, TimeSpan.Zero).ToUnixTimeMilliseconds();
        await Bulk.InsertAsync(
            session,
            "watch_coverage (id, server, organization, name, day_at, protected, total, missing, removed)",
            """
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, protected = excluded.protected, total = excluded.total,
              missing = excluded.missing, removed = excluded.removed
            """,
            [.. organizations.Select(one => new object?[]
            {
                $"{server}/{one.Id}/{one.CoverageDay}", server, one.Id, one.Name, dayAt, (long?)one.Protected, (long?)one.Total,
                (long?)one.Missing, (long?)one.Removed,
            })]);
    }

    private static Task<ServerRow?> FindAsync(DbConnection connection, string server) => connection.QuerySingleOrDefaultAsync<ServerRow>(
        $"SELECT {ServerRow.Columns} FROM watch_server WHERE server = @server", new { server });

    private static async Task<ServerState> ReadAsync(DbConnection connection, string server, ServerRow? row)
    {
        var state = new ServerState(server)
        {
            Pass = row?.Pass ?? 0,
            PassedAt = row?.PassedAt ?? 0,
            Failures = (int)(row?.Failures ?? 0),
            FailingSince = row?.FailingSince ?? 0,
        };
        foreach (var one in await connection.QueryAsync<OrganizationRow>(OrganizationRow.Select, new { server }))
        {
            state.Organizations[one.Id] = new OrganizationEntry(one.State);
        }

        foreach (var plan in await connection.QueryAsync<PlanRow>(PlanRow.Select, new { server }))
        {
            if (state.Organizations.TryGetValue(plan.Organization, out var owner))
            {
                owner.Plans[plan.Id] = new PlanEntry(plan.State);
            }
        }

        var open = await connection.QueryAsync<PartRow>(PartRow.SelectOpen, new { server });
        foreach (var part in open)
        {
            state.Open[part.Key] = new OpenPart(part.OpenedAt, part.Base);
            if (Array.Find(PlanRules.Kinds, pair => pair.Kind == part.Key.Kind).Flag is var flag and not PlanTroubles.None
                && state.Organizations.TryGetValue(part.Organization, out var owner) && owner.Plans.TryGetValue(part.Subject, out var entry))
            {
                entry.Open |= flag;
            }
        }

        return state;
    }
}

/// <summary>When a server was read.</summary>
internal sealed record ServerRow(string Server, long Pass, long TriedAt, long PassedAt, long Failures, long FailingSince, string? Fault)
{
    public const string Columns =
        "server, pass, tried_at AS TriedAt, passed_at AS PassedAt, failures, failing_since AS FailingSince, fault";
}

internal sealed record OrganizationRow(
    string Id, string Name, long? Protected, long? Total, long? Missing, long? Removed, long? MissingBase, string CoverageDay, long RepositoriesDue)
{
    public const string Select =
        """
        SELECT id, name, protected, total, missing, removed, missing_base AS MissingBase, coverage_day AS CoverageDay,
          repositories_due AS RepositoriesDue FROM watch_organization WHERE server = @server
        """;

    public OrganizationState State => new()
    {
        Id = Id,
        Name = Name,
        Protected = (int?)Protected,
        Total = (int?)Total,
        Missing = (int?)Missing,
        Removed = (int?)Removed,
        MissingBase = (int?)MissingBase,
        CoverageDay = CoverageDay,
        RepositoriesDue = RepositoriesDue,
    };
}

internal sealed record PlanRow(
    string Organization,
    string Id,
    string Name,
    long FirstSeen,
    long FinishedAt,
    long Counted,
    long Successes,
    long Warnings,
    long Errors,
    long Repositories,
    long RunningSince,
    long BeforeAt,
    long BeforeOutcome,
    string Gaps,
    string Durations,
    string Silences)
{
    public const string Select =
        """
        SELECT organization, id, name, first_seen AS FirstSeen, finished_at AS FinishedAt, counted, successes, warnings, errors, repositories,
          running_since AS RunningSince, before_at AS BeforeAt, before_outcome AS BeforeOutcome, gaps, durations, silences FROM watch_plan WHERE server = @server
        """;

    public PlanState State => new()
    {
        Organization = Organization,
        Id = Id,
        Name = Name,
        FirstSeen = FirstSeen,
        FinishedAt = FinishedAt,
        Counted = Counted != 0,
        Successes = (int)Successes,
        Warnings = (int)Warnings,
        Errors = (int)Errors,
        Repositories = (int)Repositories,
        RunningSince = RunningSince,
        BeforeAt = BeforeAt,
        Before = (PlanOutcome)BeforeOutcome,
        Gaps = Numbers.Read(Gaps),
        Durations = Numbers.Read(Durations),
        Silences = Watch.Silences.Read(Silences),
    };
}

/// <summary>Numbers in a TEXT column.</summary>
internal static class Numbers
{
    public static string Write(int[] numbers) => string.Join(' ', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));

    public static int[] Read(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
}

internal sealed record PartRow(string Kind, string Organization, string Subject, long OpenedAt, long Base)
{
    public const string SelectOpen =
        """
        SELECT kind, organization, subject, opened_at AS OpenedAt, base FROM incident_part WHERE server = @server AND closed_at IS NULL
        """;

    public PartKey Key => new(Enum.Parse<Trouble>(Kind), Organization, Subject);
}
