using XoperoBot.Core.Chat;

namespace XoperoBot.Core.Doctor;

/// <summary>Sends a card to a place, past the outbox, to see at once whether it arrives.</summary>
public sealed class TestCard(Channels channels, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <param name="destination">As configured and stored: <c>channel:id</c>.</param>
    /// <param name="by">Who asked for it, shown on the card.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<Finding> SendAsync(string destination, string by, CancellationToken cancellationToken)
    {
        if (!Place.TryParse(destination, out var place) || channels.Find(place.Channel) is not { } channel)
        {
            return new Finding(destination, Tone.Bad, "There is no such channel.")
            {
                Fix = $"Write a destination as channel:id; the channels here are {string.Join(", ", channels.Names)}.",
            };
        }

        var card = new Card("This is a test", Tone.Neutral, [new Paragraph(Text.Of($"Sent by {by} at ", new Time(time.GetUtcNow()), ". Nothing needs to be done."))])
        {
            Summary = $"A test card, sent by {by}. Nothing needs to be done.",
        };
        using var late = new CancellationTokenSource(Patience, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return Tell(place, await channel.DeliverAsync(new Post(card) { Place = place }, message: null, stop.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Finding(place.ToString(), Tone.Unknown, "The channel did not answer in time; the card may arrive all the same.") { Fix = "Look there, and try again." };
        }
    }

    private static Finding Tell(Place place, Delivery delivery) => delivery switch
    {
        Refused refused => new Finding(place.ToString(), Tone.Bad, $"Refused with {refused.Code}.") { Fix = refused.Fix },
        Retry retry => new Finding(place.ToString(), Tone.Warning, $"Not now: {retry.Reason}.")
        {
            Fix = retry.After is { } after ? $"Try again in {after.TotalSeconds:0} seconds." : "Try again in a minute.",
        },
        _ => new Finding(place.ToString(), Tone.Good, "The channel took the card."),
    };
}
