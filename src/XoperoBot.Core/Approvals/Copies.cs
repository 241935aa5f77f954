using Microsoft.Extensions.Options;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Approvals;

/// <summary>Everywhere that a request is shown: all copies change in the transaction that changes the request.</summary>
internal sealed class Copies(IOutbox outbox, RequestCard cards, RequestStore store, IOptions<ApprovalsOptions> options)
{
    private const int MostCopies = 20;

    /// <summary>Posts the first card: where it was asked, and in every configured place.</summary>
    public async Task PostAllAsync(Session session, Request request, Bench bench, string? context)
    {
        var places = options.Value.Channels.Select(text => Place.TryParse(text, out var place) ? place : null).OfType<Place>()
            .Where(place => place != request.Place)
            .Distinct()
            .Select(place => new Copy("", place, Thread: null))
            .Prepend(new Copy("", request.Place, request.Thread));
        foreach (var (copy, at) in places.Select((copy, at) => (copy with { Key = $"{request.Id}/{at}" }, at)))
        {
            await PostAsync(session, request, [], bench, copy, at == 0 ? context : null);
        }
    }

    /// <summary>Shows every copy how the request stands now.</summary>
    public async Task UpdateAllAsync(Session session, Request request, IReadOnlyList<Decision> decisions, Bench bench)
    {
        foreach (var copy in await RequestStore.CopiesAsync(session, request.Id))
        {
            await outbox.PostAsync(session, Now(request, decisions, bench, copy));
        }
    }

    /// <summary>Shows the request in one place more, as a copy that is kept true like the others.</summary>
    /// <returns>What posts it with the turn; null when it has copies enough.</returns>
    public async Task<Func<Session, Task>?> OneMoreAsync(Request request, Bench bench, Inbound inbound, CancellationToken cancellationToken)
    {
        if ((await store.CopiesAsync(request.Id, cancellationToken)).Count >= MostCopies)
        {
            return null;
        }

        var copy = new Copy($"{request.Id}/{inbound.DeliveryId}", inbound.Place, inbound.Thread);
        return async session =>
        {
            // Locked, so that whatever changes the request next finds this copy too.
            if (await RequestStore.LockAsync(session, request.Id) is { } now)
            {
                await PostAsync(session, now, await RequestStore.DecisionsAsync(session, request.Id), bench, copy, inbound.Context);
            }
        };
    }

    /// <summary>The copy whose button was pressed; null when it was pressed on something else.</summary>
    public async Task<Copy?> ClickedAsync(string requestId, Inbound inbound, CancellationToken cancellationToken)
    {
        if (inbound is not Clicked { Message: { } message })
        {
            return null;
        }

        foreach (var copy in (await store.CopiesAsync(requestId, cancellationToken)).Where(copy => copy.Place == message.Place))
        {
            if (await outbox.FindAsync(copy.Key, cancellationToken) is { } sent && sent.Id == message.Id)
            {
                return copy;
            }
        }

        return null;
    }

    // Buttons come with the update, which needs the message's stored name: so no card has buttons that could not be taken away again.
    private async Task PostAsync(Session session, Request request, IReadOnlyList<Decision> decisions, Bench bench, Copy copy, string? context)
    {
        await RequestStore.AddCopyAsync(session, request.Id, copy);
        await outbox.PostAsync(session, new Post(cards.First(request, decisions, bench))
        {
            Place = copy.Place,
            Thread = copy.Thread,
            Context = context,
            Key = copy.Key,
            Notify = request.State == RequestState.Asked,
        });
        await outbox.PostAsync(session, Now(request, decisions, bench, copy));
    }

    private Update Now(Request request, IReadOnlyList<Decision> decisions, Bench bench, Copy copy) =>
        new(cards.Of(request, decisions, bench, copy.Place.Channel)) { Place = copy.Place, Thread = copy.Thread, Key = copy.Key };
}
