using System.Globalization;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;

namespace XoperoBot.Core.Watch;

/// <summary>Sentences about incidents that messages and commands share.</summary>
internal static class IncidentWords
{
    /// <summary>What it is, in one line: "Plan nightly failed", "212 of 230 plans of Acme failed".</summary>
    public static string Title(Incident incident)
    {
        var (one, many, verb) = incident.Kind.Words();
        if (incident.Kind == Trouble.FirstContact)
        {
            return $"Server {incident.Server} as first seen: {Describe.Count(incident.Parts, "thing")} to look at";
        }

        if (incident.Parts <= 1 && incident.Shown is [var part])
        {
            return part.Kind.IsOfServer() ? $"Server {incident.Server} {(incident.Kind == Trouble.NotWatched ? "was " : "")}{verb}"
                : part.Subject.Length == 0 ? $"{part.OrganizationName} {verb}: {part.Detail}"
                : $"{char.ToUpperInvariant(one[0])}{one[1..]} {part.Name} {verb}";
        }

        var whose = incident.Organization.Length > 0 && incident.Shown is [var first, ..] ? first.OrganizationName : $"server {incident.Server}";
        var count = incident.Whole >= incident.Parts && incident.Whole > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{incident.Parts:N0} of {Describe.Count(incident.Whole, one, many)}")
            : Describe.Count(incident.Parts, one, many);
        return $"{count} of {whose} {verb}";
    }

    public static Tone ToneOf(Incident incident) => incident.IsOpen
        ? incident.Kind == Trouble.FirstContact ? Standing.Worst(incident.Shown.Select(part => part.Kind.Tone()).DefaultIfEmpty(Tone.Warning)) : incident.Kind.Tone()
        : Tone.Good;

    /// <summary>State in one line: since when, how much is left, who has it, until when it is quiet.</summary>
    public static Text State(Incident incident, Mute? mute, DateTimeOffset now)
    {
        var parts = new List<TextPart>();
        if (incident.IsOpen)
        {
            parts.Add("open since ");
            parts.Add(new Time(incident.OpenedAt));
        }
        else
        {
            parts.Add($"{Ended(incident)} ");
            parts.Add(new Time(incident.ClosedAt!.Value));
            parts.Add($" after {Lasted(incident)}");
        }

        if (incident.Parts > 1 && incident.IsOpen && incident.OpenParts < incident.Parts)
        {
            parts.Add($" · {incident.Parts - incident.OpenParts} of {incident.Parts} recovered");
        }

        if (incident.Flaps > 0)
        {
            parts.Add($" · came back {Describe.Count(incident.Flaps, "time")}");
        }

        if (OwnerAt(incident, now) is { } owner)
        {
            parts.Add($" · acknowledged by {owner} until ");
            parts.Add(new Time(incident.OwnedUntil!.Value));
        }
        else if (incident is { IsOpen: true, Owner: { } former })
        {
            parts.Add($" · the acknowledgement of {former} lapsed");
        }

        if (mute is not null && incident.IsOpen)
        {
            parts.Add($" · muted by {mute.By} until ");
            parts.Add(new Time(mute.Until));
        }

        return Text.Of([.. parts]);
    }

    public static string? OwnerAt(Incident incident, DateTimeOffset now) => incident.IsOpen && incident.OwnedUntil > now ? incident.Owner : null;

    /// <summary>How long it lasted, or lasts by now.</summary>
    public static string Lasted(Incident incident, DateTimeOffset? now = null)
    {
        var from = incident.Kind.IsOfServer() && incident.Shown is [var part, ..] ? part.Since : incident.OpenedAt;
        var span = (incident.ClosedAt ?? now ?? incident.ChangedAt) - from;
        return PlanWords.Span(span > TimeSpan.Zero ? span : TimeSpan.Zero);
    }

    /// <summary>"Recovered", or what else ended it.</summary>
    public static string Ended(Incident incident) => incident.Kind switch
    {
        Trouble.NotWatched => "watched again",
        Trouble.PlanLostRepositories or Trouble.RepositoryNotVisible or Trouble.FirstContact => "closed",
        _ => "recovered",
    };

    /// <summary>A part as an item of a list.</summary>
    public static Item Item(IncidentPart part, bool withOrganization)
    {
        var words = new List<TextPart>();
        if (withOrganization && part.OrganizationName.Length > 0)
        {
            words.Add($"{part.OrganizationName} · ");
        }

        words.Add(part.Kind.Words().Verb);
        if (part.Detail.Length > 0)
        {
            words.Add(": ");
            words.Add(Text.Recalled(part.Detail));
        }

        words.Add(" · since ");
        words.Add(new Time(part.Since));
        if (part.ClosedAt is { } closed)
        {
            words.Add(" · recovered ");
            words.Add(new Time(closed));
        }

        return new Item(part.Name, part.ClosedAt is null ? part.Kind.Tone() : Tone.Good, Text.Of([.. words])) { Button = Open(part) };
    }

    /// <summary>What a person may want to do about one part: command lines, checked on arrival.</summary>
    public static IEnumerable<CardAction> Actions(Incident incident, IncidentPart part) => part.Kind switch
    {
        Trouble.RepositoryUnprotected when part.Subject.Length > 0 => [Ask("activate", part), Ask("attach", part)],
        Trouble.PlanDidNotRun => [new Button("This is normal", CommandLine.Of("ack", incident.Id, "as", "normal"))],
        _ => [],
    };

    // Names repeat; what is still missing, as the plan, is asked for by a form.
    private static Button Ask(string operation, IncidentPart part) =>
        new($"Ask to {operation}", CommandLine.Of(operation, "--org", part.Organization, "--repo", part.Subject));

    private static Button? Open(IncidentPart part) => part switch
    {
        { Subject.Length: 0 } => null,
        { Kind: Trouble.RepositoryUnprotected } => Ask("attach", part),
        _ when part.Kind.IsOfPlan() => new Button("Open", CommandLine.Of("plan", part.Subject)),
        _ => null,
    };
}
