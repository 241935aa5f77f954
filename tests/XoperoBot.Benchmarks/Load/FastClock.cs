using System.Diagnostics;

namespace XoperoBot.Benchmarks.Load;

/// <summary>
/// A clock that runs some times as fast as the real one. Its timers fire within a fraction of a real millisecond, from a thread of
/// their own: the system's timers, a millisecond late, would be tens of milliseconds late on it.
/// </summary>
internal sealed class FastClock : TimeProvider, IDisposable
{
    private readonly double _speed;
    private readonly long _origin = Stopwatch.GetTimestamp();
    private readonly DateTimeOffset _start = DateTimeOffset.UtcNow;
    private readonly PriorityQueue<(FastTimer Timer, int Setting), long> _due = new();
    private readonly Thread _thread;
    private volatile bool _ended;

    public FastClock(double speed)
    {
        _speed = speed;
        _thread = new Thread(Run) { IsBackground = true, Name = "fast clock" };
        _thread.Start();
    }

    public override long TimestampFrequency => Stopwatch.Frequency;

    public override long GetTimestamp() => (long)((Stopwatch.GetTimestamp() - _origin) * _speed);

    public override DateTimeOffset GetUtcNow() => _start + this.GetElapsedTime(0);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FastTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Dispose()
    {
        _ended = true;
        _thread.Join();
    }

    private void Run()
    {
        while (!_ended)
        {
            (FastTimer Timer, int Setting) next = default;
            lock (_due)
            {
                if (_due.TryPeek(out var first, out var at) && at <= GetTimestamp())
                {
                    _due.Dequeue();
                    next = first;
                }
            }

            if (next.Timer is not null)
            {
                next.Timer.Fire(next.Setting);
            }
            else
            {
                Thread.Sleep(TimeSpan.FromMicroseconds(0));
                Thread.SpinWait(200);
            }
        }
    }

    private void Plan(FastTimer timer, int setting, TimeSpan due)
    {
        lock (_due)
        {
            _due.Enqueue((timer, setting), GetTimestamp() + (long)(Math.Max(0, due.TotalSeconds) * TimestampFrequency));
        }
    }

    private sealed class FastTimer(FastClock clock, TimerCallback callback, object? state) : ITimer
    {
        private readonly Lock _gate = new();
        private int _setting;
        private TimeSpan _period;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_gate)
            {
                _setting++;
                _period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    clock.Plan(this, _setting, dueTime);
                }
            }

            return true;
        }

        public void Fire(int setting)
        {
            lock (_gate)
            {
                if (setting != _setting)
                {
                    return;
                }

                if (_period > TimeSpan.Zero)
                {
                    clock.Plan(this, _setting, _period);
                }
            }

            ThreadPool.UnsafeQueueUserWorkItem(_ => callback(state), null);
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
