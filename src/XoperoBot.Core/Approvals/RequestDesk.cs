using XoperoBot.Core.Audit;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Approvals;

/// <summary>What a person may do to a request.</summary>
internal enum DeskAct
{
    Approve,
    Reject,
    Cancel,
    Stop,
    SettleDone,
    SettleUndone,
}

/// <summary>
/// Where requests are decided. Each act locks the request, judges by what is stored then, and stores decision, audit and every copy's
/// new card in the same transaction, before the person is answered.
/// </summary>
internal sealed class RequestDesk(
    IDatabase database, RequestStore store, RuleBook rules, Journal journal, Copies copies, RequestCard cards, TimeProvider time)
{
    public async Task<Reply> ActAsync(Call call, string typed, DeskAct act, string? reason, CancellationToken cancellationToken)
    {
        if (RequestId.Read(typed) is not { } id || await store.FindAsync(id, cancellationToken) is not { } known)
        {
            var entry = AuditEntry.By(AuditKind.Refusal, $"{act} of “{RequestWords.Id(typed)}” refused: there is no such request.", "", call.Person, call.Inbound);
            return new RefusedReply(RequestWords.NotFound(typed)) { Stores = [session => journal.RecordAsync(session, entry)] };
        }

        var server = known.Request.Order.Server;
        if (!known.Request.Order.IsSeenBy(call.Person.Sight))
        {
            // Answered like what does not exist; those who see the server find in the audit what was tried.
            var entry = AuditEntry.By(AuditKind.Refusal, $"{act} of {id} refused: {call.Person.Name} does not see the server {server}.", server, call.Person, call.Inbound) with { RequestId = id };
            return new RefusedReply(RequestWords.NotFound(typed)) { Stores = [session => journal.RecordAsync(session, entry)] };
        }

        // Rules and people do not change while the request is locked: they come from the configuration.
        var bench = await rules.BenchAsync(known.Request, cancellationToken);
        var clicked = await copies.ClickedAsync(id, call.Inbound, cancellationToken);
        var ruling = await database.WriteAsync(session => JudgeAsync(session, id, new Act(act, call, reason, bench, clicked is not null)), cancellationToken);
        return Answer(ruling, call.Inbound, bench, clicked);
    }

    private async Task<Ruling> JudgeAsync(Session session, string id, Act act)
    {
        if (await RequestStore.LockAsync(session, id) is not { } request)
        {
            return new Ruling(Accepted: false, RequestWords.NotFound(id));
        }

        var decisions = await RequestStore.DecisionsAsync(session, id);
        var mine = decisions.FirstOrDefault(decision => Same(decision.Person, act.Call.Person.Name));
        if (mine is not null && mine.DeliveryId == act.Call.Inbound.DeliveryId)
        {
            return new Ruling(Accepted: true, Accepted(request, decisions, act), request, decisions);
        }

        if (request.State == RequestState.Asked && time.GetUtcNow() >= request.ExpiresAt)
        {
            request = await journal.ChangeAsync(
                session, request, journal.End(request, RequestState.Expired, by: null, because: null), act.Bench, new AuditEntry(AuditKind.Result, $"{id} expired.", request.Order.Server));
        }

        if (Refusal(request, decisions, mine, act) is { } refusal)
        {
            await journal.RecordAsync(session, Entry(AuditKind.Refusal, $"{act.Kind} of {id} refused: {refusal}", request, act) with { RequestId = id });
            return new Ruling(Accepted: false, refusal, request, decisions);
        }

        return await AcceptAsync(session, request, decisions, act);
    }

    private static string? Refusal(Request request, IReadOnlyList<Decision> decisions, Decision? mine, Act act)
    {
        var person = act.Call.Person;
        if (!person.IsKnown)
        {
            return $"I do not know who {person.Account.Key} is, so it cannot count. An administrator can name a person with that account.";
        }

        var isRequester = act.Bench.IsRequester(person.Name) || request.RequesterAccount.Equals(person.Account);
        var missing = act.Bench.Find(person.Name) is { } human ? act.Bench.Missing(human) : "a place among the people whom an administrator named";
        return act.Kind switch
        {
            DeskAct.Approve or DeskAct.Reject when mine is not null => RequestWords.Yours(mine),
            DeskAct.Approve or DeskAct.Reject when request.State != RequestState.Asked => RequestWords.Decided(request, decisions),
            DeskAct.Approve or DeskAct.Reject when isRequester => $"You asked for {request.Id} yourself, so somebody else has to decide. “cancel {request.Id}” takes it back.",
            DeskAct.Approve when decisions.FirstOrDefault(decision => decision.Account.Equals(person.Account)) is { } other =>
                $"This account already approved {request.Id} as {other.Person} at {new Time(other.At)}.",
            DeskAct.Cancel when !isRequester => $"Only {request.Requester} can cancel {request.Id}. Who may approve it can “reject {request.Id}” or “stop {request.Id}”.",
            DeskAct.Cancel or DeskAct.Stop when request.State is RequestState.Running or RequestState.Unclear => RequestWords.TooLateToStop(request),
            DeskAct.Cancel or DeskAct.Stop when request.IsOver => RequestWords.Decided(request, decisions),
            DeskAct.Cancel => null,
            DeskAct.Stop when isRequester => null,
            DeskAct.SettleDone or DeskAct.SettleUndone when request.State != RequestState.Unclear => $"{request.Id} does not wait for anybody to say what became of it. “approval {request.Id}” shows how it stands.",
            DeskAct.SettleDone or DeskAct.SettleUndone when isRequester => $"You asked for {request.Id} yourself, so somebody else has to say what became of it.",
            _ when missing is not null => $"You cannot decide on {request.Id}: {missing} is missing. Your account is {person.Account.Key}.",
            _ => null,
        };
    }

    private async Task<Ruling> AcceptAsync(Session session, Request request, IReadOnlyList<Decision> decisions, Act act)
    {
        var person = act.Call.Person.Name;
        var now = time.GetUtcNow();
        if (act.Kind is DeskAct.Approve or DeskAct.Reject)
        {
            var verdict = act.Kind == DeskAct.Approve ? Verdict.Approved : Verdict.Rejected;
            var decision = new Decision(request.Id, person, verdict, now, act.Call.Person.Account, act.Call.Inbound.Place)
            {
                Reason = act.Reason,
                DeliveryId = act.Call.Inbound.DeliveryId,
            };
            await RequestStore.DecideAsync(session, decision);
            decisions = [.. decisions, decision];
        }

        var approvals = decisions.Count(decision => decision.Verdict == Verdict.Approved);
        var after = act.Kind switch
        {
            DeskAct.Approve when approvals >= act.Bench.Needed =>
                request with { State = RequestState.Approved, Needed = act.Bench.Needed, ApprovedAt = now, RunUntil = now + act.Bench.RunWithin },
            DeskAct.Approve => request with { Needed = act.Bench.Needed },
            DeskAct.Reject => journal.End(request, RequestState.Rejected, person, act.Reason is { } reason ? $"Reason: {reason}" : null),
            DeskAct.Cancel => journal.End(request, RequestState.Cancelled, person, because: null),
            DeskAct.Stop => journal.End(request, RequestState.Stopped, person, because: null),
            _ => Settlement.Of(request, act.Kind == DeskAct.SettleDone, person, now),
        };
        var entry = Entry(AuditKind.Decision, $"{act.Kind}: {request.Id}{(act.Reason is { } why ? $". Reason: {why}" : "")}", request, act) with { Detail = request.Seen.Digest() };
        var changed = await journal.ChangeAsync(session, request, after, act.Bench, entry);
        if (act.OnCopy)
        {
            await journal.RefreshLaterAsync(session, request.Id);
        }

        return new Ruling(Accepted: true, Accepted(changed, decisions, act), changed, decisions);
    }

    private Reply Answer(Ruling ruling, Inbound inbound, Bench bench, Copy? clicked)
    {
        if (ruling.Request is not { } request)
        {
            return new RefusedReply(ruling.Sentence);
        }

        var card = cards.Of(request, ruling.Decisions, bench, inbound.Place.Channel);
        if (!ruling.Accepted)
        {
            // Whoever clicked saw buttons: if they are out of date, the copy is drawn again.
            Outgoing[] fresh = clicked is null ? [] : [new Update(card) { Place = clicked.Place, Thread = clicked.Thread, Key = clicked.Key }];
            return new RefusedReply(ruling.Sentence) { Also = fresh };
        }

        return clicked is not null && inbound is Clicked { InPlace: true }
            ? new CardReply(card with { Summary = ruling.Sentence })
            : new CardReply(Replies.Sentence(request.Id, RequestWords.ToneOf(request), ruling.Sentence)) { Private = inbound is not Submitted { Message: not null } };
    }

    private static string Accepted(Request request, IReadOnlyList<Decision> decisions, Act act)
    {
        var open = act.Bench.Needed - decisions.Count(decision => decision.Verdict == Verdict.Approved);
        return act.Kind switch
        {
            DeskAct.Approve when open > 0 => $"Your approval of {request.Id} counts. {RequestWords.Count(open, "more approval")} needed.",
            DeskAct.Approve when act.Bench.CoolDown > TimeSpan.Zero => $"Your approval of {request.Id} counts. It is approved and runs after {RequestWords.Span(act.Bench.CoolDown)} unless somebody stops it.",
            DeskAct.Approve => $"Your approval of {request.Id} counts. It is approved and is carried out now.",
            DeskAct.Reject => $"{request.Id} is rejected; nothing was done.",
            DeskAct.Cancel => $"{request.Id} is cancelled; nothing was done.",
            DeskAct.Stop => $"{request.Id} is stopped; nothing was done.",
            _ => $"{request.Id} is closed as you said.",
        };
    }

    private static AuditEntry Entry(AuditKind kind, string what, Request request, Act act) => AuditEntry.By(kind, what, request.Order.Server, act.Call.Person, act.Call.Inbound);

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private sealed record Act(DeskAct Kind, Call Call, string? Reason, Bench Bench, bool OnCopy);

    private sealed record Ruling(bool Accepted, string Sentence, Request? Request = null, IReadOnlyList<Decision>? Made = null)
    {
        public IReadOnlyList<Decision> Decisions => Made ?? [];
    }
}
