using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;
using XoperoBot.Core.Storage;
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
        var every = await subscriptions.OfAsync(place, cancellationToken);
        var mine = every.Where(one => one.Scope.IsShownTo(call.Person.Sight)).ToList();
        var typed = call.Arguments.Text;
        var ended = typed.Equals("all", StringComparison.OrdinalIgnoreCase) ? every.Where(one => MayEnd(one, call)).ToList() : [];
        if (ended.Count > 0)
        {
            return Ended(Describe.Count(ended.Count, "subscription"), place, ended);
        }

        if (mine.Count == 0)
        {
            return new RefusedReply("This place has no subscription.");
        }

        if (typed.Equals("all", StringComparison.OrdinalIgnoreCase))
        {
            return NotTheirs;
        }

        var found = typed.Length == 0 ? mine : [.. mine.Where(one => Means(one, typed))];
        return found.Count switch
        {
            1 when !MayEnd(found[0], call) => NotTheirs,
            1 => Ended($"the subscription to {found[0].Name}", place, found),
            0 => new NotFoundReply("subscription of this place", typed, [.. mine.Select(Line)]),
            _ => new AmbiguousReply("subscription", typed, [.. found.Select(Line)]),
        };
    }

    private static RefusedReply NotTheirs { get; } =
        new("What this place hears of everything is also about what you may not see. Somebody who may see all of it ends that.");

    // What others in a shared place rely on is not taken from them by somebody from whom it is hidden; a chat of their own is theirs.
    private static bool MayEnd(Subscription subscription, Call call) => call.Inbound.Private || subscription.Scope.IsWithin(call.Person.Sight);

    // The console may know a thing no longer, or a server may not answer: what is stored is enough to end it.
    private static bool Means(Subscription subscription, string typed) =>
        subscription.Name.Equals(typed, StringComparison.OrdinalIgnoreCase) || subscription.Name.EndsWith($"/{typed}", StringComparison.OrdinalIgnoreCase);

    private static Choice Line(Subscription subscription) => new(CommandLine.Of("unsubscribe", subscription.Name), subscription.Name);

    private static CardReply Ended(string what, Place place, IReadOnlyList<Subscription> ended)
    {
        var sentence = $"Ended {what}. This place hears nothing more of it.";
        return new CardReply(new Card("Unsubscribed", Tone.Neutral, [new Notice(Tone.Neutral, sentence)])
        {
            Summary = sentence,
            Actions = [new Button("Subscriptions", "subscriptions")],
        })
        {
            Stores = [.. ended.Select(one => (Func<Session, Task>)(session => Subscriptions.EndAsync(session, place, one.Scope)))],
        };
    }
}
