using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;
using XoperoBot.Core.Watch;

namespace XoperoBot.Core.Features.Subscribe;

/// <summary>Ends a subscription of this place, or all of them.</summary>
internal sealed class UnsubscribeCommand(Subscriptions subscriptions) : ICommand
{
    public CommandInfo Info { get; } = new(
        "unsubscribe", "unsubscribe [organization|plan|server|all]", "Ends a subscription of this place; “all” ends every one of them.")
    {
        Risk = Risk.Starts,
        Examples = ["unsubscribe all", "unsubscribe acme"],
    };

    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken)
    {
        if (PlaceRights.Refusal(call) is { } refusal)
        {
            return refusal;
        }

        var place = call.Inbound.Place;
        var mine = await subscriptions.OfAsync(place, cancellationToken);
        var typed = call.Arguments.Text;
        if (mine.Count == 0)
        {
            return new RefusedReply("This place has no subscription.");
        }

        if (typed.Equals("all", StringComparison.OrdinalIgnoreCase))
        {
            return Ended(Describe.Count(mine.Count, "subscription"), place, scope: null);
        }

        var found = typed.Length == 0 ? mine : [.. mine.Where(one => Means(one, typed))];
        return found.Count switch
        {
            1 => Ended($"the subscription to {found[0].Name}", place, found[0].Scope),
            0 => new NotFoundReply("subscription of this place", typed, [.. mine.Select(Line)]),
            _ => new AmbiguousReply("subscription", typed, [.. found.Select(Line)]),
        };
    }

    // The console may know a thing no longer, or a server may not answer: what is stored is enough to end it.
    private static bool Means(Subscription subscription, string typed) =>
        subscription.Name.Equals(typed, StringComparison.OrdinalIgnoreCase) || subscription.Name.EndsWith($"/{typed}", StringComparison.OrdinalIgnoreCase);

    private static Choice Line(Subscription subscription) => new(CommandLine.Of("unsubscribe", subscription.Name), subscription.Name);

    private static CardReply Ended(string what, Place place, Scope? scope)
    {
        var sentence = $"Ended {what}. This place hears nothing more of it.";
        return new CardReply(new Card("Unsubscribed", Tone.Neutral, [new Notice(Tone.Neutral, sentence)])
        {
            Summary = sentence,
            Actions = [new Button("Subscriptions", "subscriptions")],
        })
        {
            Stores = [session => Subscriptions.EndAsync(session, place, scope)],
        };
    }
}
