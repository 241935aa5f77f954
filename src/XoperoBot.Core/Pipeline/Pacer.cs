using System.Runtime.InteropServices;
using XoperoBot.Core.Chat;

namespace XoperoBot.Core.Pipeline;

/// <summary>How long until a send is allowed: by the windows of its place, and by those of the whole channel.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PaceWait(TimeSpan Place, TimeSpan Overall)
{
    public bool IsOver => Place <= TimeSpan.Zero && Overall <= TimeSpan.Zero;
}

/// <summary>
/// Sliding windows: between a send and the one <see cref="RateWindow.Count"/> sends before it lies at least <see cref="RateWindow.Per"/>.
/// Measured by the monotonic clock, so that a clock set back or forth changes nothing.
/// </summary>
internal sealed class Pacer(Pace pace, TimeProvider time)
{
    private const int TakesBetweenPrunings = 4096;
    private const int PartGivenBack = 8;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, PaceLog> _places = new(StringComparer.Ordinal);
    private readonly PaceLog _overall = new(pace.Overall);
    private readonly PaceLog _givenBack = new(
        [.. pace.Overall.Select(window => window with { Count = Math.Max(1, window.Count / PartGivenBack) })]);

    private int _takes;

    /// <summary>Counts a send as happening now, or counts nothing and says how long to wait before asking again.</summary>
    public PaceWait TryTake(string place)
    {
        lock (_gate)
        {
            var now = time.GetElapsedTime(0);
            if (!_places.TryGetValue(place, out var log))
            {
                _places[place] = log = new PaceLog(pace.PerPlace);
            }

            var wait = new PaceWait(log.WaitAt(now), _overall.WaitAt(now));
            if (!wait.IsOver)
            {
                return wait;
            }

            log.Add(now);
            _overall.Add(now);
            if (++_takes % TakesBetweenPrunings == 0)
            {
                Prune(now);
            }

            return default;
        }
    }

    /// <summary>
    /// The last send of a place was not taken by the product: for the whole channel it does not count. Bounded, so that a product that
    /// takes nothing is asked hardly more often than one that takes everything.
    /// </summary>
    public void GiveBack(string place)
    {
        lock (_gate)
        {
            var now = time.GetElapsedTime(0);
            if (_places.TryGetValue(place, out var log) && log.Last is { } at && _givenBack.WaitAt(now) <= TimeSpan.Zero)
            {
                _givenBack.Add(now);
                _overall.Remove(at);
            }
        }
    }

    /// <summary>How long the place's own windows make it wait; counts nothing.</summary>
    public TimeSpan WaitOf(string place)
    {
        lock (_gate)
        {
            return _places.TryGetValue(place, out var log) ? log.WaitAt(time.GetElapsedTime(0)) : TimeSpan.Zero;
        }
    }

    public bool Knows(string place)
    {
        lock (_gate)
        {
            return _places.ContainsKey(place);
        }
    }

    /// <summary>Replaces what is known of a place's sends.</summary>
    /// <param name="place">The place.</param>
    /// <param name="ago">How long ago each was, oldest first.</param>
    public void Recall(string place, IReadOnlyList<TimeSpan> ago)
    {
        lock (_gate)
        {
            var now = time.GetElapsedTime(0);
            var log = new PaceLog(pace.PerPlace);
            foreach (var age in ago)
            {
                log.Add(now - (age > TimeSpan.Zero ? age : TimeSpan.Zero));
            }

            _places[place] = log;
        }
    }

    private void Prune(TimeSpan now)
    {
        foreach (var (place, _) in _places.Where(entry => entry.Value.IsIdleAt(now)).ToList())
        {
            _places.Remove(place);
        }
    }
}

/// <summary>The last sends, as many as the largest window counts.</summary>
internal sealed class PaceLog(IReadOnlyList<RateWindow> windows)
{
    private readonly int _capacity = windows.Count == 0 ? 0 : windows.Max(window => window.Count);
    private readonly TimeSpan _longest = windows.Count == 0 ? TimeSpan.Zero : windows.Max(window => window.Per);
    private TimeSpan[] _ring = [];
    private int _first;
    private int _count;

    public TimeSpan WaitAt(TimeSpan now)
    {
        var wait = TimeSpan.Zero;
        foreach (var (count, per) in windows)
        {
            if (_count >= count && this[_count - count] + per - now is var remaining && remaining > wait)
            {
                wait = remaining;
            }
        }

        return wait;
    }

    public void Add(TimeSpan now)
    {
        Last = now;
        if (_capacity == 0)
        {
            return;
        }

        while (_count > 0 && (_count == _capacity || this[0] + _longest <= now))
        {
            _first = (_first + 1) % _ring.Length;
            _count--;
        }

        Grow();
        _ring[(_first + _count++) % _ring.Length] = now;
    }

    public TimeSpan? Last { get; private set; }

    public void Remove(TimeSpan at)
    {
        for (var index = _count - 1; index >= 0; index--)
        {
            if (this[index] != at)
            {
                continue;
            }

            for (; index < _count - 1; index++)
            {
                _ring[(_first + index) % _ring.Length] = this[index + 1];
            }

            _count--;
            return;
        }
    }

    public bool IsIdleAt(TimeSpan now) => _count == 0 || this[_count - 1] + _longest <= now;

    private TimeSpan this[int index] => _ring[(_first + index) % _ring.Length];

    /// <summary>Most places see a few messages in their life: their logs stay small.</summary>
    private void Grow()
    {
        if (_count < _ring.Length)
        {
            return;
        }

        var larger = new TimeSpan[Math.Min(_capacity, Math.Max(4, _ring.Length * 2))];
        for (var index = 0; index < _count; index++)
        {
            larger[index] = this[index];
        }

        (_ring, _first) = (larger, 0);
    }
}
