using Dapper;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Watch;

/// <summary>What is remembered of repositories and of which plan takes them.</summary>
internal sealed class RepositoryStore(IDatabase database)
{
    public Task<OrganizationState?> OrganizationAsync(string server, string organization, CancellationToken cancellationToken) => database.ReadAsync(
        async connection => (await connection.QuerySingleOrDefaultAsync<OrganizationRow>(
            $"{OrganizationRow.Select} AND id = @organization", new { server, organization }))?.State,
        cancellationToken);

    public async Task<KnownRepositories> KnownAsync(string server, string organization, CancellationToken cancellationToken)
    {
        var row = await database.ReadAsync(
            connection => connection.QuerySingleOrDefaultAsync<Known>(
                "SELECT unprotected, invisible, late, never, unprotected_since AS UnprotectedSince FROM watch_repositories WHERE server = @server AND organization = @organization",
                new { server, organization }),
            cancellationToken);
        return row is null
            ? new KnownRepositories([], [], [], []) { IsFirst = true }
            : new KnownRepositories(HashSets.Read(row.Unprotected), HashSets.Read(row.Invisible), HashSets.Read(row.Late), HashSets.ReadTimes(row.Never))
            {
                UnprotectedSince = HashSets.ReadTimes(row.UnprotectedSince ?? []),
            };
    }

    public async Task<IReadOnlyList<OpenRepository>> OpenAsync(string server, string organization, CancellationToken cancellationToken) =>
    [
        .. (await database.ReadAsync(
            connection => connection.QueryAsync<(string Kind, string Subject, long OpenedAt, long Base, string Detail)>(
                """
                SELECT kind, subject, opened_at, base, detail FROM incident_part
                WHERE server = @server AND organization = @organization AND closed_at IS NULL
                """,
                new { server, organization }),
            cancellationToken))
            .Select(row => new OpenRepository(new PartKey(Enum.Parse<Trouble>(row.Kind), organization, row.Subject), row.OpenedAt, row.Base, row.Detail)),
    ];

    public async Task<Dictionary<string, HashSet<ulong>>> AssignedAsync(string server, string organization, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            connection => connection.QueryAsync<Assigned>(
                "SELECT plan, repositories FROM watch_assigned WHERE server = @server AND organization = @organization", new { server, organization }),
            cancellationToken);
        return rows.ToDictionary(row => row.Plan, row => HashSets.Read(row.Repositories), StringComparer.OrdinalIgnoreCase);
    }

    public static async Task<bool> IsOpenAsync(Session session, string server, PartKey part) => await session.Connection.ExecuteScalarAsync<long>(
        """
        SELECT COUNT(*) FROM incident_part
        WHERE server = @server AND kind = @Kind AND organization = @Organization AND subject = @Subject AND closed_at IS NULL
        """,
        new { server, Kind = part.Kind.ToString(), part.Organization, part.Subject },
        session.Transaction) > 0;

    /// <summary>Writes only when something is another than before.</summary>
    public static async Task SaveAsync(Session session, string server, string organization, KnownRepositories before, KnownRepositories after, long now)
    {
        if (!before.IsFirst && before.Unprotected.SetEquals(after.Unprotected) && before.Invisible.SetEquals(after.Invisible)
            && before.Late.SetEquals(after.Late) && before.UnprotectedSince.Count == after.UnprotectedSince.Count
            && before.Never.Count == after.Never.Count && after.Never.Keys.All(before.Never.ContainsKey))
        {
            return;
        }

        await session.Connection.ExecuteAsync(
            """
            INSERT INTO watch_repositories (server, organization, read_at, unprotected, invisible, late, never, unprotected_since)
            VALUES (@server, @organization, @now, @Unprotected, @Invisible, @Late, @Never, @UnprotectedSince)
            ON CONFLICT (server, organization) DO UPDATE SET read_at = excluded.read_at, unprotected = excluded.unprotected,
              invisible = excluded.invisible, late = excluded.late, never = excluded.never, unprotected_since = excluded.unprotected_since
            """,
            new
            {
                server,
                organization,
                now,
                Unprotected = HashSets.Write(after.Unprotected),
                Invisible = HashSets.Write(after.Invisible),
                Late = HashSets.Write(after.Late),
                Never = HashSets.WriteTimes(after.Never),
                UnprotectedSince = HashSets.WriteTimes(after.UnprotectedSince),
            },
            session.Transaction);
    }

    public static async Task SaveAssignedAsync(
        Session session, string server, string organization, Dictionary<string, HashSet<ulong>> before, Dictionary<string, (string Name, HashSet<ulong> Repositories)> after)
    {
        foreach (var plan in before.Keys.Where(plan => !after.ContainsKey(plan)))
        {
            await session.Connection.ExecuteAsync(
                "DELETE FROM watch_assigned WHERE server = @server AND organization = @organization AND plan = @plan",
                new { server, organization, plan },
                session.Transaction);
        }

        await Bulk.InsertAsync(
            session,
            "watch_assigned (server, organization, plan, repositories)",
            "ON CONFLICT (server, organization, plan) DO UPDATE SET repositories = excluded.repositories",
            [.. after.Where(plan => !before.TryGetValue(plan.Key, out var old) || !old.SetEquals(plan.Value.Repositories))
                .Select(plan => new object?[] { server, organization, plan.Key, HashSets.Write(plan.Value.Repositories) })]);
    }

    // Classes and not records: without a row, SQLite does not know what type a column of bytes is.
    private sealed class Known
    {
        public byte[] Unprotected { get; init; } = [];

        public byte[] Invisible { get; init; } = [];

        public byte[] Late { get; init; } = [];

        public byte[] Never { get; init; } = [];

        public byte[]? UnprotectedSince { get; init; }
    }

    private sealed class Assigned
    {
        public string Plan { get; init; } = "";

        public byte[] Repositories { get; init; } = [];
    }
}
