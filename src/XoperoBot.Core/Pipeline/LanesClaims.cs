using Dapper;
using Microsoft.Extensions.Logging;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Pipeline;

/// <param name="Held">The lane is ours until it is released.</param>
/// <param name="TakenOver">Its last holder died while holding it: the head may have been begun.</param>
internal readonly record struct LaneClaim(bool Held, bool TakenOver = false);

/// <summary>Who may work on a lane: at most one of all processes at any time.</summary>
internal interface ILaneClaims
{
    /// <summary>Other processes work on the same lanes.</summary>
    bool Shared { get; }

    /// <summary>True when a former run of this only process died at work: every head may have been begun.</summary>
    Task<bool> StartAsync(CancellationToken cancellationToken);

    Task<LaneClaim> TryClaimAsync(string lane, CancellationToken cancellationToken);

    /// <summary>The lane stays ours for at least so long, even if the database goes away now.</summary>
    bool IsSureFor(string lane, TimeSpan span);

    Task ReleaseAsync(string lane);

    /// <summary>Every lane was released; nothing is left for others to take over.</summary>
    Task StopAsync();
}

/// <summary>One process: the runner's own bookkeeping is enough, and a row says whether the last run ended well.</summary>
internal sealed class LocalLaneClaims(string name, IDatabase database) : ILaneClaims
{
    public bool Shared => false;

    public Task<bool> StartAsync(CancellationToken cancellationToken) => database.WriteAsync(
        async session => await session.Connection.ExecuteScalarAsync<long>(
            """
            INSERT INTO lanes (name, owner, until_at, takeovers) VALUES (@Name, '', 0, 0)
            ON CONFLICT (name) DO UPDATE SET takeovers = lanes.takeovers + 1
            RETURNING takeovers
            """,
            new { Name = name },
            session.Transaction) > 0,
        cancellationToken);

    public Task<LaneClaim> TryClaimAsync(string lane, CancellationToken cancellationToken) => Task.FromResult(new LaneClaim(true));

    public bool IsSureFor(string lane, TimeSpan span) => true;

    public Task ReleaseAsync(string lane) => Task.CompletedTask;

    public Task StopAsync() => database.WriteAsync(
        session => session.Connection.ExecuteAsync("DELETE FROM lanes WHERE name = @Name", new { Name = name }, session.Transaction),
        CancellationToken.None);
}

/// <summary>
/// Several processes: a lane is a row with an owner and a lease. Released, the row goes; left by a process that died, it is taken over
/// once the lease is over. Leases compare the processes' clocks, which must agree within seconds; should they not, the end of a turn
/// is still stored once, because it is conditional itself.
/// </summary>
internal sealed partial class SharedLaneClaims(string name, TimeSpan lease, IDatabase database, IIds ids, TimeProvider time, ILogger logger)
    : ILaneClaims, IAsyncDisposable
{
    private readonly string _owner = ids.New();
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, DateTimeOffset> _until = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private Task _renewing = Task.CompletedTask;

    public bool Shared => true;

    public Task<bool> StartAsync(CancellationToken cancellationToken)
    {
        _renewing = Task.Run(RenewAsync, CancellationToken.None);
        return Task.FromResult(false);
    }

    public async Task<LaneClaim> TryClaimAsync(string lane, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();

        // A row of our own is left where a claim or a release was stored and its answer lost. The runner visits a lane once at a time.
        var takeovers = await database.WriteAsync(
            session => session.Connection.QuerySingleOrDefaultAsync<long?>(
                """
                INSERT INTO lanes (name, owner, until_at, takeovers) VALUES (@Name, @Owner, @Until, 0)
                ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until_at = excluded.until_at,
                    takeovers = lanes.takeovers + CASE WHEN lanes.owner = excluded.owner THEN 0 ELSE 1 END
                WHERE lanes.until_at <= @Now OR lanes.owner = excluded.owner
                RETURNING takeovers
                """,
                new { Name = Row(lane), Owner = _owner, Until = Millis(now + lease), Now = Millis(now) },
                session.Transaction),
            cancellationToken);
        if (takeovers is null)
        {
            return default;
        }

        _until[lane] = now + lease;
        return new LaneClaim(true, takeovers > 0);
    }

    public bool IsSureFor(string lane, TimeSpan span) => _until.TryGetValue(lane, out var until) && until - time.GetUtcNow() >= span;

    public Task ReleaseAsync(string lane)
    {
        _until.TryRemove(lane, out _);
        return database.WriteAsync(
            session => session.Connection.ExecuteAsync(
                "DELETE FROM lanes WHERE name = @Name AND owner = @Owner", new { Name = Row(lane), Owner = _owner }, session.Transaction),
            CancellationToken.None);
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _renewing;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private static long Millis(DateTimeOffset at) => at.ToUnixTimeMilliseconds();

    private string Row(string lane) => $"{name}/{lane}";

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(lease / 4, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                await RenewOnceAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the process, not of a lane: lanes are released one by one.
        }
    }

    private async Task RenewOnceAsync()
    {
        try
        {
            var until = time.GetUtcNow() + lease;
            var held = _until.Keys.ToArray();
            if (held.Length == 0)
            {
                return;
            }

            // Only PostgreSQL is shared, and it takes a list as an array.
            var renewed = await database.WriteAsync(
                async session => (await session.Connection.QueryAsync<string>(
                    "UPDATE lanes SET until_at = @Until WHERE owner = @Owner AND name = ANY (@Names) RETURNING name",
                    new { Until = Millis(until), Owner = _owner, Names = held.Select(Row).ToArray() },
                    session.Transaction)).ToHashSet(StringComparer.Ordinal),
                _stop.Token);
            foreach (var lane in held.Where(lane => renewed.Contains(Row(lane))))
            {
                if (_until.TryGetValue(lane, out var before))
                {
                    _until.TryUpdate(lane, until, before);
                }
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.NotRenewed(logger, name, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The leases of {Name} could not be renewed; tried again")]
        public static partial void NotRenewed(ILogger logger, string name, Exception exception);
    }
}
