using System.Collections.Concurrent;
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
/// Several processes: a lane is a row with an owner and a beat, which its owner changes four times in a lease. Released, the row goes;
/// left by a process that died, it is taken over by whoever looked at the same beat for a whole lease. Each process measures that with its own
/// stopwatch, so it hardly matters what their clocks say. Should a process stand still for longer than its lease and then go on, the
/// end of its turn is not stored, because that is conditional itself.
/// </summary>
internal sealed partial class SharedLaneClaims(string name, TimeSpan lease, IDatabase database, IIds ids, TimeProvider time, ILogger logger)
    : ILaneClaims, IAsyncDisposable
{
    /// <summary>Between two looks: sweeps come every two seconds, later when much is to be done.</summary>
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(5);

    /// <summary>A lease that ended so long ago is over whatever is wrong with the clocks: after a long pause nobody waits for the dead.</summary>
    private static readonly TimeSpan ByAnyClock = TimeSpan.FromMinutes(10);

    private readonly string _owner = ids.New();
    private readonly ConcurrentDictionary<string, Hold> _held = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Sight> _seen = new(StringComparer.Ordinal);
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
        var hold = Begin();
        var gone = _seen.TryGetValue(lane, out var sight) && IsWatched(sight) && time.GetElapsedTime(sight.Since) >= lease ? sight : null;

        // A row of our own is left where a claim or a release was stored and its answer lost. The runner visits a lane once at a time.
        var (takeovers, holder) = await database.WriteAsync(
            async session =>
            {
                var claimed = await session.Connection.QuerySingleOrDefaultAsync<long?>(
                    """
                    INSERT INTO lanes (name, owner, until_at, takeovers) VALUES (@Name, @Owner, @Beat, 0)
                    ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until_at = excluded.until_at,
                        takeovers = lanes.takeovers + CASE WHEN lanes.owner = excluded.owner THEN 0 ELSE 1 END
                    WHERE lanes.owner = excluded.owner OR (lanes.owner = @Gone AND lanes.until_at = @LastBeat) OR lanes.until_at <= @LongOver
                    RETURNING takeovers
                    """,
                    new
                    {
                        Name = Row(lane), Owner = _owner, Beat = Millis(hold.Until), Gone = gone?.Owner ?? "", LastBeat = gone?.Beat ?? 0,
                        LongOver = Millis(time.GetUtcNow() - ByAnyClock),
                    },
                    session.Transaction);
                return claimed is not null
                    ? (claimed, null)
                    : (claimed, await session.Connection.QuerySingleOrDefaultAsync<Holder>(
                        "SELECT owner AS Owner, until_at AS Beat FROM lanes WHERE name = @Name", new { Name = Row(lane) }, session.Transaction));
            },
            cancellationToken);
        if (takeovers is null)
        {
            See(lane, holder);
            return default;
        }

        _seen.TryRemove(lane, out _);
        _held[lane] = hold;
        return new LaneClaim(true, takeovers > 0);
    }

    // By the stopwatch, which a wrong clock does not move, and by the clock, which goes on while the machine sleeps.
    public bool IsSureFor(string lane, TimeSpan span) =>
        _held.TryGetValue(lane, out var hold) && hold.Until - time.GetUtcNow() >= span && lease - time.GetElapsedTime(hold.Since) >= span;

    public Task ReleaseAsync(string lane)
    {
        _held.TryRemove(lane, out _);
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

    private Hold Begin() => new(time.GetUtcNow() + lease, time.GetTimestamp());

    private void See(string lane, Holder? holder)
    {
        var now = time.GetTimestamp();
        if (holder is null)
        {
            _seen.TryRemove(lane, out _);
            return;
        }

        _seen.AddOrUpdate(
            lane,
            _ => new Sight(holder.Owner, holder.Beat, now, now),
            (_, before) => before.Owner == holder.Owner && before.Beat == holder.Beat && IsWatched(before)
                ? before with { Looked = now }
                : new Sight(holder.Owner, holder.Beat, now, now));
    }

    // While the database was away nobody could give a sign of life: that time does not count.
    private bool IsWatched(Sight sight) => time.GetElapsedTime(sight.Looked) <= (lease / 2 > LongestGap ? lease / 2 : LongestGap);

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(lease / 4, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                await RenewOnceAsync();
                Forget();
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the process, not of a lane: lanes are released one by one.
        }
    }

    /// <summary>Lanes that another process finished are not asked for again.</summary>
    private void Forget()
    {
        foreach (var (lane, _) in _seen.Where(pair => time.GetElapsedTime(pair.Value.Looked) > lease * 2))
        {
            _seen.TryRemove(lane, out _);
        }
    }

    private async Task RenewOnceAsync()
    {
        try
        {
            var hold = Begin();
            var held = _held.Keys.ToArray();
            if (held.Length == 0)
            {
                return;
            }

            // Only PostgreSQL is shared, and it takes a list as an array. A clock that was set back must not repeat a beat.
            var renewed = await database.WriteAsync(
                async session => (await session.Connection.QueryAsync<string>(
                    """
                    UPDATE lanes SET until_at = CASE WHEN @Beat > until_at THEN @Beat ELSE until_at + 1 END
                    WHERE owner = @Owner AND name = ANY (@Names) RETURNING name
                    """,
                    new { Beat = Millis(hold.Until), Owner = _owner, Names = held.Select(Row).ToArray() },
                    session.Transaction)).ToHashSet(StringComparer.Ordinal),
                _stop.Token);
            foreach (var lane in held.Where(lane => renewed.Contains(Row(lane))))
            {
                if (_held.TryGetValue(lane, out var before))
                {
                    _held.TryUpdate(lane, hold, before);
                }
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.NotRenewed(logger, name, exception);
        }
    }

    /// <param name="Until">By the clock.</param>
    /// <param name="Since">By the stopwatch: the lease began then.</param>
    private sealed record Hold(DateTimeOffset Until, long Since);

    /// <summary>Another process's beat.</summary>
    /// <param name="Owner">The process.</param>
    /// <param name="Beat">As in the row.</param>
    /// <param name="Since">When it was first seen, by our stopwatch.</param>
    /// <param name="Looked">When it was last seen.</param>
    private sealed record Sight(string Owner, long Beat, long Since, long Looked);

    private sealed class Holder
    {
        public string Owner { get; init; } = "";

        public long Beat { get; init; }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The leases of {Name} could not be renewed; tried again")]
        public static partial void NotRenewed(ILogger logger, string name, Exception exception);
    }
}
