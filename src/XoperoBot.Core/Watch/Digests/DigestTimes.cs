using System.Globalization;

namespace XoperoBot.Core.Watch.Digests;

/// <summary>When a digest is due. Days and times are those of its zone: a clock that is put forward or back moves no digest by an hour.</summary>
internal static class DigestTimes
{
    private const int MostMinutesSkipped = 2 * 24 * 60;

    private static readonly DayOfWeek[] Week =
    [
        DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday,
    ];

    /// <summary>Monday first.</summary>
    public static IReadOnlyList<DayOfWeek> AllDays => Week;

    /// <summary>The first moment after another at which the setting asks for a digest.</summary>
    public static DateTimeOffset Next(DigestSetting setting, DateTimeOffset after)
    {
        var zone = Zones.Find(setting.Zone) ?? TimeZoneInfo.Utc;
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(after, zone).DateTime).AddDays(-1);
        while (true)
        {
            if (setting.Days.Contains(day.DayOfWeek) && Moment(day.ToDateTime(setting.At), zone) is var moment && moment > after)
            {
                return moment;
            }

            day = day.AddDays(1);
        }
    }

    /// <summary>How many were due in a span, its end included.</summary>
    public static int Count(DigestSetting setting, DateTimeOffset after, DateTimeOffset until)
    {
        var count = 0;
        for (var due = Next(setting, after); due <= until; due = Next(setting, due))
        {
            count++;
        }

        return count;
    }

    /// <summary>The longest time between two of its digests: what the first one looks back on.</summary>
    public static TimeSpan Longest(DigestSetting setting)
    {
        var days = setting.Days.Select(day => Array.IndexOf(Week, day)).Order().ToList();
        var longest = days.Zip(days.Skip(1).Append(days[0] + Week.Length), (one, next) => next - one).Max();
        return TimeSpan.FromDays(longest);
    }

    /// <summary>"every day at 08:00 (Europe/Warsaw)".</summary>
    public static string Words(DigestSetting setting) =>
        string.Create(CultureInfo.InvariantCulture, $"{Days(setting.Days)} at {setting.At:HH:mm} ({setting.Zone})");

    /// <summary>"Mon 2026-11-23 08:00 Europe/Warsaw": the same for every reader.</summary>
    public static string Local(DateTimeOffset at, string zone) => string.Create(
        CultureInfo.InvariantCulture, $"{TimeZoneInfo.ConvertTime(at, Zones.Find(zone) ?? TimeZoneInfo.Utc):ddd yyyy-MM-dd HH:mm} {zone}");

    private static string Days(IReadOnlyList<DayOfWeek> days)
    {
        var sorted = Week.Where(days.Contains).ToList();
        return sorted.Count switch
        {
            7 => "every day",
            5 when !sorted.Contains(DayOfWeek.Saturday) && !sorted.Contains(DayOfWeek.Sunday) => "Monday to Friday",
            1 => $"every {sorted[0]}",
            _ => $"every {string.Join(", ", sorted.SkipLast(1))} and {sorted[^1]}",
        };
    }

    // A time that the clocks skip is due when they go on; one that they show twice is due the first time.
    private static DateTimeOffset Moment(DateTime local, TimeZoneInfo zone)
    {
        for (var skipped = 0; zone.IsInvalidTime(local) && skipped < MostMinutesSkipped; skipped++)
        {
            local = local.AddMinutes(1);
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
