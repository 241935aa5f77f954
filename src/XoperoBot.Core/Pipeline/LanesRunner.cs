using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace XoperoBot.Core.Pipeline;

/// <summary>One visit to a lane.</summary>
/// <param name="Lane">Its name.</param>
/// <param name="TakenOver">See <see cref="LaneClaim.TakenOver"/>.</param>
/// <param name="Stopping">Finish what is begun, begin nothing.</param>
/// <param name="Abort">Finish nothing either.</param>
internal sealed record LaneVisit(string Lane, bool TakenOver, CancellationToken Stopping, CancellationToken Abort)
{
    /// <summary>What was done on the lane before this visit, by any process, is known to whoever works on it.</summary>
    public bool Recalled { get; set; }
}

/// <summary>What a runner does on its lanes.</summary>
internal interface ILaneWork
{
    /// <summary>Works off the lane in order. Null: nothing is left. Otherwise: visit again after that time.</summary>
    Task<TimeSpan?> VisitAsync(LaneVisit visit);

    /// <summary>Names of lanes with something to do, sorted, after the given one.</summary>
    Task<IReadOnlyList<string>> PendingAsync(string after, int limit, CancellationToken cancellationToken);

    Task<bool> IsPendingAsync(string lane, CancellationToken cancellationToken);

    /// <summary>A former run died: whatever stands first in a lane may have been begun.</summary>
    Task MarkHeadsAsync(CancellationToken cancellationToken);
}

