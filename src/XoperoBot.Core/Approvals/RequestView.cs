using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;

namespace XoperoBot.Core.Approvals;

/// <summary>Shows requests without deciding anything.</summary>
internal sealed class RequestView(RequestStore store, RuleBook rules, RequestCard cards, Copies copies, Operations operations)
{
    private const int MostListed = 500;

    public async Task<Reply> OneAsync(Call call, string typed, bool all, CancellationToken cancellationToken)
    {
        if (RequestId.Read(typed) is not { } id || await store.FindAsync(id, cancellationToken) is not { } found || !found.Request.Order.IsSeenBy(call.Person.Sight))
        {
            return new RefusedReply(RequestWords.NotFound(typed));
        }

        var bench = await rules.BenchAsync(found.Request, cancellationToken);
        if (all)
        {
            return new CardReply(cards.Page(found.Request, found.Decisions, bench, call.Arguments.Page));
        }

        // A message that we cannot name could not be changed later, so it would show buttons for ever.
        return await copies.OneMoreAsync(found.Request, bench, call.Inbound, cancellationToken) is { } post
            ? new SilentReply { Stores = [post] }
            : new CardReply(cards.Page(found.Request, found.Decisions, bench, 1));
    }

    /// <summary>The card in which it was asked, as its reader needs it. Whoever sees the card may see this, and nobody else.</summary>
    public async Task<Reply> ForReaderAsync(Call call, string typed, CancellationToken cancellationToken)
    {
        if (RequestId.Read(typed) is not { } id
            || await copies.ClickedAsync(id, call.Inbound, cancellationToken) is null
            || await store.FindAsync(id, cancellationToken) is not { } found)
        {
            return new RefusedReply($"Cards ask for that themselves. “approval {RequestWords.Id(typed)}” shows a request.");
        }

        var bench = await rules.BenchAsync(found.Request, cancellationToken);
        var card = cards.For(found.Request, found.Decisions, bench, call.Person);
        var inbound = call.Inbound;
        return new SilentReply { Also = [new Whisper(inbound.Actor, card) { Place = inbound.Place, Thread = inbound.Thread, Context = inbound.Context, OnlyNow = true }] };
    }

    public async Task<Reply> ListAsync(Sight sight, bool over, int page, CancellationToken cancellationToken)
    {
        var requests = await store.ListAsync(over, sight, MostListed, cancellationToken);
        page = Pages.Clamp(page, requests.Count);
        var kind = over ? "closed request" : "open request";
        var summary = requests.Count == 0 ? $"There is no {kind}." : $"{Describe.Count(requests.Count, kind)} {Pages.Caption(page, requests.Count)}".TrimEnd();
        var items = Pages.Of(requests, page).Select(request => new Item(
            $"{request.Id}: {operations.Find(request.Order.Operation).Describe(request.Order)}",
            RequestWords.ToneOf(request),
            Text.Of($"{request.Requester}, ", new Time(request.AskedAt), $" · {RequestWords.Word(request.State)}"))
        {
            Button = new Button("Open", CommandLine.Of("approval", request.Id)),
        });
        return new CardReply(new Card(over ? "Closed requests" : "Open requests", Tone.Neutral, [new Paragraph(summary), new Items([.. items])])
        {
            Summary = summary,
            Actions = [.. Pages.Buttons(over ? "approvals closed" : "approvals", page, requests.Count)],
        });
    }
}
