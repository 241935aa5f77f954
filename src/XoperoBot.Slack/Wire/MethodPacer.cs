using System.Collections.Concurrent;

namespace XoperoBot.Slack.Wire;

/// <summary>
/// Slack counts calls per method and workspace (https://docs.slack.dev/apis/web-api/rate-limits): a method that answered 429 is left
/// alone until its time is over, and no method is called faster than its tier. Measured by the monotonic clock: a clock that is set back
/// must not stop anything.
/// </summary>
internal sealed class MethodPacer(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Lane> _lanes = new(StringComparer.Ordinal);

    /// <summary>Null: go ahead (and counted). Otherwise how long to wait.</summary>
    public TimeSpan? Enter(string method, int perMinute)
    {
        var now = time.GetElapsedTime(0);
        var lane = _lanes.GetOrAdd(method, _ => new Lane());
        lock (lane)
        {
            if (lane.ClosedUntil > now)
            {
                return lane.ClosedUntil - now;
            }

            while (lane.Calls.TryPeek(out var oldest) && now - oldest >= Window)
            {
                lane.Calls.Dequeue();
            }

            if (lane.Calls.Count >= perMinute)
            {
                return lane.Calls.Peek() + Window - now;
            }

            lane.Calls.Enqueue(now);
            return null;
        }
    }

    public void Close(string method, TimeSpan wait)
    {
        var lane = _lanes.GetOrAdd(method, _ => new Lane());
        lock (lane)
        {
            lane.ClosedUntil = time.GetElapsedTime(0) + wait;
        }
    }

    private sealed class Lane
    {
        public Queue<TimeSpan> Calls { get; } = new();

        public TimeSpan ClosedUntil { get; set; }
    }
}
