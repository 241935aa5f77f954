using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Pipeline;

/// <summary>Counts what waits now and then, so that whoever reads the meters asks no database.</summary>
internal sealed partial class LanesGauges(
    IDatabase database, InboxMetrics inbox, OutboxMetrics outbox, TimeProvider time, ILogger<LanesGauges> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    public async Task MeasureAsync(CancellationToken cancellationToken)
    {
        var (turns, messages, oldest) = await database.ReadAsync(
            async connection => (
                await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL"),
                await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM outbox WHERE done_at IS NULL"),
                await connection.ExecuteScalarAsync<long?>("SELECT MIN(created_at) FROM outbox WHERE done_at IS NULL")),
            cancellationToken);
        inbox.Depth(turns);
        outbox.Backlog(messages, oldest is { } at ? time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(at) : TimeSpan.Zero);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await MeasureAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Log.NotMeasured(logger, exception);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "What waits could not be counted")]
        public static partial void NotMeasured(ILogger logger, Exception exception);
    }
}
