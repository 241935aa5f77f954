using System.Globalization;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Watch.Digests;

namespace XoperoBot.Core.Features.Digest;

internal enum DigestWord
{
    Show,
    Daily,
    Weekly,
    Off,
    Now,
}

/// <summary>What was typed, or filled in.</summary>
/// <param name="Word">Which of them.</param>
/// <param name="Days">None: not said.</param>
/// <param name="At">Null: not said.</param>
/// <param name="Zone">As typed; null: not said.</param>
internal sealed record DigestAsked(DigestWord Word, IReadOnlyList<DayOfWeek> Days, TimeOnly? At, string? Zone)
{
    /// <summary>What cannot be understood; null when all can.</summary>
    public string? Wrong { get; init; }

    /// <summary>The words after the command's own that say the same.</summary>
    public IReadOnlyList<string> Known =>
    [
        Word == DigestWord.Weekly ? "weekly" : "daily",
        .. At is { } at ? ["--at", at.ToString("HH:mm", CultureInfo.InvariantCulture)] : Array.Empty<string>(),
        .. Days.SelectMany(day => new[] { "--days", DigestWords.Of(day) }),
        .. Zone is null ? Array.Empty<string>() : ["--zone", Zone],
    ];

    public string Line(string zone) => CommandLine.Of(["digest", .. (this with { Zone = zone }).Known]);
}

/// <summary>Reads <c>daily 08:00 mon-fri Europe/Warsaw</c>; times, days and zone may stand in any order.</summary>
internal static class DigestWords
{
    private static readonly string[] Times = ["H:mm", "HH:mm"];

    public static DigestAsked Read(Arguments arguments)
    {
        var words = arguments.Words;
        DigestWord? word = words switch
        {
            [] => DigestWord.Show,
            [var one] when one.Is("off") => DigestWord.Off,
            [var one] when one.Is("now") => DigestWord.Now,
            [var one, ..] when one.Is("daily") => DigestWord.Daily,
            [var one, ..] when one.Is("weekly") => DigestWord.Weekly,
            _ => null,
        };
        if (word is null)
        {
            return new DigestAsked(DigestWord.Daily, [], At: null, Zone: null) { Wrong = "Say daily, weekly, off or now." };
        }

        var said = words.Skip(1).Select(token => token.Value).Concat(arguments.Values("at")).Concat(arguments.Values("days")).ToList();
        var asked = Sort(word.Value, said);
        return arguments.Value("zone") is { } zone && asked.Zone is null ? asked with { Zone = zone } : asked;
    }

    public static string Of(DayOfWeek day) => day.ToString()[..3].ToLowerInvariant();

    private static DigestAsked Sort(DigestWord word, IReadOnlyList<string> said)
    {
        TimeOnly? at = null;
        var days = new List<DayOfWeek>();
        var rest = new List<string>();
        foreach (var one in said)
        {
            if (TimeOnly.TryParseExact(one, Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            {
                at = time;
            }
            else if (Days(one) is { } some)
            {
                days.AddRange(some);
            }
            else
            {
                rest.Add(one);
            }
        }

        var sorted = DigestTimes.AllDays.Where(days.Contains).ToList();
        var wrong = rest.Find(text => char.IsAsciiDigit(text[0])) is { } number ? $"“{number}” is no time of day; write it as 08:00."
            : word == DigestWord.Weekly && sorted.Count > 1 ? "A weekly digest comes on one day; say daily with the days that you want."
            : null;
        var isEvery = word == DigestWord.Daily && sorted.Count == 0 && at is not null;
        return new DigestAsked(word, isEvery ? DigestTimes.AllDays : sorted, at, rest.Count == 0 ? null : string.Join(' ', rest)) { Wrong = wrong };
    }

    /// <summary>"mon", "Monday", "mon-fri", "mon,wed"; null for anything else.</summary>
    private static List<DayOfWeek>? Days(string text)
    {
        if (text.Equals("weekdays", StringComparison.OrdinalIgnoreCase))
        {
            return [.. DigestTimes.AllDays.Take(5)];
        }

        var days = new List<DayOfWeek>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            switch (part.Split('-').Select(Day).ToList())
            {
                case [{ } only]:
                    days.Add(only);
                    break;
                case [{ } first, { } last]:
                    days.AddRange(Between(first, last));
                    break;
                default:
                    return null;
            }
        }

        return days.Count == 0 ? null : days;
    }

    // Over the end of the week too: sat-mon.
    private static IEnumerable<DayOfWeek> Between(DayOfWeek first, DayOfWeek last)
    {
        for (var day = first; ; day = (DayOfWeek)(((int)day + 1) % 7))
        {
            yield return day;
            if (day == last)
            {
                yield break;
            }
        }
    }

    private static DayOfWeek? Day(string text)
    {
        foreach (var day in DigestTimes.AllDays)
        {
            if (text.Length >= 3 && day.ToString().StartsWith(text, StringComparison.OrdinalIgnoreCase))
            {
                return day;
            }
        }

        return null;
    }
}