/// <summary>
/// Runs lanes: one visit at a time per lane, many lanes at once up to a bound. A lane is visited when it is rung, when it asked to be,
/// and by a sweep that finds what another process left.
/// </summary>
internal sealed partial class LaneRunner(ILaneClaims claims, ILaneWork work, int parallel, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private const int SweepPage = 1000;
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AbortPatience = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LaneState> _states = new(StringComparer.Ordinal);
    private readonly Channel<string> _ready = Channel.CreateUnbounded<string>();
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abort = new();
    private Task _running = Task.CompletedTask;
    private bool _claiming;

    private enum LanePhase
    {
        Ready,
        Running,
        RunningAndRung,
        Waiting,
    }

    private TimeSpan SweepInterval => claims.Shared ? TimeSpan.FromSeconds(2) : TimeSpan.FromSeconds(30);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _claiming = true;
        if (await claims.StartAsync(cancellationToken))
        {
            await work.MarkHeadsAsync(cancellationToken);
        }

        var workers = Enumerable.Range(0, parallel).Select(_ => Task.Run(WorkAsync, CancellationToken.None));
        _running = Task.WhenAll(workers.Append(Task.Run(SweepAsync, CancellationToken.None)));
    }

    /// <summary>Something was added to the lane, durably.</summary>
    public void Ring(string lane)
    {
        lock (_gate)
        {
            if (!_states.TryGetValue(lane, out var state))
            {
                _states[lane] = new LaneState();
                _ready.Writer.TryWrite(lane);
            }
            else if (state.Phase == LanePhase.Running)
            {
                state.Phase = LanePhase.RunningAndRung;
            }
        }
    }

    /// <summary>Begins nothing more and lets what runs end, for so long; then cancels it.</summary>
    /// <param name="patience">At most so long.</param>
    /// <param name="hurry">Ends the patience.</param>
    public async Task StopAsync(TimeSpan patience, CancellationToken hurry)
    {
        await _stopping.CancelAsync();
        _ready.Writer.TryComplete();
        if (!await EndsWithinAsync(patience, hurry))
        {
            await _abort.CancelAsync();
            if (!await EndsWithinAsync(AbortPatience, CancellationToken.None))
            {
                // What does not listen keeps its lane: nobody may begin beside it.
                Log.LeftRunning(logger);
                return;
            }
        }

        if (_claiming)
        {
            await claims.StopAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero, CancellationToken.None);
        if (_running.IsCompleted)
        {
            _stopping.Dispose();
            _abort.Dispose();
        }
    }

    private async Task<bool> EndsWithinAsync(TimeSpan patience, CancellationToken hurry)
    {
        try
        {
            await _running.WaitAsync(patience, time, hurry);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return _running.IsCompleted;
        }
    }

    private async Task WorkAsync()
    {
        await foreach (var lane in _ready.Reader.ReadAllAsync())
        {
            if (_stopping.IsCancellationRequested)
            {
                return;
            }

            lock (_gate)
            {
                _states[lane].Phase = LanePhase.Running;
            }

            After(lane, await VisitAsync(lane));
        }
    }

    private void After(string lane, TimeSpan? wait)
    {
        lock (_gate)
        {
            var state = _states[lane];
            if (_stopping.IsCancellationRequested || (wait is null && state.Phase == LanePhase.Running))
            {
                _states.Remove(lane);
            }
            else if (wait is null || wait <= TimeSpan.Zero)
            {
                state.Phase = LanePhase.Ready;
                _ready.Writer.TryWrite(lane);
            }
            else
            {
                // Whole milliseconds, rounded up: timers round down, and would come early.
                var due = TimeSpan.FromMilliseconds(Math.Ceiling(wait.Value.TotalMilliseconds));
                state.Phase = LanePhase.Waiting;
                state.Timer = time.CreateTimer(_ => Wake(lane), null, due, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Wake(string lane)
    {
        lock (_gate)
        {
            if (_states.TryGetValue(lane, out var state) && state.Phase == LanePhase.Waiting)
            {
                state.Timer?.Dispose();
                state.Phase = LanePhase.Ready;
                _ready.Writer.TryWrite(lane);
            }
        }
    }

    private async Task<TimeSpan?> VisitAsync(string lane)
    {
        try
        {
            var claim = await claims.TryClaimAsync(lane, _stopping.Token);
            if (!claim.Held)
            {
                // Its holder looks once more after releasing it, so nothing that was added before now is overlooked.
                return null;
            }

            TimeSpan? wait;
            try
            {
                wait = await work.VisitAsync(new LaneVisit(lane, claim.TakenOver, _stopping.Token, _abort.Token));
            }
            finally
            {
                await claims.ReleaseAsync(lane);
            }

            return wait is null && claims.Shared && await work.IsPendingAsync(lane, _stopping.Token) ? TimeSpan.Zero : wait;
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception)
        {
            Log.VisitFailed(logger, lane, exception);
            return AfterFault;
        }
    }

    private async Task SweepAsync()
    {
        try
        {
            while (true)
            {
                await SweepOnceAsync();
                await Task.Delay(SweepInterval, time, _stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task SweepOnceAsync()
    {
        try
        {
            for (var last = ""; ;)
            {
                var lanes = await work.PendingAsync(last, SweepPage, _stopping.Token);
                foreach (var lane in lanes)
                {
                    RingIfIdle(lane);
                }

                if (lanes.Count < SweepPage)
                {
                    return;
                }

                last = lanes[^1];
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.SweepFailed(logger, exception);
        }
    }

    private void RingIfIdle(string lane)
    {
        lock (_gate)
        {
            if (_states.ContainsKey(lane))
            {
                return;
            }
        }

        Ring(lane);
    }

    private sealed class LaneState
    {
        public LanePhase Phase { get; set; } = LanePhase.Ready;

        public ITimer? Timer { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A visit to {Lane} failed; visited again")]
        public static partial void VisitFailed(ILogger logger, string lane, Exception exception);

        [LoggerMessage(2, LogLevel.Warning, "Waiting work could not be looked for; tried again")]
        public static partial void SweepFailed(ILogger logger, Exception exception);

        [LoggerMessage(3, LogLevel.Warning, "Work that does not end was left running at the stop; its lane is free once its lease is over")]
        public static partial void LeftRunning(ILogger logger);
    }
}
