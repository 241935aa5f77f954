using Microsoft.Extensions.Diagnostics.HealthChecks;
using XoperoBot.Core.Access;
using XoperoBot.Core.Storage;
using XoperoBot.Core.Watch;

namespace XoperoBot.Host.Health;

/// <summary>How long ago each server was read. Never a reason to take the process out of service: another would read no better.</summary>
internal sealed class WatchCheck(IWatchAge watch, TimeProvider time) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var now = time.GetUtcNow();
            var servers = await watch.AllAsync(Sight.All, cancellationToken);
            var ages = servers.ToDictionary(
                server => server.Server,
                server => (object)(server.ReadAt is { } at ? $"{(now - at).TotalSeconds:0} s" : "never"),
                StringComparer.OrdinalIgnoreCase);
            return servers.All(server => server is { ReadAt: not null, Fault: null })
                ? HealthCheckResult.Healthy("every server was read", ages)
                : HealthCheckResult.Degraded("some servers could not be read", data: ages);
        }
        catch (DatabaseUnavailableException)
        {
            return HealthCheckResult.Degraded("unknown: the database did not answer");
        }
    }
}
