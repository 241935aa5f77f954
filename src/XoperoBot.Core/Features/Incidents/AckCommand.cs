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
    public CommandInfo Info { get; } = new("ack", "ack <incident> [as normal]", "Says that you take care of an incident; “as normal”: that a plan need not have run.")
    {
        Needs = Needs.Operator,
        Risk = Risk.Starts,
        Urgent = true,
        Aliases = ["acknowledge"],
        Examples = ["ack I-7K2M9QXA"],
    };

    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken)
    {
        var words = call.Arguments.Words;
        var isNormal = words.Count == 3 && words[1].Is("as") && words[2].Is("normal");
        var id = isNormal ? words[0].Value : call.Arguments.Text;
        if (id.Length == 0)
        {
            return new UsageReply("Which incident?");
        }

        var open = await incidents.OpenOfAsync(id, call.Person.Sight, cancellationToken);
        if (open.Count == 0)
        {
            return await incidents.FindAsync(id, call.Person.Sight, 0, cancellationToken) is { } over
                ? new RefusedReply($"{IncidentWords.Title(over)}: this is over already.")
                : new NotFoundReply("open incident", id, []);
        }

        if (isNormal)
        {
            return await NormalAsync(call, open, cancellationToken);
        }

        if (open is [var only] && await incidents.FindAsync(only, call.Person.Sight, 0, cancellationToken) is { } incident
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

    private async Task<Reply> NormalAsync(Call call, IReadOnlyList<string> open, CancellationToken cancellationToken)
    {
        foreach (var id in open)
        {
            if (await incidents.FindAsync(id, call.Person.Sight, 0, cancellationToken) is { Kind: not Trouble.PlanDidNotRun } other)
            {
                return new RefusedReply($"{IncidentWords.Title(other)}: only that a plan did not run can be normal.");
            }
        }

        var sentence = $"{call.Person.Name} says that this is normal: a silence that begins at this time of the week is expected from now on, for as long as it lasts this time.";
        return new CardReply(new Card("Taken as normal", Tone.Neutral, [new Notice(Tone.Neutral, sentence)]) { Summary = sentence })
        {
            Private = call.Inbound is Clicked,
            Stores = [session => subscriptions.AcceptAsync(session, open, call.Person.Name)],
        };
    }
}
