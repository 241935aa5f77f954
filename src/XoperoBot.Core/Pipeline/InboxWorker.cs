using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace XoperoBot.Core.Pipeline;

/// <summary>Runs the turns of what was accepted, by this process or by another that is gone.</summary>
internal sealed class InboxWorker(
    LaneClaimsFactory claims,
    InboxTurns turns,
    LaneBells bells,
    TimeProvider time,
    IOptions<InboxOptions> options,
    ILogger<LaneRunner> logger) : IHostedService, IAsyncDisposable
{
    private readonly LaneRunner _runner = new(claims.Create("inbox"), turns, options.Value.Parallel, time, logger);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        bells.Inbox.Listen(_runner.Ring);
        await _runner.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        bells.Inbox.Leave(_runner.Ring);
        return _runner.StopAsync(options.Value.StopPatience, cancellationToken);
    }

    public ValueTask DisposeAsync() => _runner.DisposeAsync();
}
