using System.Globalization;
using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Servers;

/// <summary>Sentences about servers, organizations and plans that several cards share.</summary>
public static class Describe
{
    /// <summary>What an organization's counters say besides protection: trouble first.</summary>
    public static string Organization(Organization organization)
    {
        var parts = new List<string>();
        foreach (var outcome in organization.Plans.Select(Standing.Outcome).GroupBy(pair => pair).OrderByDescending(group => Standing.Weight(group.Key.Tone)))
        {
            parts.Add($"{Count(outcome.Count(), "plan")} {outcome.Key.Word}");
        }

        if (organization.Plans.Count == 0)
        {
            parts.Add("no plans");
        }

        if (organization.Plans.Count(plan => plan.IsRunning == true) is > 0 and var running)
        {
            parts.Add($"{running} running");
        }

        if (organization.MissingLicences is > 0 and var missing)
        {
            parts.Add($"{Count(missing, "licence")} missing");
        }

        if (organization.RemovedRepositories is > 0 and var removed)
        {
            parts.Add($"{removed.ToString("N0", CultureInfo.InvariantCulture)} no longer visible at the Git host");
        }

        if (organization.SynchronizationInProgress == true)
        {
            parts.Add("synchronising");
        }

        return string.Join(" · ", parts);
    }

    /// <summary>"43 of 58 protected (74.1 %)", or that the service did not say.</summary>
    public static string Protection(Organization organization) =>
        Standing.Protection(organization, organization.Name) is Meter meter ? meter.Caption : "protection unknown";

    /// <summary>One line about a plan.</summary>
    public static Text Plan(Plan plan)
    {
        var parts = new List<TextPart> { Standing.Outcome(plan).Word };
        if (plan.LastStatus is not null)
        {
            parts.Add($": {Standing.Counters(plan.LastStatus)}");
        }

        if (plan.FinishedAt is { } at)
        {
            parts.Add(" · ");
            parts.Add(new Time(at));
        }

        if (plan.RepoCount is { } count)
        {
            parts.Add($" · {Count(count, "repository", "repositories")}");
        }

        if (plan.IsRunning == true)
        {
            parts.Add(" · running now");
        }

        return Text.Of([.. parts]);
    }

    /// <summary>Servers that could not be read: unknown, in words, with the age of what was known before.</summary>
    public static IEnumerable<Element> Unread(IEnumerable<Reading> readings) =>
        readings.Where(reading => reading.Fault is not null).Select(reading => (Element)new Notice(Tone.Unknown, reading.At is { } at
            ? Text.Of($"Server {reading.Server}: unknown. {reading.Fault!.Message} Last read ", new Time(at), ".")
            : Text.Of($"Server {reading.Server}: unknown. {reading.Fault!.Message} It was not read since the bot started.")));

    /// <summary>How old the figures are.</summary>
    public static Element Age(IEnumerable<Reading> readings)
    {
        var times = readings.Where(reading => reading is { Fault: null, At: not null }).Select(reading => reading.At!.Value).ToList();
        return new Paragraph(times.Count == 0 ? "Nothing could be read." : Text.Of("Read ", new Time(times.Min()))) { Muted = true };
    }

    /// <summary>
    /// For somebody who does not see every server, on what would be about all of them. Always the same, whether anything was left out here
    /// or not: who searches must not learn from it what is hidden.
    /// </summary>
    public static IEnumerable<Element> LeftOut(Sight sight) =>
        sight.IsAll ? [] : [new Paragraph("Whatever is about a server that you may not see is left out.") { Muted = true }];

    public static string Count(long number, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {(number == 1 ? one : many ?? one + "s")}");

    /// <summary>Name of an organization as people type it: with the server only where there are several.</summary>
    public static string Name(OrganizationAt at, int servers) => servers > 1 ? at.Path : at.Organization.Name;

    /// <summary>How many of a list need somebody, for the sentence about it; empty when none does.</summary>
    public static string Attention(IEnumerable<Tone> tones) => tones.Count(tone => Standing.Weight(tone) >= Standing.Weight(Tone.Warning)) is > 0 and var trouble
        ? string.Create(CultureInfo.InvariantCulture, $"; {trouble:N0} {(trouble == 1 ? "needs" : "need")} attention")
        : "";

    /// <summary>"Open the console", when an address is configured.</summary>
    public static IEnumerable<CardAction> Console(IManagementService service) =>
        service.ConsoleUrl is { } url ? [new LinkButton("Open the console", url)] : [];
}
