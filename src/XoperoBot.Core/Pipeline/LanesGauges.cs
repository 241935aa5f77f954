using System.Diagnostics.Metrics;
using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Pipeline;

/// <summary>A number in the database that is worth a line on a screen, on the meter of Core. Contributed by the folder that owns the table.</summary>
/// <param name="Name">Of the instrument, dotted.</param>
/// <param name="Unit">In the notation of UCUM, for example <c>{incident}</c>.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Sql">Gives one BIGINT.</param>
public sealed record Gauge(string Name, string Unit, string Description, string Sql);

/// <summary>Counts what waits now and then, so that whoever reads the meters asks no database.</summary>
internal sealed partial class LanesGauges : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly IDatabase _database;
    private readonly InboxMetrics _inbox;
    private readonly OutboxMetrics _outbox;
    private readonly TimeProvider _time;
    private readonly ILogger<LanesGauges> _logger;
    private readonly Gauge[] _gauges;
    private readonly long[] _values;

    public LanesGauges(
        IDatabase database,
        InboxMetrics inbox,
        OutboxMetrics outbox,
        IEnumerable<Gauge> gauges,
        IMeterFactory meters,
        TimeProvider time,
        ILogger<LanesGauges> logger)
    {
        (_database, _inbox, _outbox, _time, _logger) = (database, inbox, outbox, time, logger);
        _gauges = [.. gauges];
        _values = new long[_gauges.Length];
        var meter = meters.Create(InboxMetrics.MeterName);
        foreach (var (index, gauge) in _gauges.Index())
        {
            meter.CreateObservableGauge(gauge.Name, () => Volatile.Read(ref _values[index]), gauge.Unit, gauge.Description);
        }
    }

    public async Task MeasureAsync(CancellationToken cancellationToken)
    {
        var (turns, messages, oldest) = await _database.ReadAsync(
            async connection => (
                await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL"),
                await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM outbox WHERE done_at IS NULL"),
                await connection.ExecuteScalarAsync<long?>("SELECT MIN(created_at) FROM outbox WHERE done_at IS NULL")),
            cancellationToken);
        _inbox.Depth(turns);
        _outbox.Backlog(messages, oldest is { } at ? _time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(at) : TimeSpan.Zero);
        foreach (var (index, gauge) in _gauges.Index())
        {
            var value = await _database.ReadAsync(connection => connection.ExecuteScalarAsync<long>(gauge.Sql), cancellationToken);
            Volatile.Write(ref _values[index], value);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        do
        {
            try
            {
                await MeasureAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Log.NotMeasured(_logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "What waits could not be counted")]
        public static partial void NotMeasured(ILogger logger, Exception exception);
    }
}
