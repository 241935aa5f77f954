using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;
using XoperoBot.Core.Watch;

namespace XoperoBot.Core.Features.Incidents;

/// <summary>What is wrong now, or was.</summary>
internal sealed class IncidentsCommand(IncidentStore incidents, Subscriptions subscriptions, IWatchAge age, TimeProvider time) : ICommand
{
    public CommandInfo Info { get; } = new("incidents", "incidents [open|closed]", "Lists what is wrong now, newest first, or what is closed.")
    {
        Options = [Pages.Option],
        Examples = ["incidents", "incidents closed"],
    };

    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken)
    {
        var words = call.Arguments.Words;
        var closed = words is [var word] && word.Is("closed");
        if (words.Count > 0 && !closed && !(words is [var other] && other.Is("open")))
        {
            return new UsageReply("Say open or closed, or nothing.");
        }

        var total = await incidents.CountAsync(!closed, call.Person.Sight, cancellationToken);
        var page = Pages.Clamp(call.Arguments.Page, total);
        var rows = await incidents.ListAsync(!closed, call.Person.Sight, (page - 1) * Pages.Size, Pages.Size, cancellationToken);
        var mutes = await subscriptions.MutesAsync(cancellationToken);
        var now = time.GetUtcNow();
        var summary = total == 0
            ? closed ? "No incident is closed yet." : "No incident is open."
            : $"{Describe.Count(total, "incident")} {(closed ? "closed" : "open")} {Pages.Caption(page, total)}".TrimEnd();
        var items = rows.Select(incident => new Item(IncidentWords.Title(incident), IncidentWords.ToneOf(incident), IncidentWords.State(incident, Alerts.MuteOf(incident, mutes), now))
        {
            Button = new Button("Open", CommandLine.Of("incident", incident.Id)),
        });
        var freshness = (await Freshness(call.Person.Sight, cancellationToken)).ToList();
        var tone = freshness.Exists(element => element is Notice) ? Tone.Unknown
            : closed ? Tone.Neutral
            : total == 0 ? Tone.Good
            : Standing.Worst(rows.Select(IncidentWords.ToneOf));
        return new CardReply(new Card(closed ? "Closed incidents" : "Open incidents", tone, [new Paragraph(summary), new Items([.. items]), .. freshness])
        {
            Summary = total == 0 ? summary : $"{summary}.",
            Actions = [.. Pages.Buttons(CommandLine.Of("incidents", closed ? "closed" : "open"), page, total), new Button(closed ? "Open incidents" : "Closed incidents", closed ? "incidents open" : "incidents closed")],
        });
    }

    // "None" means something only while somebody looks.
    private async Task<IEnumerable<Element>> Freshness(Sight sight, CancellationToken cancellationToken)
    {
        var ages = await age.AllAsync(sight, cancellationToken);
        return ages.Where(server => server.Fault is not null || server.ReadAt is null)
            .Select(server => (Element)new Notice(Tone.Unknown, server.ReadAt is { } at
                ? Text.Of($"Server {server.Server} cannot be read now; last read ", new Time(at), ".")
                : $"Server {server.Server} was not read yet."))
            .Concat(ages.Where(server => server is { Fault: null, ReadAt: not null }).Select(server => server.ReadAt!.Value).DefaultIfEmpty().Min() is var oldest && oldest != default
                ? [new Paragraph(Text.Of("Read ", new Time(oldest))) { Muted = true }]
                : []);
    }
}
