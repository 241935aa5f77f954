using Dapper;
using Microsoft.Extensions.Logging;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Schedules;

/// <summary>Deletes what expired, in small transactions that hold nobody up.</summary>
internal sealed partial class ExpirySchedule(IDatabase database, IEnumerable<Expiry> expiries, TimeProvider time, ILogger<ExpirySchedule> logger) : ISchedule
{
    private const int RowsAtOnce = 500;

    public string Name => "expiry";

    public TimeSpan Every => TimeSpan.FromMinutes(10);

    public async Task RunAsync(CancellationToken cancellationToken)
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

        Log.Cleaned(logger, total);
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
    }
}
