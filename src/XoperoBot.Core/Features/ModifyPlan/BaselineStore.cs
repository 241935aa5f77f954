using Dapper;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Features.ModifyPlan;

/// <summary>A plan's whole definition as it is believed to be in the service.</summary>
/// <param name="Version">From 1, one more with every change.</param>
/// <param name="Body">The definition as it is sent.</param>
/// <param name="GivenBy">The administrator who gave it, or who asked for the change that made it.</param>
/// <param name="At">When.</param>
/// <param name="RequestId">The request that made it; null when an administrator gave it.</param>
internal sealed record Baseline(long Version, string Body, string GivenBy, DateTimeOffset At, string? RequestId)
{
    public string Words => $"version {Version} ({Definition.Digest(Body)})";
}

/// <summary>Keeps every baseline of every plan; the newest holds.</summary>
internal sealed class BaselineStore(IDatabase database, TimeProvider time)
{
    public const int SchemaNumber = 620;

    public const string Schema =
        """
        CREATE TABLE plan_baseline (server TEXT NOT NULL, plan_id TEXT NOT NULL, version BIGINT NOT NULL, body TEXT NOT NULL,
          given_by TEXT NOT NULL, account TEXT NOT NULL, at BIGINT NOT NULL, request_id TEXT, PRIMARY KEY (server, plan_id, version))
        """;

    /// <summary>The newest; null when none was given.</summary>
    public Task<Baseline?> FindAsync(string server, string planId, CancellationToken cancellationToken) => database.ReadAsync(
        async connection => await connection.QuerySingleOrDefaultAsync<Row>(
            """
            SELECT version, body, given_by AS GivenBy, at, request_id AS RequestId FROM plan_baseline
            WHERE server = @Server AND plan_id = @PlanId ORDER BY version DESC LIMIT 1
            """,
            Key(server, planId)) is { } row
            ? new Baseline(row.Version, row.Body, row.GivenBy, DateTimeOffset.FromUnixTimeMilliseconds(row.At), row.RequestId)
            : null,
        cancellationToken);

    /// <summary>Adds the next version, with the caller's transaction.</summary>
    public Task AddAsync(Session session, string server, string planId, string body, string givenBy, string account, string? requestId) => session.Connection.ExecuteAsync(
        """
        INSERT INTO plan_baseline (server, plan_id, version, body, given_by, account, at, request_id)
        SELECT @Server, @PlanId, COALESCE(MAX(version), 0) + 1, @body, @givenBy, @account, @At, @requestId
        FROM plan_baseline WHERE server = @Server AND plan_id = @PlanId
        """,
        new { Server = server.ToUpperInvariant(), PlanId = planId.ToUpperInvariant(), body, givenBy, account, At = time.GetUtcNow().ToUnixTimeMilliseconds(), requestId },
        session.Transaction);

    private static object Key(string server, string planId) => new { Server = server.ToUpperInvariant(), PlanId = planId.ToUpperInvariant() };

    private sealed record Row(long Version, string Body, string GivenBy, long At, string? RequestId);
}
