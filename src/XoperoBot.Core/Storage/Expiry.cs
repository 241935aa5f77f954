using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace XoperoBot.Core.Storage;

/// <summary>Rows that are deleted some time after a moment that they hold. Contributed by the folder that owns the table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Key">Its key column.</param>
/// <param name="Column">A BIGINT time in Unix milliseconds; rows where it is NULL stay.</param>
/// <param name="Keep">How long after that time.</param>
public sealed record Expiry(string Table, string Key, string Column, TimeSpan Keep);

/// <summary>Deletes what expired, in small transactions that hold nobody up.</summary>
internal sealed partial class ExpiryWorker(
    IDatabase database, IEnumerable<Expiry> expiries, TimeProvider time, ILogger<ExpiryWorker> logger) : BackgroundService
{
    private const int RowsAtOnce = 500;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    public async Task<int> CleanAsync(CancellationToken cancellationToken)
    {
        var total = 0;
        foreach (var expiry in expiries)
        {
            for (var deleted = RowsAtOnce; deleted == RowsAtOnce;)
            {
                deleted = await database.WriteAsync(session => DeleteAsync(session, expiry), cancellationToken);
                total += deleted;
            }
        }

        return total;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                Log.Cleaned(logger, await CleanAsync(stoppingToken));
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Log.Failed(logger, exception);
            }
        }
    }

    private Task<int> DeleteAsync(Session session, Expiry expiry)
    {
        var (table, key, column, keep) = expiry;
        var before = (time.GetUtcNow() - keep).ToUnixTimeMilliseconds();
        return session.Connection.ExecuteAsync(
            $"DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM {table} WHERE {column} < @Before ORDER BY {column} LIMIT {RowsAtOnce})",
            new { Before = before },
            session.Transaction);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "{Count} expired rows deleted")]
        public static partial void Cleaned(ILogger logger, int count);

        [LoggerMessage(2, LogLevel.Warning, "Expired rows could not be deleted; tried again later")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
