using System.Globalization;
using Dapper;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Pipeline;

/// <summary>
/// A channel's rates, whoever sends. A place is in one process's hands at a time, and its earlier sends are read from the outbox when it
/// comes into ours: from another process, or from a run before this one. The rate of the whole channel is shared by all processes as
/// reserved moments in one row. Moments are told by the processes' clocks, which must agree well within a second; should they not, the
/// product throttles, and the outbox waits as told.
/// </summary>
internal sealed class OutboxPace
{
    /// <summary>A reservation further ahead was made by a clock that is wrong.</summary>
    private static readonly TimeSpan FurthestAhead = TimeSpan.FromMinutes(1);

    private readonly string _channel;
    private readonly Pace _pace;
    private readonly OutboxStore _store;
    private readonly IDatabase _database;
    private readonly OutboxMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly Pacer _pacer;
    private readonly bool _shared;
    private readonly int _mostSlots;

    public OutboxPace(
        IChannel channel, double factor, OutboxStore store, ILaneClaims claims, IDatabase database, OutboxMetrics metrics, TimeProvider time)
    {
        _channel = channel.Name;
        _pace = new Pace(Scaled(channel.Pace.PerPlace, factor), Scaled(channel.Pace.Overall, factor));
        (_store, _database, _metrics, _time) = (store, database, metrics, time);
        _shared = claims.Shared;
        _pacer = new Pacer(_shared ? _pace with { Overall = [] } : _pace, time);
        _mostSlots = _pace.Overall.Select(window => window.Count).DefaultIfEmpty().Max();
    }

    /// <summary>Counts a send as happening now, or counts nothing and says how long to wait before asking again.</summary>
    public async Task<PaceWait> TakeAsync(LaneVisit visit)
    {
        if (!visit.Recalled)
        {
            visit.Recalled = true;
            await RecallAsync(visit);
        }

        if (!_shared || _mostSlots == 0)
        {
            return _pacer.TryTake(visit.Lane);
        }

        if (_pacer.WaitOf(visit.Lane) is var place && place > TimeSpan.Zero)
        {
            return new PaceWait(place, TimeSpan.Zero);
        }

        if (await ReserveAsync(visit.Abort) is var wait && wait > TimeSpan.Zero)
        {
            _metrics.PaceWait(_channel, wait);
            await Task.Delay(wait, _time, visit.Abort);
        }

        return _pacer.TryTake(visit.Lane);
    }

    /// <summary>
    /// The product did not take what was sent: it counts for its place, which waits as told, but not for the whole channel, whose rate is
    /// of messages taken. Reserved moments stay used: giving one back would cost what it gains.
    /// </summary>
    public void GiveBack(string place) => _pacer.GiveBack(place);

    private static RateWindow[] Scaled(IReadOnlyList<RateWindow> windows, double factor) =>
        [.. windows.Select(window => window with { Per = window.Per / factor })];

    private async Task RecallAsync(LaneVisit visit)
    {
        if (_pace.PerPlace.Count == 0 || (!_shared && _pacer.Knows(visit.Lane)))
        {
            return;
        }

        var now = _time.GetUtcNow();
        var longest = _pace.PerPlace.Max(window => window.Per);
        var sent = await _store.SentAsync(visit.Lane, now - longest, _pace.PerPlace.Max(window => window.Count), visit.Abort);
        _pacer.Recall(visit.Lane, [.. sent.Select(at => now - DateTimeOffset.FromUnixTimeMilliseconds(at))]);
    }

    /// <summary>Takes the next moment that the windows leave; in order of asking, whichever process asks.</summary>
    private Task<TimeSpan> ReserveAsync(CancellationToken cancellationToken) => _database.WriteAsync(
        async session =>
        {
            // The update of nothing locks the row until the commit.
            var text = await session.Connection.ExecuteScalarAsync<string>(
                """
                INSERT INTO pace (channel, slots) VALUES (@Channel, '')
                ON CONFLICT (channel) DO UPDATE SET channel = excluded.channel RETURNING slots
                """,
                new { Channel = _channel },
                session.Transaction) ?? "";
            var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
            var slots = Read(text, now + (long)FurthestAhead.TotalMilliseconds);
            var slot = Next(slots, now);
            slots.Add(slot);
            await session.Connection.ExecuteAsync(
                "UPDATE pace SET slots = @Slots WHERE channel = @Channel",
                new { Channel = _channel, Slots = string.Join(' ', slots.TakeLast(_mostSlots).Select(at => at.ToString(CultureInfo.InvariantCulture))) },
                session.Transaction);
            return TimeSpan.FromMilliseconds(slot - now);
        },
        cancellationToken);

    private long Next(List<long> slots, long now)
    {
        var slot = slots.Count > 0 ? Math.Max(now, slots[^1]) : now;
        foreach (var (count, per) in _pace.Overall)
        {
            if (slots.Count >= count)
            {
                slot = Math.Max(slot, slots[^count] + (long)Math.Ceiling(per.TotalMilliseconds));
            }
        }

        return slot;
    }

    private static List<long> Read(string text, long latest) =>
    [
        .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => long.Parse(part, CultureInfo.InvariantCulture))
            .Where(at => at <= latest),
    ];
}
