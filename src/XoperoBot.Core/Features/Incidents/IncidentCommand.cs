using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;
using XoperoBot.Core.Watch;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Features.Incidents;

/// <summary>One incident: all its parts, page by page, and what happened.</summary>
internal sealed class IncidentCommand(IncidentStore incidents, Subscriptions subscriptions, IManagementServices services, TimeProvider time) : ICommand
{
    private const int Remembered = 15;

    public CommandInfo Info { get; } = new("incident", "incident <incident>", "Shows one incident: what is wrong, since when, and what happened so far.")
    {
        Options = [Pages.Option],
    };

    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken)
    {
        var id = call.Arguments.Text;
        if (id.Length == 0)
        {
            return new UsageReply("Which incident?");
        }

        var asked = call.Arguments.Page;
        if (await incidents.FindAsync(id, call.Person.Sight, (asked - 1) * Pages.Size, cancellationToken) is not { } incident)
        {
            return new NotFoundReply("incident", id, []);
        }

        var page = Pages.Clamp(asked, incident.Parts);
        incident = page == asked ? incident : (await incidents.FindAsync(id, call.Person.Sight, (page - 1) * Pages.Size, cancellationToken))!;
        var history = await incidents.HistoryAsync(incident.Id, Remembered, cancellationToken);
        var mutes = await subscriptions.MutesAsync(cancellationToken);
        return new CardReply(Card(incident, page, history, Alerts.MuteOf(incident, mutes)));
    }

    private Card Card(Incident incident, int page, IReadOnlyList<(DateTimeOffset At, string Said)> history, Mute? mute)
    {
        var now = time.GetUtcNow();
        var title = IncidentWords.Title(incident);
        var state = IncidentWords.State(incident, mute, now);
        var elements = new List<Element>
        {
            new Notice(IncidentWords.ToneOf(incident), state),
            new Items([.. incident.Shown.Select(part => IncidentWords.Item(part, incident.Organization.Length == 0))]),
        };
        if (Pages.Caption(page, incident.Parts) is { Length: > 0 } caption)
        {
            elements.Add(new Paragraph(caption) { Muted = true });
        }

        if (incident is { Parts: 1, Shown: [{ Before.Length: > 0 } part] })
        {
            elements.Add(new Facts([new Fact("Last time", Text.Recalled(part.Before))]));
        }

        elements.Add(new Heading("What happened"));
        elements.AddRange(history.Select(line => (Element)new Paragraph(Text.Of(new Time(line.At), " ", Text.Recalled(line.Said)))));
        elements.Add(new Paragraph(incident.Id) { Muted = true });
        return new Card(title, IncidentWords.ToneOf(incident), elements)
        {
            Summary = $"{title}: {state}.",
            Actions =
            [
                .. incident.IsOpen && IncidentWords.OwnerAt(incident, now) is null ? [new Button("Acknowledge", CommandLine.Of("ack", incident.Id)) { Style = ButtonStyle.Primary }] : Array.Empty<CardAction>(),
                .. incident.IsOpen ? [Silence(incident, mute)] : Array.Empty<CardAction>(),
                .. incident is { IsOpen: true, Parts: 1, Shown: [var only] } ? IncidentWords.Actions(incident, only) : [],
                .. Pages.Buttons(CommandLine.Of("incident", incident.Id), page, incident.Parts),
                .. services.Find(incident.Server) is { } service ? Describe.Console(service) : [],
            ],
        };
    }

    private static Button Silence(Incident incident, Mute? mute) => mute is null
        ? new Button("Mute 4 h", CommandLine.Of("mute", incident.Id, "for", "4h"))
        : new Button("Unmute", CommandLine.Of("unmute", mute.Scope == Scope.All ? "all" : mute.Name));
}
