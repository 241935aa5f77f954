using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace XoperoBot.Slack.SocketMode;

/// <summary>What the health page says about Socket Mode.</summary>
internal sealed class SlackConnectionState : IHealthCheck
{
    private readonly Lock _gate = new();
    private int _open;
    private string? _fatal;

    public int Open
    {
        get
        {
            lock (_gate)
            {
                return _open;
            }
        }
    }

    /// <summary>Why no connection will be tried again; null while there is hope.</summary>
    public string? Fatal
    {
        get
        {
            lock (_gate)
            {
                return _fatal;
            }
        }
    }

    public void Opened()
    {
        lock (_gate)
        {
            _open++;
        }
    }

    public void Closed()
    {
        lock (_gate)
        {
            _open--;
        }
    }

    public void Stop(string reason)
    {
        lock (_gate)
        {
            _fatal ??= reason;
        }
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult((Fatal, Open) switch
        {
            ({ } reason, _) => HealthCheckResult.Degraded($"stopped: {reason}"),
            (_, 0) => HealthCheckResult.Degraded("no connection to Slack"),
            (_, var open) => HealthCheckResult.Healthy($"{open} open"),
        });
}
