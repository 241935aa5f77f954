using Microsoft.Extensions.Diagnostics.HealthChecks;
using XoperoBot.Core.Storage;

namespace XoperoBot.Host.Health;

/// <summary>The database answers and its migrations are done.</summary>
internal sealed class DatabaseCheck(IDatabaseHealth database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var state = await database.CheckAsync(cancellationToken);
        return state.Ready ? HealthCheckResult.Healthy("reachable, migrations done") : HealthCheckResult.Unhealthy(state.Problem);
    }
}
