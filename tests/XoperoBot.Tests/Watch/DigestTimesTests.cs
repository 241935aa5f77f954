using System.Globalization;
using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Features.Digest;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Watch.Digests;

namespace XoperoBot.Tests.Watch;

public sealed class DigestTimesTests
{
    private static readonly IReadOnlyList<Option> Options = [new("at", ""), new("days", ""), new("zone", "")];

    public static TheoryData<string, string, string, string, string, string> Due => new()
    {
        // what, days, at, zone, after (UTC), expected (UTC)
        { "later today", "daily", "08:00", "Etc/UTC", "2026-03-02T07:59:59Z", "2026-03-02T08:00:00Z" },
        { "not twice at the very moment", "daily", "08:00", "Etc/UTC", "2026-03-02T08:00:00Z", "2026-03-03T08:00:00Z" },
        { "the zone's day, not the world's", "daily mon", "00:30", "Pacific/Auckland", "2026-03-01T00:00:00Z", "2026-03-01T11:30:00Z" },
        { "winter", "daily", "08:00", "Europe/Warsaw", "2026-03-28T00:00:00Z", "2026-03-28T07:00:00Z" },
        { "summer: the same on the clock", "daily", "08:00", "Europe/Warsaw", "2026-03-28T07:00:00Z", "2026-03-29T06:00:00Z" },
        { "skipped by the clocks: when they go on", "daily", "02:30", "Europe/Warsaw", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z" },
        { "and once", "daily", "02:30", "Europe/Warsaw", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z" },
        { "shown twice by the clocks: the first time", "daily", "02:30", "Europe/Warsaw", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z" },
        { "and not the second", "daily", "02:30", "Europe/Warsaw", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z" },
        { "half an hour skipped", "daily", "02:15", "Australia/Lord_Howe", "2026-10-03T12:00:00Z", "2026-10-03T15:30:00Z" },
        { "midnight skipped", "daily", "00:00", "America/Santiago", "2026-09-05T12:00:00Z", "2026-09-06T04:00:00Z" },
        { "Friday to Monday", "daily mon-fri", "08:00", "America/New_York", "2026-03-06T13:00:00Z", "2026-03-09T12:00:00Z" },
        { "weekly", "weekly monday", "08:00", "Asia/Kolkata", "2026-03-02T02:30:00Z", "2026-03-09T02:30:00Z" },
        { "a Windows name", "daily", "08:00", "Central European Standard Time", "2026-07-01T00:00:00Z", "2026-07-01T06:00:00Z" },
    };

    [Theory]
    [MemberData(nameof(Due))]
    public void The_next_one_is_due(string what, string days, string at, string zone, string after, string expected)
    {
        var asked = Read($"{days} {at} {zone}");
        var setting = new DigestSetting(new Place("test", "room"), asked.Days, asked.At!.Value, Zones.Iana(asked.Zone)!, "Ann") { Sight = Sight.All };

        Assert.Equal((what, At(expected)), (what, DigestTimes.Next(setting, At(after))));
    }

    [Fact]
    public void A_year_of_nights_has_one_digest_for_each_day_whatever_the_clocks_do()
    {
        foreach (var zone in new[] { "Europe/Warsaw", "America/New_York", "Australia/Lord_Howe", "Asia/Tehran", "America/Santiago" })
        {
            var setting = new DigestSetting(new Place("test", "room"), DigestTimes.AllDays, new TimeOnly(2, 30), zone, "Ann") { Sight = Sight.All };
            var first = At("2026-01-01T12:00:00Z");

            Assert.Equal((zone, 365), (zone, DigestTimes.Count(setting, first, first.AddDays(365))));
        }
    }

    public static TheoryData<string, string> Lines => new()
    {
        { "daily 08:00", "every day at 08:00 (-)" },
        { "daily 8:00 mon-fri Europe/Warsaw", "Monday to Friday at 08:00 (Europe/Warsaw)" },
        { "daily weekdays 7:30", "Monday to Friday at 07:30 (-)" },
        { "daily wed,MONDAY 07:30", "every Monday and Wednesday at 07:30 (-)" },
        { "daily sat-mon 07:30", "every Monday, Saturday and Sunday at 07:30 (-)" },
        { "weekly friday 17:00 Central European Standard Time", "every Friday at 17:00 (Central European Standard Time)" },
        { "weekly 17:00 fri", "every Friday at 17:00 (-)" },
        { "daily --at 08:00 --days mon --days tue --zone Asia/Tokyo", "every Monday and Tuesday at 08:00 (Asia/Tokyo)" },
        { "weekly mon tue 08:00", "A weekly digest comes on one day; say daily with the days that you want." },
        { "daily 25:00", "“25:00” is no time of day; write it as 08:00." },
        { "hourly", "Say daily, weekly, off or now." },
        { "off now", "Say daily, weekly, off or now." },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void What_is_typed_is_understood(string line, string expected)
    {
        var asked = Read(line);

        Assert.Equal(expected, asked.Wrong ?? DigestTimes.Words(new DigestSetting(new Place("test", "room"), asked.Days, asked.At!.Value, asked.Zone ?? "-", "Ann") { Sight = Sight.All }));
    }

    [Theory]
    [InlineData("europe/warsaw", "Europe/Warsaw")]
    [InlineData("America/New York", "America/New_York")]
    [InlineData("W. Europe Standard Time", "Europe/Berlin")]
    [InlineData("UTC", "UTC")]
    [InlineData("Atlantis", null)]
    [InlineData("../../../etc/localtime", null)]
    [InlineData("/etc/localtime", null)]
    [InlineData("", null)]
    public void Zones_are_known_by_either_name_and_never_by_a_path(string typed, string? expected) => Assert.Equal(expected, Zones.Iana(typed));

    private static DigestAsked Read(string line) => DigestWords.Read(Arguments.Bind(CommandLine.Parse(line), Options));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
