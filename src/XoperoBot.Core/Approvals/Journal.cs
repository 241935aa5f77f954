using XoperoBot.Core.Audit;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Storage;
using XoperoBot.Core.Watch;

namespace XoperoBot.Core.Approvals;

/// <summary>Changes a locked request: its row, its line in the audit, all its copies and what is planned for it, in one transaction.</summary>
internal sealed class Journal(AuditLog audit, Copies copies, Agenda agenda, IOutbox outbox, IOwnDoing ownDoing, Operations operations, TimeProvider time)
{
    public const string ExpireKind = "approval-expire";
    public const string RemindKind = "approval-remind";
    public const string RunKind = "approval-run";
    public const string RefreshKind = "approval-refresh";

    private const int OutcomesPerCard = 10;
    private static readonly TimeSpan RefreshAfter = TimeSpan.FromSeconds(5);

    /// <summary>Stores the first state and tells everybody who is concerned.</summary>
    public async Task OpenAsync(Session session, Request request, Bench bench, AuditEntry entry, string? context)
    {
        await RequestStore.InsertAsync(session, request);
        await audit.AppendAsync(session, entry);
        await copies.PostAllAsync(session, request, bench, context);
        await agenda.AddAsync(session, Item(ExpireKind, request.Id, request.ExpiresAt));
        await agenda.AddAsync(session, Item(RemindKind, request.Id, request.AskedAt + ((request.ExpiresAt - request.AskedAt) / 2)));
    }

    /// <summary>Stores a new state, with whatever it makes due.</summary>
    public async Task<Request> ChangeAsync(Session session, Request before, Request after, Bench bench, AuditEntry? entry)
    {
        var changed = await RequestStore.SaveAsync(session, after);
        var fresh = changed.Outcomes.Skip(before.Outcomes.Count).ToList();
        if (fresh.Count > 0)
        {
            await operations.Find(changed.Order.Operation).KeepAsync(session, changed, fresh);
        }

        if (entry is not null)
        {
            await audit.AppendAsync(session, entry with { RequestId = changed.Id });
        }

        if (IsSeen(before, changed))
        {
            await copies.UpdateAllAsync(session, changed, await RequestStore.DecisionsAsync(session, changed.Id), bench);
        }

        if (before.State == RequestState.Asked && changed.State != RequestState.Asked)
        {
            await Agenda.RemoveAsync(session, Id(ExpireKind, changed.Id));
            await Agenda.RemoveAsync(session, Id(RemindKind, changed.Id));
        }

        if (before.State == RequestState.Asked && changed.State == RequestState.Approved)
        {
            await agenda.AddAsync(session, Item(RunKind, changed.Id, time.GetUtcNow()));
        }

        if (before.State != changed.State && (before.State == RequestState.Running || changed.State == RequestState.Running))
        {
            await NoteOwnDoingAsync(session, changed);
        }

        if (changed.State is RequestState.Unclear || (changed.IsOver && changed.State != RequestState.Cancelled))
        {
            await outbox.PostAsync(session, Report(changed));
        }

        return changed;
    }

    /// <summary>A click is answered with a card that was drawn a moment before it is shown; a moment later every copy is drawn once more.</summary>
    public Task RefreshLaterAsync(Session session, string requestId) =>
        agenda.AddAsync(session, Item(RefreshKind, requestId, time.GetUtcNow() + RefreshAfter));

    public Task RecordAsync(Session session, AuditEntry entry) => audit.AppendAsync(session, entry);

    public static AgendaItem Item(string kind, string requestId, DateTimeOffset due) => new(Id(kind, requestId), kind, due, requestId);

    /// <summary>A request that ended for a reason.</summary>
    public Request End(Request request, RequestState state, string? by, string? because) =>
        request with { State = state, EndedAt = time.GetUtcNow(), EndedBy = by, Because = because };

    // What no card shows is not sent, and a long run shows its progress now and then: places take few messages in a minute.
    private static bool IsSeen(Request before, Request after) =>
        before.State != after.State || after.State == RequestState.Asked || before.Because != after.Because
        || before.Outcomes.Count / OutcomesPerCard != after.Outcomes.Count / OutcomesPerCard;

    // Wherever the request is shown, people know what they did: at the beginning of the run and at its end.
    private async Task NoteOwnDoingAsync(Session session, Request request)
    {
        foreach (var place in (await RequestStore.CopiesAsync(session, request.Id)).Select(copy => copy.Place).Distinct())
        {
            await ownDoing.NoteAsync(session, request.Order.Server, request.Order.OrganizationId, place, request.Requester);
        }
    }

    private static string Id(string kind, string requestId) => $"{kind}/{requestId}";

    // A changed card raises nobody's attention; the end of a request should.
    private static Post Report(Request request)
    {
        var sentence = RequestWords.State(request, [], request.Needed);
        var open = new Button("Open", CommandLine.Of("approval", request.Id));
        return new Post(new Card(request.Id, RequestWords.ToneOf(request), [new Notice(RequestWords.ToneOf(request), sentence)])
        {
            Summary = $"{request.Id} of {request.Requester}: {sentence}",
            Actions = [open],
        })
        {
            Place = request.Place,
            Thread = request.Thread,
            Notify = true,
        };
    }
}
