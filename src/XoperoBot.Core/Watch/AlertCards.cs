using System.Globalization;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Watch;

/// <summary>What a place is told.</summary>
internal sealed class AlertCards(IManagementServices services)
{
    private const int Listed = 10;

    /// <summary>The message itself: one incident in full, several as a list.</summary>
    public Card Of(Alert alert, IReadOnlyList<Incident> incidents, IReadOnlyList<Mute> mutes, DateTimeOffset now) =>
        incidents is [var only] ? One(only, mutes, now) : Several(alert, incidents, mutes, now);

    /// <summary>What happened, for the message's thread.</summary>
    public static Card Note(IReadOnlyList<Incident> incidents, Func<Incident, string> say, Tone tone)
    {
        var lines = incidents.Take(Listed).Select(say).ToList();
        if (incidents.Count > Listed)
        {
            lines.Add($"and {incidents.Count - Listed} more");
        }

        var title = incidents is [var only] ? IncidentWords.Title(only) : Describe.Count(incidents.Count, "incident");
        return new Card(title, tone, [.. lines.Select(line => (Element)new Notice(tone, Text.Recalled(line)))])
        {
            Summary = incidents is [_] ? lines[0] : $"{title}: {lines[0]}",
            Actions = incidents is [var one] ? [Details(one)] : [new Button("Incidents", "incidents")],
        };
    }

    private Card One(Incident incident, IReadOnlyList<Mute> mutes, DateTimeOffset now)
    {
        var mute = Alerts.MuteOf(incident, mutes);
        var state = IncidentWords.State(incident, mute, now);
        var tone = IncidentWords.ToneOf(incident);
        var elements = new List<Element> { new Notice(tone, state) };
        if (incident is { Parts: 1, Shown: [var part] })
        {
            elements.Add(new Facts([.. Facts(incident, part)]));
        }
        else
        {
            elements.Add(new Items([.. incident.Shown.Select(shown => IncidentWords.Item(shown, incident.Organization.Length == 0))]));
            if (incident.Parts > incident.Shown.Count)
            {
                elements.Add(new Paragraph(string.Create(CultureInfo.InvariantCulture, $"and {incident.Parts - incident.Shown.Count:N0} more: see the details.")));
            }
        }

        elements.Add(new Paragraph(incident.Id) { Muted = true });
        var title = IncidentWords.Title(incident);
        return new Card(incident.IsOpen ? title : $"{Capital(IncidentWords.Ended(incident))}: {title}", tone, elements)
        {
            Summary = $"{title}: {state}.",
            Actions = [.. Actions(incident, mute, now)],
        };
    }

    private Card Several(Alert alert, IReadOnlyList<Incident> incidents, IReadOnlyList<Mute> mutes, DateTimeOffset now)
    {
        var open = incidents.Where(incident => incident.IsOpen).ToList();
        var tone = open.Count == 0 ? Tone.Good : Standing.Worst(open.Select(IncidentWords.ToneOf));
        var (one, many, verb) = alert.Kind.Words();
        var title = $"{Describe.Count(incidents.Sum(incident => Math.Max(1, incident.Parts)), one, many)} {verb}";
        var state = open.Count == 0 ? "all recovered" : open.Count == incidents.Count ? "all open" : $"{open.Count} of {incidents.Count} incidents open";
        var elements = new List<Element>
        {
            new Notice(tone, $"{Describe.Count(incidents.Count, "incident")}: {state}."),
            new Items([.. incidents.OrderBy(incident => incident.IsOpen ? 0 : 1).Take(Listed).Select(incident =>
                new Item(IncidentWords.Title(incident), IncidentWords.ToneOf(incident), IncidentWords.State(incident, Alerts.MuteOf(incident, mutes), now))
                {
                    Button = Details(incident),
                })]),
        };
        if (incidents.Count > Listed)
        {
            elements.Add(new Paragraph($"and {incidents.Count - Listed} more"));
        }

        elements.Add(new Paragraph(alert.Id) { Muted = true });
        return new Card(open.Count == 0 ? $"Recovered: {title}" : title, tone, elements)
        {
            Summary = $"{title}: {state}.",
            Actions =
            [
                .. open.Exists(incident => IncidentWords.OwnerAt(incident, now) is null) ? Acknowledge(alert.Id) : [],
                .. open.Count > 0 ? MuteFor(alert.Id) : [],
                new Button("All incidents", "incidents"),
                .. incidents.Select(incident => incident.Server).Distinct(StringComparer.Ordinal).ToList() is [var server] ? Console(server) : [],
            ],
        };
    }

    private static IEnumerable<Fact> Facts(Incident incident, IncidentPart part)
    {
        yield return new Fact("Where", part.OrganizationName.Length > 0 ? $"{incident.Server}/{part.OrganizationName}" : incident.Server);
        yield return new Fact("Since", Text.Of(new Time(part.Since)));
        if (part.Detail.Length > 0)
        {
            yield return new Fact(part.Kind is Trouble.PlanFailed or Trouble.PlanWarnings or Trouble.PlanNothing ? "What the service says" : "What is known", Text.Recalled(part.Detail));
        }

        if (part.Before.Length > 0)
        {
            yield return new Fact("Last time", Text.Recalled(part.Before));
        }
    }

    private IEnumerable<CardAction> Actions(Incident incident, Mute? mute, DateTimeOffset now) =>
    [
        .. incident.IsOpen && IncidentWords.OwnerAt(incident, now) is null ? Acknowledge(incident.Id) : [],
        .. incident.IsOpen && mute is null && incident.Kind != Trouble.NotWatched ? MuteFor(incident.Id) : [],
        .. incident is { IsOpen: true, Parts: 1, Shown: [var part] } ? IncidentWords.Actions(incident, part) : [],
        Details(incident),
        .. Console(incident.Server),
    ];

    private IEnumerable<CardAction> Console(string server) => services.Find(server) is { } service ? Describe.Console(service) : [];

    private static IEnumerable<CardAction> Acknowledge(string id) => [new Button("Acknowledge", CommandLine.Of("ack", id)) { Style = ButtonStyle.Primary }];

    private static IEnumerable<CardAction> MuteFor(string id) => [new Button("Mute 4 h", CommandLine.Of("mute", id, "for", "4h"))];

    private static Button Details(Incident incident) => new("Details", CommandLine.Of("incident", incident.Id));

    private static string Capital(string word) => $"{char.ToUpperInvariant(word[0])}{word[1..]}";
}
