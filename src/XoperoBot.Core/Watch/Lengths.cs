namespace XoperoBot.Core.Watch;

/// <summary>How long a plan may run, learned from how long its runs took, as far as they were seen running. In seconds.</summary>
internal static class Lengths
{
    public const int Remembered = 16;

    /// <summary>While a plan's runs are not known.</summary>
    public static readonly TimeSpan Unknown = TimeSpan.FromHours(12);

    private const int Enough = 5;
    private const int Multiple = 3;
    private static readonly TimeSpan LeastMargin = TimeSpan.FromHours(1);

    /// <summary>Null while too few are known.</summary>
    public static TimeSpan? Limit(int[] seconds)
    {
        if (seconds.Length < Enough)
        {
            return null;
        }

        var longest = TimeSpan.FromSeconds(seconds.Max());
        var limit = longest * Multiple;
        return limit > longest + LeastMargin ? limit : longest + LeastMargin;
    }

    /// <summary>The longest one is never forgotten: a full backup once a month is longer than those of the nights between.</summary>
    public static int[] Add(int[] known, int seconds)
    {
        if (known.Length < Remembered)
        {
            return [.. known, seconds];
        }

        var forgotten = known[0] == known.Max() ? 1 : 0;
        return [.. known.Where((_, at) => at != forgotten), seconds];
    }
}
