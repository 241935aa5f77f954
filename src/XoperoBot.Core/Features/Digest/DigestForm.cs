using System.Globalization;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Watch.Digests;

namespace XoperoBot.Core.Features.Digest;

/// <summary>Asks for what a digest's line leaves out.</summary>
internal static class DigestForm
{
    private const string UsualTime = "08:00";

    public static FormReply Of(DigestAsked asked, string zone)
    {
        var weekly = asked.Word == DigestWord.Weekly;
        var fields = new List<Field>();
        if (asked.Days.Count == 0)
        {
            fields.Add(new ChoiceField("days", weekly ? "Day" : "Days")
            {
                Required = true,
                Many = !weekly,
                Choices = [.. DigestTimes.AllDays.Select(Choice)],
                Selected = [.. DigestTimes.AllDays.Take(weekly ? 1 : 7).Select(Choice)],
            });
        }

        if (asked.At is null)
        {
            fields.Add(new TimeField("at", "Time of day") { Required = true, Value = UsualTime });
        }

        if (asked.Zone is null)
        {
            fields.Add(new ChoiceField("zone", "Time zone") { Required = true, Lookup = ZoneChoices.SourceName, Selected = [new Choice(zone, zone.Replace('_', ' '))] });
        }

        return new FormReply(weekly ? "Weekly digest" : "Daily digest", fields, asked.Known) { SubmitLabel = "Set the digest" };
    }

    private static Choice Choice(DayOfWeek day) =>
        new(DigestWords.Of(day), CultureInfo.InvariantCulture.DateTimeFormat.GetDayName(day));
}
