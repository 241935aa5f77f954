using Microsoft.Extensions.Options;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Watch.Digests;

/// <summary>
/// Tells a place its digest when it is due. The message, what it covered and when the next is due are one transaction, so each is told
/// once, by whichever process; those missed while none ran come as one.
/// </summary>
internal sealed class DigestHandler(DigestStore store, DigestReader reader, DigestCard cards, IOptions<WatchOptions> options, TimeProvider time) : IAgendaHandler
{
    public const string KindName = "watch-digest";

    /// <summary>Later than this it says so.</summary>
    private static readonly TimeSpan InTime = TimeSpan.FromMinutes(10);

    /// <summary>After a start the readings have their chance first, so that a late digest says what is so now.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);

    private readonly DateTimeOffset _started = time.GetUtcNow();

    public string Kind => KindName;

    public static AgendaItem Item(Place place, DateTimeOffset due) => new($"watch/digest/{place}", KindName, due, place.ToString());

    public async Task<AgendaResult> RunAsync(AgendaItem item, CancellationToken cancellationToken)
    {
        if (!Place.TryParse(item.Body, out var place) || await store.FindAsync(place, cancellationToken) is not { PausedAt: null } setting)
        {
            return AgendaResult.Done;
        }

        var now = time.GetUtcNow();
        if (setting.DueAt > now)
        {
            return new AgendaResult(item with { Due = setting.DueAt });
        }

        var figures = await reader.ReadAsync(place, setting.Sight, setting.ToldUntil ?? now - DigestTimes.Longest(setting), cancellationToken);
        if (figures.Unread.Any(server => server.Fault is null) && now - _started < 2 * options.Value.Patience)
        {
            return new AgendaResult(item with { Due = now + AskAgain });
        }

        var late = now - setting.DueAt > InTime ? new Lateness(setting.DueAt, DigestTimes.Count(setting, setting.DueAt, now)) : null;
        var card = cards.Of(figures, late);
        var next = DigestTimes.Next(setting, now);

        // A reading that began before now may store what it saw after this was read: told twice rather than never.
        var until = now - options.Value.Patience;
        return new AgendaResult(item with { Due = next })
        {
            Says = [new Post(card) { Place = place, Notify = card.Tone == Tone.Bad }],
            Stores = [session => DigestStore.ToldAsync(session, setting, until, next)],
        };
    }
}

/// <summary>A digest that comes after its time.</summary>
/// <param name="Due">When it was due.</param>
/// <param name="Others">Later ones that were missed too.</param>
internal sealed record Lateness(DateTimeOffset Due, int Others);
