using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Access;
using XoperoBot.Core.Approvals;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Watch.Digests;

/// <summary>Reads a digest from what watching stored. Whatever grows with the runs is added up in the database.</summary>
internal sealed class DigestReader(IDatabase database, Subscriptions subscriptions, RequestStore requests, IWatchAge age, IOptions<WatchOptions> options, TimeProvider time)
{
    /// <summary>Source: <see href="https://helpcenter.gitprotect.io/management/dashboard/sla-overview"/>.</summary>
    public static readonly IReadOnlyList<TimeSpan> Windows = [TimeSpan.FromHours(24), TimeSpan.FromDays(7), TimeSpan.FromDays(14), TimeSpan.FromDays(30)];

    private const int MostUnprotected = 5;
    private const int MostPending = 500;
    private const long Day = 86_400_000;

    /// <param name="place">Whose digest: about what it subscribed to, or about everything.</param>
    /// <param name="sight">And of that only what is on these servers.</param>
    /// <param name="since">The last one's end.</param>
    /// <param name="cancellationToken">The step's.</param>
    public async Task<DigestFigures> ReadAsync(Place place, Sight sight, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow();
        var told = await subscriptions.OfAsync(place, cancellationToken);
        var scopes = told.Select(subscription => subscription.Scope).ToList();
        var isAll = scopes.Count == 0 || scopes.Contains(Scope.All);
        var sql = new ScopeSql(scopes, sight);
        var pending = await requests.ListAsync(over: false, sight, MostPending, cancellationToken);
        var servers = await age.AllAsync(sight, cancellationToken);
        return await database.ReadAsync(
            async connection => new DigestFigures
            {
                About = About(isAll, told, servers, sight),
                Since = since,
                Until = until,
                Stale = Stale,
                Plans = await PlansAsync(connection, sql, since),
                Open = await OpenAsync(connection, sql),
                Coverage = await CoverageAsync(connection, sql),
                Windows = await WindowsAsync(connection, sql, until),
                Days = await DaysAsync(connection, sql, until),
                Unprotected = await UnprotectedAsync(connection, sql),
                Pending = [.. pending.Where(request => isAll || scopes.Exists(scope => Matches(scope, request.Order)))],
                Servers = [.. servers.Where(server => isAll || scopes.Exists(scope => string.Equals(scope.Server, server.Server, StringComparison.OrdinalIgnoreCase)))],
            },
            cancellationToken);
    }

    private static string About(bool isAll, IReadOnlyList<Subscription> told, IReadOnlyList<ServerAge> servers, Sight sight) => isAll
        ? sight.IsAll ? "everything" : string.Join(", ", servers.Select(server => $"server {server.Server}"))
        : string.Join(", ", told.Where(subscription => subscription.Scope.IsWithin(sight)).Select(subscription => subscription.Name).DefaultIfEmpty("nothing that you may see"));

    private TimeSpan Stale => new[] { options.Value.Interval * options.Value.NotWatchedAfter, options.Value.SlowestInterval }.Max() + options.Value.Patience;

    private static bool Matches(Scope scope, Order order) => string.Equals(scope.Server, order.Server, StringComparison.OrdinalIgnoreCase)
        && (scope.Organization.Length == 0 || string.Equals(scope.Organization, order.OrganizationId, StringComparison.OrdinalIgnoreCase));

    // What was finished before the plan was first seen is history, unless it finished since the last digest. A version that did not know
    // the moment of seeing leaves it at zero.
    private static async Task<IReadOnlyList<PlanFigures>> PlansAsync(DbConnection connection, ScopeSql scopes, DateTimeOffset since)
    {
        var parameters = scopes.Parameters(new { Since = since.ToUnixTimeMilliseconds(), DidNotRun = nameof(Trouble.PlanDidNotRun), Hung = nameof(Trouble.PlanHung) });
        var runs = (await connection.QueryAsync<RunRow>(
            $"""
            SELECT server, organization, plan, COUNT(*) AS Runs, SUM(CASE WHEN errors > 0 THEN 1 ELSE 0 END) AS Failed
            FROM watch_run r WHERE (seen_at > @Since OR (seen_at = 0 AND finished_at > @Since)) AND {scopes.Plans("organization", "plan")} AND (finished_at > @Since OR finished_at >
              (SELECT first_seen FROM watch_plan p WHERE p.server = r.server AND p.organization = r.organization AND p.id = r.plan))
            GROUP BY server, organization, plan
            """,
            parameters)).ToDictionary(row => (row.Server, row.Organization, row.Plan));
        var open = (await connection.QueryAsync<(string Server, string Organization, string Plan, string Kind)>(
            $"""
            SELECT server, organization, subject, kind FROM incident_part
            WHERE closed_at IS NULL AND kind IN (@DidNotRun, @Hung) AND {scopes.Plans("organization", "subject")}
            """,
            parameters)).ToHashSet();
        var names = (await connection.QueryAsync<(string Server, string Id, string Name)>("SELECT server, id, name FROM watch_organization"))
            .ToDictionary(row => (row.Server, row.Id), row => row.Name);
        var plans = await connection.QueryAsync<DigestPlanRow>(
            $"""
            SELECT server, organization, id, name, finished_at AS FinishedAt, counted, successes, warnings, errors FROM watch_plan
            WHERE {scopes.Plans("organization", "id")}
            """,
            parameters);
        return
        [
            .. plans.Select(plan => plan.Figures(
                names.GetValueOrDefault((plan.Server, plan.Organization), plan.Organization),
                runs.GetValueOrDefault((plan.Server, plan.Organization, plan.Id)),
                open.Contains((plan.Server, plan.Organization, plan.Id, nameof(Trouble.PlanDidNotRun))),
                open.Contains((plan.Server, plan.Organization, plan.Id, nameof(Trouble.PlanHung))))),
        ];
    }

