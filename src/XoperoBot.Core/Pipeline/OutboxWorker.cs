using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Pipeline;

/// <summary>One runner per channel, so that a channel that waits holds up no other.</summary>
internal sealed class OutboxWorker : IHostedService, IAsyncDisposable
{
    private readonly Dictionary<string, LaneRunner> _runners = new(StringComparer.Ordinal);
    private readonly LaneBells _bells;
    private readonly OutboxOptions _options;

    public OutboxWorker(
        IEnumerable<IChannel> channels,
        IEnumerable<IPlaceGone> listeners,
        LaneClaimsFactory claims,
        IDatabase database,
        IOutbox messages,
        LaneBells bells,
        OutboxMetrics metrics,
        RandomNumberGenerator random,
        TimeProvider time,
        IOptions<OutboxOptions> options,
        ILoggerFactory loggers)
    {
        _bells = bells;
        _options = options.Value;
        foreach (var channel in channels)
        {
            var channelClaims = claims.Create($"outbox/{channel.Name}");
            var store = new OutboxStore(channel.Name, database, listeners, time);
            var pace = new OutboxPace(channel, _options.RateFactor, store, channelClaims, database, metrics, time);
            var sender = new OutboxSender(
                channel, store, messages, channelClaims, pace, metrics, random, time, _options, loggers.CreateLogger<OutboxSender>());
            _runners.Add(channel.Name, new LaneRunner(channelClaims, sender, _options.Parallel, time, loggers.CreateLogger<LaneRunner>()));
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _bells.Outbox.Listen(Ring);
        foreach (var runner in _runners.Values)
        {
            await runner.StartAsync(cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _bells.Outbox.Leave(Ring);
        return Task.WhenAll(_runners.Values.Select(runner => runner.StopAsync(_options.StopPatience, cancellationToken)));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var runner in _runners.Values)
        {
            await runner.DisposeAsync();
        }
    }

    private void Ring(string place)
    {
        if (_runners.TryGetValue(place[..place.IndexOf(':', StringComparison.Ordinal)], out var runner))
        {
            runner.Ring(place);
        }
    }
}
