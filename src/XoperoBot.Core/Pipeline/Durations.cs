using System.Globalization;

namespace XoperoBot.Core.Pipeline;

/// <summary>Spans of time as people type them: <c>90m</c>, <c>26h</c>, <c>3d</c>, <c>2w</c>, also joined: <c>1d12h</c>.</summary>
public static class Durations
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    /// <summary>Null for anything else, for nothing, and for more than ten years.</summary>
    public static TimeSpan? Read(string text)
    {
        var total = TimeSpan.Zero;
        var digits = 0;
        var number = 0L;
        foreach (var letter in text.Trim())
        {
            if (char.IsAsciiDigit(letter))
            {
                if (++digits > 9)
                {
                    return null;
                }

                number = (number * 10) + (letter - '0');
                continue;
            }

            if (digits == 0 || Unit(letter) is not { } unit || number * unit.TotalSeconds > Longest.TotalSeconds)
            {
                return null;
            }

            total += number * unit;
            (digits, number) = (0, 0);
        }

        return digits == 0 && total > TimeSpan.Zero && total <= Longest ? total : null;
    }

    /// <summary>The shortest form that <see cref="Read"/> understands.</summary>
    public static string Write(TimeSpan span)
    {
        var parts = new (long Number, char Unit)[] { ((long)span.TotalDays, 'd'), (span.Hours, 'h'), (span.Minutes, 'm'), (span.Seconds, 's') };
        var text = string.Concat(parts.Where(part => part.Number > 0).Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Number}{part.Unit}")));
        return text.Length > 0 ? text : "0s";
    }

    private static TimeSpan? Unit(char letter) => char.ToLowerInvariant(letter) switch
    {
        's' => TimeSpan.FromSeconds(1),
        'm' => TimeSpan.FromMinutes(1),
        'h' => TimeSpan.FromHours(1),
        'd' => TimeSpan.FromDays(1),
        'w' => TimeSpan.FromDays(7),
        _ => null,
    };
}
