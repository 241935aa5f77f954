using Microsoft.Extensions.Options;
using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;
using XoperoBot.Core.Watch;

namespace XoperoBot.Core.Features.Incidents;

/// <summary>Says that somebody takes care: everybody sees who, and it lapses.</summary>
internal sealed class AckCommand(IncidentStore incidents, Subscriptions subscriptions, IOptions<WatchOptions> options, TimeProvider time) : ICommand
{
    public CommandInfo Info { get; } = new("ack", "ack <incident>", "Says that you take care of an incident; it is not repeated until that lapses.")
    {
        Needs = Needs.Operator,
        Risk = Risk.Starts,
        Urgent = true,
        Aliases = ["acknowledge"],
        Examples = ["ack I-7K2M9QXA"],
    };

    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken)
    {
        var id = call.Arguments.Text;
        if (id.Length == 0)
        {
            return new UsageReply("Which incident?");
        }

        var open = await incidents.OpenOfAsync(id, cancellationToken);
        if (open.Count == 0)
        {
            return await incidents.FindAsync(id, 0, cancellationToken) is { } over
                ? new RefusedReply($"{IncidentWords.Title(over)}: this is over already.")
                : new NotFoundReply("open incident", id, []);
        }

        if (open is [var only] && await incidents.FindAsync(only, 0, cancellationToken) is { } incident
            && IncidentWords.OwnerAt(incident, time.GetUtcNow()) is { } owner && owner != call.Person.Name)
        {
            return new RefusedReply($"{owner} has acknowledged this already.");
        }

        var lasts = options.Value.AcknowledgedFor;
        var sentence = $"{call.Person.Name} takes care of {(open is [var one] ? one : Describe.Count(open.Count, "incident"))} for {Durations.Write(lasts)}.";
        return new CardReply(new Card("Acknowledged", Tone.Neutral, [new Notice(Tone.Neutral, sentence)]) { Summary = sentence })
        {
            Private = call.Inbound is Clicked,
            Stores = [session => subscriptions.AcknowledgeAsync(session, open, call.Person.Name, lasts)],
        };
    }
}
