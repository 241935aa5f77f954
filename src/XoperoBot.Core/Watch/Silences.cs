using System.Globalization;
using System.Runtime.InteropServices;

namespace XoperoBot.Core.Watch;

/// <summary>A long time without a run: a weekend, for a plan of working days.</summary>
/// <param name="Start">Minute of the week, in UTC, in which the run before it ended.</param>
/// <param name="Minutes">How long it was; 0 while it lasts.</param>
/// <param name="Confirmed">A person said that it is normal.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Silence(int Start, int Minutes, bool Confirmed);

/// <summary>
/// Silences that are as they should be. One that begins at the time of the week at which two others began is expected, and one that a
/// person confirmed at once; only until it has lasted as long as those did. So a plan of working days is watched from Monday to Friday
/// by its daily rhythm, and a weekend is no alarm.
/// </summary>
internal static class Silences
{
    public const int Remembered = 8;

    private const int Week = 7 * 24 * 60;
    private const int Tolerance = 3 * 60;
    private const int EnoughUnconfirmed = 2;
    private static readonly TimeSpan LongestWeekend = TimeSpan.FromHours(84);

    public static int StartOf(long at) => (int)((at / 60_000) % Week);

    /// <summary>How long a silence that began then may last; null when none is expected.</summary>
    /// <param name="known">Oldest first.</param>
    /// <param name="at">Unix milliseconds of its beginning.</param>
    /// <param name="hasRhythm">It runs more often than that, as a rule.</param>
    /// <param name="onlyConfirmed">What was only seen does not count.</param>
    public static TimeSpan? Expected(ReadOnlySpan<Silence> known, long at, bool hasRhythm, bool onlyConfirmed)
    {
        var (count, longest, confirmed, lasting) = (0, 0, false, false);
        foreach (var silence in known)
        {
            if (!IsNear(silence.Start, StartOf(at)) || (onlyConfirmed && !silence.Confirmed))
            {
                continue;
            }

            count++;
            longest = Math.Max(longest, silence.Minutes);
            confirmed |= silence.Confirmed;
            lasting |= silence.Minutes == 0;
        }

        if (!confirmed && count < EnoughUnconfirmed)
        {
            return null;
        }

        var seen = Rhythm.WithMargin(TimeSpan.FromMinutes(longest));
        var first = hasRhythm ? LongestWeekend : Rhythm.Weekly;
        return lasting && first > seen ? first : seen;
    }

    /// <summary>A person says that the silence which began then is normal.</summary>
    public static Silence[] Confirm(Silence[] known, long at) => Keep([.. known, new Silence(StartOf(at), 0, Confirmed: true)]);

    /// <summary>A silence is over: one that was too long, or that somebody had confirmed while it lasted.</summary>
    public static Silence[] End(Silence[] known, long at, int minutes, bool wasLong)
    {
        var start = StartOf(at);
        if (Array.FindIndex(known, silence => silence.Minutes == 0 && IsNear(silence.Start, start)) is >= 0 and var lasting)
        {
            var ended = known.ToArray();
            ended[lasting] = ended[lasting] with { Minutes = minutes };
            return ended;
        }

        return wasLong ? Keep([.. known, new Silence(start, minutes, Confirmed: false)]) : known;
    }

    public static string Write(IEnumerable<Silence> silences) => string.Join(' ', silences.Select(silence =>
        string.Create(CultureInfo.InvariantCulture, $"{silence.Start}:{silence.Minutes}{(silence.Confirmed ? "!" : "")}")));

    public static Silence[] Read(string text) =>
    [
        .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => one.TrimEnd('!').Split(':') is [var start, var minutes]
            ? new Silence(int.Parse(start, CultureInfo.InvariantCulture), int.Parse(minutes, CultureInfo.InvariantCulture), one.EndsWith('!'))
            : default),
    ];

    private static Silence[] Keep(Silence[] silences) => silences.Length <= Remembered ? silences : silences[^Remembered..];

    private static bool IsNear(int one, int other) => Math.Abs(one - other) is var apart && Math.Min(apart, Week - apart) <= Tolerance;
}