    private static async Task<IReadOnlyList<(Trouble Kind, long Count)>> OpenAsync(DbConnection connection, ScopeSql scopes) =>
    [
        .. (await connection.QueryAsync<CountRow>(
            $"""
            SELECT kind, COUNT(*) AS Count FROM incident_part
            WHERE closed_at IS NULL AND {scopes.Plans("organization", "subject")} GROUP BY kind
            """,
            scopes.Parameters(new { }))).Select(row => (Enum.Parse<Trouble>(row.Kind), row.Count)),
    ];

    private static async Task<Share> CoverageAsync(DbConnection connection, ScopeSql scopes) => (await connection.QueryAsync<ShareRow>(
        $"""
        SELECT protected AS Part, total AS Whole FROM watch_organization
        WHERE protected IS NOT NULL AND total IS NOT NULL AND {scopes.Organizations("id")}
        """,
        scopes.Parameters(new { }))).Aggregate(default(Share), (sum, row) => new Share(sum.Part + row.Part, sum.Whole + row.Whole));

    private static async Task<IReadOnlyList<WindowFigures>> WindowsAsync(DbConnection connection, ScopeSql scopes, DateTimeOffset until)
    {
        var repositories = (await connection.QueryAsync<SuccessRow>(
            $"SELECT day1, day7, day14, day30, whole FROM watch_success WHERE {scopes.Organizations("organization")}", scopes.Parameters(new { }))).ToList();
        var days = await CoverageDaysAsync(connection, scopes, until);
        var all = await connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM watch_plan WHERE {scopes.Plans("organization", "id")}", scopes.Parameters(new { }));
        var windows = new List<WindowFigures>();
        foreach (var span in Windows)
        {
            var from = (until - span).ToUnixTimeMilliseconds();
            var good = await connection.ExecuteScalarAsync<long>(
                $"""
                SELECT COUNT(*) FROM (SELECT DISTINCT server, organization, plan FROM watch_run
                WHERE finished_at > @from AND errors = 0 AND successes > 0 AND {scopes.Plans("organization", "plan")}) AS succeeded
                """,
                scopes.Parameters(new { from }));
            windows.Add(new WindowFigures(
                span,
                new Share(repositories.Sum(row => row.Of(span)), repositories.Sum(row => row.Whole)),
                new Share(Math.Min(good, all), all),
                days.LastOrDefault(day => day.At <= from).Share));
        }

        return windows;
    }

    private static async Task<IReadOnlyList<DayFigures>> DaysAsync(DbConnection connection, ScopeSql scopes, DateTimeOffset until)
    {
        var first = (until - Windows[^1]).ToUnixTimeMilliseconds();
        var coverage = (await CoverageDaysAsync(connection, scopes, until)).ToDictionary(day => day.At / Day, day => day.Share);
        var runs = (await connection.QueryAsync<DayRow>(
            $"""
            SELECT finished_at / {Day} AS Day, COUNT(*) AS Whole, SUM(CASE WHEN errors = 0 AND successes > 0 THEN 1 ELSE 0 END) AS Part
            FROM watch_run WHERE finished_at > @first AND counted = 1 AND {scopes.Plans("organization", "plan")} GROUP BY finished_at / {Day}
            """,
            scopes.Parameters(new { first }))).ToDictionary(row => row.Day, row => new Share(row.Part, row.Whole));
        return
        [
            .. coverage.Keys.Union(runs.Keys).Order().Select(day => new DayFigures(
                DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(day * Day).UtcDateTime),
                coverage.GetValueOrDefault(day),
                runs.GetValueOrDefault(day))),
        ];
    }

    private static async Task<IReadOnlyList<(long At, Share Share)>> CoverageDaysAsync(DbConnection connection, ScopeSql scopes, DateTimeOffset until) =>
    [
        .. (await connection.QueryAsync<DayRow>(
            $"""
            SELECT day_at AS Day, CAST(SUM(protected) AS BIGINT) AS Part, CAST(SUM(total) AS BIGINT) AS Whole FROM watch_coverage
            WHERE day_at > @first AND protected IS NOT NULL AND total IS NOT NULL AND {scopes.Organizations("organization")}
            GROUP BY day_at ORDER BY day_at
            """,
            scopes.Parameters(new { first = (until - Windows[^1]).ToUnixTimeMilliseconds() - (2 * Day) }))).Select(row => (row.Day, new Share(row.Part, row.Whole))),
    ];

    private static async Task<IReadOnlyList<UnprotectedRepository>> UnprotectedAsync(DbConnection connection, ScopeSql scopes) =>
    [
        .. (await connection.QueryAsync<(string Name, long Since, long? LastSuccess)>(
            $"""
            SELECT name, since, last_success FROM watch_unprotected WHERE {scopes.Organizations("organization")}
            ORDER BY since, COALESCE(last_success, 0), name LIMIT {MostUnprotected}
            """,
            scopes.Parameters(new { }))).Select(row => new UnprotectedRepository(
                row.Name,
                DateTimeOffset.FromUnixTimeMilliseconds(row.Since),
                row.LastSuccess is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null)),
    ];
}
