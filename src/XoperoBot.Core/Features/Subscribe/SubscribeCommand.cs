using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;
using XoperoBot.Core.Storage;
using XoperoBot.Core.Watch;

namespace XoperoBot.Core.Features.Subscribe;

/// <summary>Has this place told when something goes wrong.</summary>
internal sealed class SubscribeCommand(ScopeNames scopes, Subscriptions subscriptions, IncidentStore incidents) : ICommand
{
    public CommandInfo Info { get; } = new(
        "subscribe",
        "subscribe [organization|plan|server|all] [failures|warnings|coverage|all]",
        "Tells this place when something goes wrong, and when it is well again.")
    {
        Risk = Risk.Starts,
        Options =
        [
            new Option("what", "An organization, a plan, a server, or all."),
            new Option("topics", "failures, warnings, coverage or all; several may be given."),
        ],
        Examples = ["subscribe all", "subscribe acme failures"],
    };

    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken)
    {
        if (PlaceRights.Refusal(call) is { } refusal)
        {
            return refusal;
        }

        var (about, named) = TopicWords.Split(call.Arguments.Words);
        var what = call.Arguments.Value("what") is { } given ? [.. CommandLine.Parse(given)] : about;
        if (what.Count == 0 && named == Topics.None && !call.Arguments.Has("topics"))
        {
            return Ask();
        }

        if (TopicWords.Read(call.Arguments.Values("topics")) is not { } chosen)
        {
            return new UsageReply("Topics are failures, warnings, coverage or all.");
        }

        var topics = named | chosen;
        topics = topics == Topics.None ? Topics.All : topics;
        var (found, instead) = await scopes.FindAsync(call.Person.Sight, what, typed => CommandLine.Of(["subscribe", typed, .. TopicWords.Of(topics)]), cancellationToken);
        if (instead is not null || found.Any(one => one.Scope.Incident.Length > 0))
        {
            return instead ?? new UsageReply("An incident cannot be subscribed to; the place that was told of it hears how it goes on.");
        }

        var added = found.Select(one => new Subscription(call.Inbound.Place, one.Scope, one.Name, topics, call.Person.Name)).ToList();
        var open = await incidents.CountAsync(open: true, call.Person.Sight, cancellationToken);
        return new CardReply(Card(added, isPart: ScopeNames.IsEverything(what) && !call.Person.Sight.IsAll, open))
        {
            Stores = [.. added.Select(one => (Func<Session, Task>)(session => subscriptions.AddAsync(session, one)))],
        };
    }

    private static FormReply Ask() => new(
        "Subscribe",
        [
            new ChoiceField("what", "What to hear of")
            {
                Required = true,
                Lookup = ScopeChoices.SourceName,
                Selected = [ScopeChoices.Everything],
                Hint = "Everything, a server, an organization or a plan.",
            },
            new ChoiceField("topics", "Which kinds")
            {
                Many = true,
                Choices = [.. TopicWords.All.Select(topic => new Choice(topic.Word, topic.Label))],
                Selected = [new Choice("all", TopicWords.All[^1].Label)],
            },
        ],
        [])
    {
        SubmitLabel = "Subscribe",
    };

    private static Card Card(List<Subscription> added, bool isPart, long open)
    {
        var sentence = $"This place hears of {TopicWords.Describe(added[0].Topics)} of {string.Join(", ", added.Select(one => one.Name))} from now on.";
        var elements = new List<Element> { new Notice(Tone.Good, sentence) };
        if (isPart)
        {
            elements.Add(new Paragraph("That is every server that you may see now, each as a subscription of its own. One that you may see later has to be subscribed to then."));
        }

        if (open > 0)
        {
            elements.Add(new Paragraph($"{Describe.Count(open, "incident is", "incidents are")} open already and will not be told here; say incidents to see them."));
        }

        return new Card("Subscribed", Tone.Good, elements)
        {
            Summary = sentence,
            Actions =
            [
                .. open > 0 ? [new Button("Open incidents", "incidents")] : Array.Empty<CardAction>(),
                new Button("Subscriptions", "subscriptions"),
            ],
        };
    }
}
