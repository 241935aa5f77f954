using Dapper;
using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Features.Welcome;

/// <summary>Greets a place once when the bot is added, however often the channel says so.</summary>
internal sealed class WelcomeReaction(IDatabase database, TimeProvider time) : IReaction
{
    public async Task<TurnResult> ReactAsync(Inbound inbound, Person person, CancellationToken cancellationToken)
    {
        var place = inbound.Place.ToString();
        if (inbound is Left)
        {
            return TurnResult.Nothing with
            {
                Stores = [session => session.Connection.ExecuteAsync("DELETE FROM greeted WHERE place = @place", new { place }, session.Transaction)],
            };
        }

        if (inbound is not Joined || await GreetedAsync(place, cancellationToken))
        {
            return TurnResult.Nothing;
        }

        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return new TurnResult([new Post(Greeting) { Place = inbound.Place, Thread = inbound.Thread, Context = inbound.Context }])
        {
            Stores = [session => session.Connection.ExecuteAsync(
                "INSERT INTO greeted (place, at) VALUES (@place, @now) ON CONFLICT (place) DO NOTHING", new { place, now }, session.Transaction)],
        };
    }

    private static Card Greeting { get; } = new("Hello", Tone.Neutral,
    [
        new Paragraph("I tell you how your Git backups stand in Xopero ONE, and I carry out what the right people approve."),
        new Paragraph("Type “status” to begin, or “help” to see what you may do."),
    ])
    {
        Summary = "Hello. Type “status” to see how your Git backups stand, or “help” to see what you may do.",
        Actions = [new Button("Status", "status") { Style = ButtonStyle.Primary }, new Button("Help", "help")],
    };

    private Task<bool> GreetedAsync(string place, CancellationToken cancellationToken) => database.ReadAsync(
        async connection => await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM greeted WHERE place = @place", new { place }) > 0, cancellationToken);
}
