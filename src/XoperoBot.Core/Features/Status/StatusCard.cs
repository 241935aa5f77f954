using XoperoBot.Core.Chat;
using XoperoBot.Core.Servers;
using XoperoBot.Core.Watch;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Features.Status;

internal static class StatusCard
{
    private const int MostShown = 8;

    public static Card Of(IReadOnlyList<Reading> readings, IReadOnlyList<ServerAge> watched, DateTimeOffset now)
    {
        var unread = readings.Where(reading => reading.Fault is not null).ToList();
        var read = Names.Organizations(readings.Where(reading => reading.Fault is null))
            .Select(at => (At: at, Tone: Standing.Of(at.Organization)))
            .OrderByDescending(item => Standing.Weight(item.Tone))
            .ThenBy(item => item.At.Path, StringComparer.OrdinalIgnoreCase)
            .ToList();
        var trouble = read.Count(item => Standing.Weight(item.Tone) >= Standing.Weight(Tone.Warning));
        var summary = Summary(readings.Count, unread.Count, read.Count, trouble);

        var elements = new List<Element>(Describe.Unread(unread)) { new Paragraph(summary) };
        foreach (var (at, _) in read.Take(MostShown))
        {
            elements.Add(Standing.Protection(at.Organization, Describe.Name(at, readings.Count)));
            elements.Add(new Paragraph(Describe.Organization(at.Organization)) { Muted = true });
        }

        if (read.Count > MostShown)
        {
            elements.Add(new Paragraph($"{Describe.Count(read.Count - MostShown, "more organization")} not shown here."));
        }

        if (read.Count > 0)
        {
            elements.Add(new Divider());
            elements.Add(new Facts([.. Totals([.. read.Select(item => item.At.Organization)])]));
        }

        elements.Add(new Facts([.. Watched(watched, now)]));
        elements.Add(Describe.Age(readings));
        var tone = Standing.Worst(read.Select(item => item.Tone).Concat(unread.Select(_ => Tone.Unknown)));
        return new Card("Backup status", tone, elements)
        {
            Summary = summary,
            Actions =
            [
                new Button("Refresh", "status") { InPlace = true },
                new Button("Organizations", "orgs"),
                new Button("Plans in trouble", "plans failed warnings never"),
            ],
        };
    }

    /// <summary>How long ago each server was read by itself, the oldest first: silence means something only while somebody looks.</summary>
    private static IEnumerable<Fact> Watched(IReadOnlyList<ServerAge> servers, DateTimeOffset now)
    {
        foreach (var server in servers.OrderBy(server => server.ReadAt ?? DateTimeOffset.MinValue).Take(MostShown))
        {
            yield return server.ReadAt is { } at
                ? new Fact($"Watched: {server.Server}", Text.Of($"last pass {PlanWords.Span(now > at ? now - at : TimeSpan.Zero)} ago, ", new Time(at)), server.Fault is null ? Tone.Neutral : Tone.Unknown)
                : new Fact($"Watched: {server.Server}", "no pass yet", Tone.Unknown);
        }

        if (servers.Count > MostShown)
        {
            yield return new Fact("Watched", $"{Describe.Count(servers.Count - MostShown, "more server")}, all read since");
        }
    }

    private static string Summary(int servers, int unread, int organizations, int trouble)
    {
        if (servers == unread)
        {
            return servers == 1 ? "The server could not be read, so how the backups stand is unknown." : "No server could be read, so how the backups stand is unknown.";
        }

        var known = organizations == 0
            ? "No organizations are connected."
            : trouble == 0 ? $"All is well in {Describe.Count(organizations, "organization")}." : $"{trouble} of {Describe.Count(organizations, "organization")} {(trouble == 1 ? "needs" : "need")} attention.";
        return unread == 0 ? known : $"{known} {unread} of {servers} servers could not be read: unknown.";
    }

    private static IEnumerable<Fact> Totals(IReadOnlyList<Organization> organizations)
    {
        var plans = organizations.SelectMany(organization => organization.Plans).ToList();
        foreach (var group in plans.Select(Standing.Outcome).GroupBy(outcome => outcome).OrderByDescending(group => Standing.Weight(group.Key.Tone)))
        {
            yield return new Fact($"Plans {group.Key.Word}", Describe.Count(group.Count(), "plan"), group.Key.Tone);
        }

        yield return new Fact("Running now", Describe.Count(plans.Count(plan => plan.IsRunning == true), "plan"));
        yield return new Fact("Synchronising now", Describe.Count(organizations.Count(item => item.SynchronizationInProgress == true), "organization"));
        var missing = organizations.Sum(organization => (long)(organization.MissingLicences ?? 0));
        yield return new Fact("Licences missing", Describe.Count(missing, "licence"), missing > 0 ? Tone.Warning : Tone.Neutral);
        var removed = organizations.Sum(organization => (long)(organization.RemovedRepositories ?? 0));
        yield return new Fact("No longer visible at the Git host", Describe.Count(removed, "repository", "repositories"));
    }
}
