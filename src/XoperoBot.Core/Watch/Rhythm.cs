namespace XoperoBot.Core.Watch;

/// <summary>
/// How long a plan may finish nothing, learned from the gaps between the ends of its runs. A gap in which it was already called overdue
/// is abnormal (negative) and does not teach anything, until there are three of them: then that is its rhythm now.
/// </summary>
internal static class Rhythm
{
    /// <summary>Three weeks of working days with their weekends, sixteen days of nights.</summary>
    public const int Remembered = 16;

    /// <summary>A plan without a rhythm is taken for a daily one.</summary>
    public static readonly TimeSpan Daily = TimeSpan.FromHours(26);

    /// <summary>And one whose last run was older than that when it was first seen for a weekly one.</summary>
    public static readonly TimeSpan Weekly = TimeSpan.FromDays(8);

    private const int EnoughToDoubtOne = 10;
    private const int AbnormalThatTeach = 3;
    private static readonly TimeSpan LeastMargin = TimeSpan.FromMinutes(30);

    /// <summary>Null while nothing is known.</summary>
    /// <param name="gaps">Minutes, oldest first; negative ones are abnormal.</param>
    public static TimeSpan? Limit(ReadOnlySpan<int> gaps)
    {
        var abnormal = 0;
        foreach (var gap in gaps)
        {
            abnormal += gap < 0 ? 1 : 0;
        }

        var (largest, second, count) = (0, 0, 0);
        foreach (var gap in gaps)
        {
            if (gap < 0 && abnormal < AbnormalThatTeach)
            {
                continue;
            }

            var minutes = Math.Abs(gap);
            (largest, second) = minutes > largest ? (minutes, largest) : (largest, Math.Max(second, minutes));
            count++;
        }

        if (count == 0)
        {
            return null;
        }

        // One odd gap among many (a night that the service was switched off) is not the rhythm; a weekend comes more than once.
        return WithMargin(TimeSpan.FromMinutes(count >= EnoughToDoubtOne ? second : largest));
    }

    public static TimeSpan WithMargin(TimeSpan usual)
    {
        var margin = usual / 12;
        return usual + (margin > LeastMargin ? margin : LeastMargin);
    }

    public static int[] Add(int[] gaps, int minutes, bool abnormal)
    {
        var gap = abnormal ? -Math.Max(1, minutes) : minutes;
        return gaps.Length < Remembered ? [.. gaps, gap] : [.. gaps.AsSpan(gaps.Length - Remembered + 1), gap];
    }
}
