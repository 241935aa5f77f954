using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Storage;
using XoperoBot.Core.Watch.Digests;

namespace XoperoBot.Core.Watch;

/// <summary>A place that cannot be reached any more: its subscriptions are paused, and administrators are told where they still can be.</summary>
internal sealed partial class GonePlaces(
    Subscriptions subscriptions, DigestStore digests, IOutbox outbox, IOptions<WatchOptions> options, ILogger<GonePlaces> logger) : IPlaceGone, IReaction
{
    public Task OnGoneAsync(Place place, Refused refused, Session session) => PauseAsync(session, place, $"{refused.Code}: {refused.Fix}");

    public Task<TurnResult> ReactAsync(Inbound inbound, Person person, CancellationToken cancellationToken) => Task.FromResult(inbound is Left
        ? TurnResult.Nothing with { Stores = [session => PauseAsync(session, inbound.Place, "the bot was removed from it")] }
        : TurnResult.Nothing);

    private async Task PauseAsync(Session session, Place place, string why)
    {
        if (await subscriptions.PauseAsync(session, place, why) + await digests.PauseAsync(session, place, why) == 0)
        {
            return;
        }

        Log.Paused(logger, place);
        var sentence = $"Nothing can be delivered to {place} any more ({why}). What it was told unasked is paused; “subscribe” and “digest” there start it again.";
        var card = new Card("A place cannot be reached", Tone.Bad, [new Notice(Tone.Bad, sentence)])
        {
            Summary = sentence,
            Actions = [new Button("Subscriptions", "subscriptions all")],
        };
        foreach (var administrator in (await AdministratorsAsync(session)).Where(other => other != place))
        {
            await outbox.PostAsync(session, new Post(card) { Place = administrator, Notify = true });
        }
    }

    private async Task<IReadOnlyList<Place>> AdministratorsAsync(Session session)
    {
        var named = options.Value.Administrators.Select(text => Place.TryParse(text, out var place) ? place : null).OfType<Place>().ToList();
        return named.Count > 0 ? named : await Subscriptions.OfEverythingAsync(session);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Place {Place} cannot be reached any more; its subscriptions are paused")]
        public static partial void Paused(ILogger logger, Place place);
    }
}
