using System.Net.WebSockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using XoperoBot.Slack.Intake;
using XoperoBot.Slack.Wire;

namespace XoperoBot.Slack.SocketMode;

/// <summary>
/// Keeps several Socket Mode connections open. A connection that Slack is about to close is replaced first and then read to its end; a
/// lost one is replaced after a delay that grows; what no retry can heal stops everything with a reason.
/// </summary>
internal sealed partial class SocketModeService(
    WebApi api,
    AllowedUrls urls,
    EnvelopeIntake intake,
    SlackConnectionState state,
    SocketModeTimings timings,
    Jitter jitter,
    IOptions<SlackOptions> options,
    TimeProvider time,
    ILogger<SocketModeService> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAll(Enumerable.Range(0, options.Value.SocketConnections).Select(_ => KeepAsync(stop)));
    }

    private async Task KeepAsync(CancellationTokenSource stop)
    {
        var failures = 0;
        var retired = new List<Task>();
        SocketModeConnection? current = null;
        try
        {
            while (true)
            {
                stop.Token.ThrowIfCancellationRequested();
                var (next, wait) = await OpenAsync(stop);
                if (next is null)
                {
                    await Task.Delay(wait ?? DelayAfter(failures++), time, stop.Token);
                    continue;
                }

                Retire(current, retired, stop.Token);
                current = next;
                var opened = time.GetTimestamp();
                var end = await current.End.WaitAsync(stop.Token);
                if (end is ConnectionEnd.Disabled)
                {
                    await StopAsync("link_disabled", stop);
                }

                var healthy = time.GetElapsedTime(opened) >= timings.Healthy;
                failures = healthy ? 0 : failures;
                if (end is ConnectionEnd.Lost || !healthy)
                {
                    await Task.Delay(DelayAfter(failures++), time, stop.Token);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            var reason = state.Fatal ?? "shutting down";
            Log.Stopped(logger, reason);
        }
        finally
        {
            Retire(current, retired, new CancellationToken(canceled: true));
            await Task.WhenAll(retired);
        }
    }

    /// <summary>Null: not now. With a wait when Slack named one.</summary>
    private async Task<(SocketModeConnection? Connection, TimeSpan? Wait)> OpenAsync(CancellationTokenSource stop)
    {
        var answer = await api.ConnectionsOpenAsync(stop.Token);
        if (!answer.Ok)
        {
            if (SlackErrors.IsFatal(answer.Error))
            {
                await StopAsync(answer.Error, stop);
            }

            return (null, answer.RetryAfter);
        }

        if (urls.Socket(answer.Text("url")) is not { } address)
        {
            Log.ForeignAddress(logger);
            return (null, null);
        }

        var connection = new SocketModeConnection(intake, timings, logger);
        try
        {
            await connection.OpenAsync(address, time, stop.Token);
            state.Opened();
            return (connection, null);
        }
        catch (Exception exception) when (exception is WebSocketException or TimeoutException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            Log.NotOpened(logger, exception.GetType().Name);
            await connection.CloseAsync();
            connection.Dispose();
            return (null, null);
        }
    }

    private void Retire(SocketModeConnection? connection, List<Task> retired, CancellationToken cancellationToken)
    {
        retired.RemoveAll(task => task.IsCompleted);
        if (connection is not null)
        {
            retired.Add(DrainAsync(connection, cancellationToken));
        }
    }

    private async Task DrainAsync(SocketModeConnection connection, CancellationToken cancellationToken)
    {
        await connection.DrainAsync(time, cancellationToken);
        connection.Dispose();
        state.Closed();
    }

    private async Task StopAsync(string reason, CancellationTokenSource stop)
    {
        state.Stop(reason);
        Log.Fatal(logger, reason);
        await stop.CancelAsync();
        stop.Token.ThrowIfCancellationRequested();
    }

    // Doubling, with up to half of it at random so that many bots do not return at once.
    private TimeSpan DelayAfter(int failures)
    {
        var full = Math.Min(timings.LongestDelay.TotalSeconds, timings.FirstDelay.TotalSeconds * Math.Pow(2, Math.Min(failures, 20)));
        return TimeSpan.FromSeconds(full * (1 - (jitter.Next() / 2)));
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Critical, Message = "Socket Mode stopped and will not try again: {Reason}")]
        public static partial void Fatal(ILogger logger, string reason);

        [LoggerMessage(Level = LogLevel.Information, Message = "A Slack connection is no longer kept: {Reason}")]
        public static partial void Stopped(ILogger logger, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "A Slack connection could not be opened: {Kind}")]
        public static partial void NotOpened(ILogger logger, string kind);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Slack named a Socket Mode address that is not Slack's")]
        public static partial void ForeignAddress(ILogger logger);
    }
}

/// <summary>A number from 0 to 1.</summary>
internal sealed class Jitter(Func<double> next)
{
    public double Next() => next();
}
