using XoperoBot.Core.Audit;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Approvals;

/// <summary>Ends a request that was not approved in time.</summary>
internal sealed class RequestExpiry(IDatabase database, RequestStore store, RuleBook rules, Journal journal, TimeProvider time) : IAgendaHandler
{
    public string Kind => Journal.ExpireKind;

    public async Task<AgendaResult> RunAsync(AgendaItem item, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(item.Body, cancellationToken) is { Request.State: RequestState.Asked } found)
        {
            var bench = await rules.BenchAsync(found.Request, cancellationToken);
            await database.WriteAsync(session => ExpireAsync(session, found.Request.Id, bench), cancellationToken);
        }

        return AgendaResult.Done;
    }

    private async Task ExpireAsync(Session session, string id, Bench bench)
    {
        if (await RequestStore.LockAsync(session, id) is { State: RequestState.Asked } request && time.GetUtcNow() >= request.ExpiresAt)
        {
            var ended = journal.End(request, RequestState.Expired, by: null, because: null);
            await journal.ChangeAsync(session, request, ended, bench, new AuditEntry(AuditKind.Result, $"{id} expired.", request.Order.Server));
        }
    }
}

/// <summary>Draws every copy once more, after a card was shown that may have been overtaken.</summary>
internal sealed class RequestRefresh(RequestStore store, RuleBook rules, Copies copies) : IAgendaHandler
{
    public string Kind => Journal.RefreshKind;

    public async Task<AgendaResult> RunAsync(AgendaItem item, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(item.Body, cancellationToken) is not { } found)
        {
            return AgendaResult.Done;
        }

        var bench = await rules.BenchAsync(found.Request, cancellationToken);
        return AgendaResult.Done with { Stores = [session => DrawAsync(session, found.Request.Id, bench)] };
    }

    private async Task DrawAsync(Session session, string id, Bench bench)
    {
        if (await RequestStore.LockAsync(session, id) is { } request)
        {
            await copies.UpdateAllAsync(session, request, await RequestStore.DecisionsAsync(session, id), bench);
        }
    }
}

/// <summary>At half the time: tells the approvers who have not answered, each where they are.</summary>
internal sealed class RequestReminder(RequestStore store, RuleBook rules, Operations operations) : IAgendaHandler
{
    public string Kind => Journal.RemindKind;

    public async Task<AgendaResult> RunAsync(AgendaItem item, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(item.Body, cancellationToken) is not { Request.State: RequestState.Asked } found)
        {
            return AgendaResult.Done;
        }

        var (request, decisions) = found;
        var bench = await rules.BenchAsync(request, cancellationToken);
        var places = await store.CopiesAsync(request.Id, cancellationToken);
        var silent = bench.Reachable.Where(human => decisions.All(decision => !string.Equals(decision.Person, human.Name, StringComparison.OrdinalIgnoreCase)));
        var card = Card(request, bench.Needed - decisions.Count);
        var says = silent
            .Select(human => (from account in human.Accounts from copy in places where copy.Place.Channel == account.Channel select (account, copy)).FirstOrDefault())
            .Where(pair => pair.copy is not null)
            .Select(Outgoing (pair) => new Whisper(pair.account, card) { Place = pair.copy.Place, Thread = pair.copy.Thread });
        return AgendaResult.Done with { Says = [.. says] };
    }

    private Card Card(Request request, int open)
    {
        var text = Text.Of(
            $"{request.Id} of {request.Requester} still waits for {RequestWords.Count(open, "approval")}, yours perhaps: {operations.Find(request.Order.Operation).Describe(request.Order)}. It expires ",
            new Time(request.ExpiresAt),
            ".");
        return new Card($"{request.Id} waits", Tone.Warning, [new Notice(Tone.Warning, text)])
        {
            Summary = text.ToString(),
            Actions = [new Button("Open", CommandLine.Of("approval", request.Id)) { Style = ButtonStyle.Primary }],
        };
    }
}
