using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;
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
        var (scope, name, instead) = await scopes.FindAsync(what, typed => CommandLine.Of(["subscribe", typed, .. TopicWords.Of(topics)]), cancellationToken);
        if (scope is null || scope.Incident.Length > 0)
        {
            return instead ?? new UsageReply("An incident cannot be subscribed to; the place that was told of it hears how it goes on.");
        }

        var subscription = new Subscription(call.Inbound.Place, scope, name, topics, call.Person.Name);
        var open = await incidents.CountAsync(open: true, cancellationToken);
        return new CardReply(Card(subscription, open)) { Stores = [session => subscriptions.AddAsync(session, subscription)] };
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

    private static Card Card(Subscription subscription, long open)
    {
        var sentence = $"This place hears of {TopicWords.Describe(subscription.Topics)} of {subscription.Name} from now on.";
        var elements = new List<Element> { new Notice(Tone.Good, sentence) };
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
