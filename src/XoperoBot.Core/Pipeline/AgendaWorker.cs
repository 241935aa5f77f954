using System.Collections.Concurrent;
using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Pipeline;

/// <summary>Does what is due, each item in one process at a time: an item is claimed by a conditional update that lapses.</summary>
internal sealed partial class AgendaWorker(
    IDatabase database,
    Agenda agenda,
    IOutbox outbox,
    IEnumerable<IAgendaHandler> handlers,
    IOptions<DatabaseOptions> storage,
    TimeProvider time,
    ILogger<AgendaWorker> logger) : BackgroundService
{
    private const int AtOnce = 16;
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(5);

    /// <summary>A step may take half of it; nothing renews it.</summary>
    private readonly TimeSpan _lease = storage.Value.TakeoverAfter * 2;
    private readonly Dictionary<string, IAgendaHandler> _handlers = handlers.ToDictionary(handler => handler.Kind, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> _inHand = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Nobody else uses a SQLite file, so what a former run had claimed is free: it died.
        if (storage.Value.Provider == DatabaseProvider.Sqlite)
        {
            await database.WriteAsync(session => session.Connection.ExecuteAsync("UPDATE agenda SET lease_until = 0", transaction: session.Transaction), stoppingToken);
        }

        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await agenda.WaitAsync(await StartDueAsync(stoppingToken), time, stoppingToken);
            }
        }
        finally
        {
            await Task.WhenAll(_inHand.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Runs what is due now to its end; returns how long to sleep before looking again.</summary>
    internal async Task<TimeSpan> RunDueAsync(CancellationToken cancellationToken)
    {
        var (ready, next) = await LookAsync(AtOnce, cancellationToken);
        await Task.WhenAll(ready.Select(row => RunAsync(row, cancellationToken)));
        return ready.Count > 0 ? TimeSpan.Zero : next;
    }

    // A slow item keeps its own place only: what is due beside it starts at once.
    private async Task<TimeSpan> StartDueAsync(CancellationToken stoppingToken)
    {
        try
        {
            var room = AtOnce - _inHand.Count;
            if (room <= 0)
            {
                return LongestSleep;
            }

            var (ready, next) = await LookAsync(room, stoppingToken);
            foreach (var row in ready)
            {
                var begin = new TaskCompletionSource();
                _inHand[row.Id] = RunInHandAsync(row, begin.Task, stoppingToken);
                begin.SetResult();
            }

            return ready.Count < room ? next : LongestSleep;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.LookFailed(logger, fault);
            return LongestSleep;
        }
    }

    private async Task RunInHandAsync(Row row, Task begin, CancellationToken stoppingToken)
    {
        await begin;
        await Task.Yield();
        try
        {
            await RunAsync(row, stoppingToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.LookFailed(logger, fault);
        }
        finally
        {
            _inHand.TryRemove(row.Id, out _);
            agenda.Wake();
        }
    }

    private async Task<(List<Row> Ready, TimeSpan Next)> LookAsync(int most, CancellationToken cancellationToken)
    {
        var now = Now();
        var known = (await database.ReadAsync(
            connection => connection.QueryAsync<Row>(
                """
                SELECT id, kind, due_at AS DueAt, body, lease_until AS LeaseUntil, attempts FROM agenda
                ORDER BY CASE WHEN lease_until > due_at THEN lease_until ELSE due_at END LIMIT @most
                """,
                new { most = AtOnce * 4 }),
            cancellationToken)).Where(row => _handlers.ContainsKey(row.Kind) && !_inHand.ContainsKey(row.Id)).ToList();
        var ready = known.Where(row => row.DueAt <= now && row.LeaseUntil <= now).Take(most).ToList();
        var next = known.Except(ready).Select(row => Math.Max(row.DueAt, row.LeaseUntil)).DefaultIfEmpty(long.MaxValue).Min();
        return (ready, TimeSpan.FromMilliseconds(Math.Clamp(next - now, 1, (long)LongestSleep.TotalMilliseconds)));
    }

    private async Task RunAsync(Row row, CancellationToken cancellationToken)
    {
        var until = Now() + (long)_lease.TotalMilliseconds;
        if (!await ClaimAsync(row, until, cancellationToken))
        {
            return;
        }

        var item = new AgendaItem(row.Id, row.Kind, DateTimeOffset.FromUnixTimeMilliseconds(row.DueAt), row.Body);
        try
        {
            using var patience = new CancellationTokenSource(_lease / 2, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
            var result = await _handlers[row.Kind].RunAsync(item, either.Token);
            await database.WriteAsync(session => EndAsync(session, row, until, result), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped in the middle: whoever runs next goes on at once.
            await PostponeAsync(row, until, delay: 0, CancellationToken.None);
            throw;
        }
        catch (Exception fault)
        {
            Log.Failed(logger, fault, row.Kind, row.Id, row.Attempts + 1);
            await PostponeAsync(row, until, Backoff(row), cancellationToken);
        }
    }

    private Task<bool> ClaimAsync(Row row, long until, CancellationToken cancellationToken) => database.WriteAsync(
        async session => await session.Connection.ExecuteAsync(
            "UPDATE agenda SET lease_until = @until, attempts = attempts + 1 WHERE id = @Id AND due_at = @DueAt AND lease_until = @LeaseUntil",
            new { until, row.Id, row.DueAt, row.LeaseUntil },
            session.Transaction) == 1,
        cancellationToken);

    // Whoever planned the item anew meanwhile wins: then the lease is no longer ours and nothing of this step is stored.
    private async Task<bool> EndAsync(Session session, Row row, long until, AgendaResult result)
    {
        var ours = result.Next is { } next
            ? await session.Connection.ExecuteAsync(
                "UPDATE agenda SET due_at = @Due, body = @Body, lease_until = 0, attempts = 0 WHERE id = @Id AND lease_until = @until",
                new { Due = next.Due.ToUnixTimeMilliseconds(), next.Body, row.Id, until },
                session.Transaction)
            : await session.Connection.ExecuteAsync("DELETE FROM agenda WHERE id = @Id AND lease_until = @until", new { row.Id, until }, session.Transaction);
        if (ours != 1)
        {
            return false;
        }

        foreach (var store in result.Stores)
        {
            await store(session);
        }

        foreach (var say in result.Says)
        {
            await outbox.PostAsync(session, say);
        }

        return true;
    }

    private static long Backoff(Row row) => (long)Math.Min(LongestDelay.TotalMilliseconds, 1000 * Math.Pow(2, Math.Min(row.Attempts, 20)));

    private Task<int> PostponeAsync(Row row, long until, long delay, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.Connection.ExecuteAsync(
            "UPDATE agenda SET due_at = @due, lease_until = 0 WHERE id = @Id AND lease_until = @until",
            new { due = Now() + delay, row.Id, until },
            session.Transaction),
        cancellationToken);

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record Row(string Id, string Kind, long DueAt, string Body, long LeaseUntil, long Attempts);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Looking for what is due failed")]
        public static partial void LookFailed(ILogger logger, Exception fault);

        [LoggerMessage(Level = LogLevel.Error, Message = "Agenda item {Kind} {Id} failed at attempt {Attempt}; it is tried again")]
        public static partial void Failed(ILogger logger, Exception fault, string kind, string id, long attempt);
    }
}
