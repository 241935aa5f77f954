using Microsoft.Extensions.Logging;
using XoperoBot.Core.Audit;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Storage;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Approvals;

/// <summary>
/// Takes an approved request to its end: reads again what was approved, waits, makes each call once. One step of it per run of the
/// item; every step begins from what is stored, so it may be cut off anywhere.
/// </summary>
internal sealed partial class RequestRunner(
    IDatabase database,
    RequestStore store,
    RuleBook rules,
    Operations operations,
    Journal journal,
    CallMaker calls,
    TimeProvider time,
    ILogger<RequestRunner> logger) : IAgendaHandler
{
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan VerifiedFor = TimeSpan.FromMinutes(1);

    public string Kind => Journal.RunKind;

    public async Task<AgendaResult> RunAsync(AgendaItem item, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(item.Body, cancellationToken) is not { } found)
        {
            return AgendaResult.Done;
        }

        var request = found.Request;
        var now = time.GetUtcNow();
        var work = new Work(request, found.Decisions, await rules.BenchAsync(request, cancellationToken), operations.Find(request.Order.Operation));
        var again = request.State switch
        {
            RequestState.Approved => await VerifyAsync(work, cancellationToken),
            RequestState.CoolingDown when now < request.CoolUntil => request.CoolUntil,
            RequestState.CoolingDown => await VerifyAsync(work, cancellationToken),
            RequestState.Running => await StepAsync(work, cancellationToken),
            _ => null,
        };
        return again is { } due ? new AgendaResult(item with { Due = due }) : AgendaResult.Done;
    }

    // Before the cool-down, after it, and before any call that comes long after that.
    private async Task<DateTimeOffset?> VerifyAsync(Work work, CancellationToken cancellationToken)
    {
        var (request, decisions, bench, operation) = work;
        var now = time.GetUtcNow();
        if (bench.Fault(decisions) is { } fault)
        {
            return await EndAsync(work, RequestState.Voided, fault, [], cancellationToken);
        }

        if (now >= request.RunUntil)
        {
            return await EndAsync(work, RequestState.Expired, request.Because ?? "It was not begun in time.", [], cancellationToken);
        }

        Observation seen;
        try
        {
            seen = await operation.ObserveAsync(request.Order, cancellationToken);
        }
        catch (XoperoException trouble)
        {
            return await WaitAsync(work, trouble.Message, trouble.RetryAfter, cancellationToken);
        }

        if (seen.Incomplete && !request.Seen.Incomplete)
        {
            return await WaitAsync(work, "A part of it cannot be read now.", after: null, cancellationToken);
        }

        var open = OpenTargets(request);
        var drift = request.Seen.Compare(seen, id => open.Contains(id) || request.Order.Targets.All(target => !Same(target.Id, id)));
        if (drift.Count > 0)
        {
            return await EndAsync(work, RequestState.Voided, "It is not as it was when it was asked for.", drift, cancellationToken);
        }

        var cool = request.State == RequestState.Approved && bench.CoolDown > TimeSpan.Zero;
        var after = cool
            ? request with { State = RequestState.CoolingDown, CoolUntil = now + bench.CoolDown, VerifiedAt = now, Because = null }
            : request with { State = RequestState.Running, VerifiedAt = now, Because = null };
        var entry = new AuditEntry(AuditKind.Execution, cool ? $"{request.Id} waits until {new Chat.Time(after.CoolUntil!.Value)}." : $"{request.Id} begins.", request.Order.Server) { Detail = seen.Digest() };
        return await ChangeAsync(work, after, request.State == RequestState.Running ? null : entry, cancellationToken) && cool ? after.CoolUntil : time.GetUtcNow();
    }

    private async Task<DateTimeOffset?> StepAsync(Work work, CancellationToken cancellationToken)
    {
        var request = work.Request;
        var now = time.GetUtcNow();
        var at = request.Steps.ToList().FindIndex(step => !step.Ended);
        if (at < 0)
        {
            return await FinishAsync(work, request, because: null, cancellationToken);
        }

        var state = request.Steps[at];
        if (state.StartedAt is not null)
        {
            var (proved, due) = await calls.ProveAsync(request, work.Operation, at, cancellationToken);
            var moved = ReferenceEquals(proved, request) || await ChangeAsync(work, proved, Finding(request, proved), cancellationToken);
            return proved.State == RequestState.Unclear && moved ? null : due;
        }

        if (now - request.VerifiedAt > VerifiedFor || request.VerifiedAt is null || now >= request.RunUntil)
        {
            return await VerifyAsync(work, cancellationToken);
        }

        var begun = request with { Steps = Replace(request.Steps, at, state with { StartedAt = now, Attempts = state.Attempts + 1 }) };
        var intent = new AuditEntry(AuditKind.Execution, $"{request.Id}: {state.Step.Verb} {state.Step.Path}{(request.Order.Server.Length > 0 ? $" to {request.Order.Server}" : "")}, attempt {state.Attempts + 1}.", request.Order.Server) { Detail = state.Step.Body };
        if (await SaveAsync(request, begun, work.Bench, intent, cancellationToken) is not { } stored)
        {
            return now;
        }

        // From here on the call may have been made, whatever happens to this process.
        var (ended, next) = await calls.MakeAsync(stored, work.Operation, at, cancellationToken);
        await ChangeAsync(work with { Request = stored }, ended, Finding(stored, ended), cancellationToken);
        return next;
    }

    private Task<DateTimeOffset?> EndAsync(
        Work work, RequestState state, string because, IReadOnlyList<Difference> drift, CancellationToken cancellationToken)
    {
        // Once something was sent, the end is the sum of what became of it.
        var began = work.Request.Steps.Any(step => step.Attempts > 0);
        return began
            ? FinishAsync(work, work.Request with { Drift = drift }, because, cancellationToken)
            : CloseAsync(work, journal.End(work.Request, state, by: null, because) with { Drift = drift }, cancellationToken);
    }

    private Task<DateTimeOffset?> FinishAsync(Work work, Request request, string? because, CancellationToken cancellationToken) =>
        CloseAsync(work, Settlement.Close(request, time.GetUtcNow(), because), cancellationToken);

    private async Task<DateTimeOffset?> CloseAsync(Work work, Request after, CancellationToken cancellationToken)
    {
        var words = $"{after.Id} ended: {after.State}. {after.Because}".TrimEnd();
        var detail = after.Drift.Count > 0 ? StoredJson.Write(after.Drift) : after.Outcomes.Count > 0 ? StoredJson.Write(after.Outcomes) : null;
        Log.Ended(logger, after.Id, after.State);
        return await ChangeAsync(work, after, new AuditEntry(AuditKind.Result, words, after.Order.Server) { Detail = detail }, cancellationToken) ? null : time.GetUtcNow();
    }

    private async Task<DateTimeOffset?> WaitAsync(Work work, string because, TimeSpan? after, CancellationToken cancellationToken)
    {
        if (work.Request.Because != because)
        {
            await ChangeAsync(work, work.Request with { Because = because }, entry: null, cancellationToken);
        }

        var due = time.GetUtcNow() + (after ?? ReadAgainAfter);
        return due < work.Request.RunUntil || work.Request.RunUntil is null ? due : work.Request.RunUntil;
    }

    private async Task<bool> ChangeAsync(Work work, Request after, AuditEntry? entry, CancellationToken cancellationToken) =>
        await SaveAsync(work.Request, after, work.Bench, entry, cancellationToken) is not null;

    // Null when somebody changed the request meanwhile (stopped it, for example): then it is looked at afresh.
    private Task<Request?> SaveAsync(Request before, Request after, Bench bench, AuditEntry? entry, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session => await RequestStore.LockAsync(session, before.Id) is { } now && now.Version == before.Version
                ? await journal.ChangeAsync(session, now, after, bench, entry)
                : null,
            cancellationToken);

    private static AuditEntry? Finding(Request before, Request after)
    {
        var fresh = after.Outcomes.Except(before.Outcomes).ToList();
        return fresh.Count == 0 && after.State == before.State
            ? null
            : new AuditEntry(AuditKind.Result, $"{after.Id}: {string.Join(", ", fresh.GroupBy(outcome => outcome.Kind).Select(group => $"{group.Count()} {group.Key}"))} {after.Because}".TrimEnd(), after.Order.Server)
            {
                Detail = StoredJson.Write(fresh),
            };
    }

    private static HashSet<string> OpenTargets(Request request) => request.Steps
        .Where(step => !step.Ended)
        .SelectMany(step => step.Step.Targets)
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static IReadOnlyList<StepState> Replace(IReadOnlyList<StepState> steps, int at, StepState with) =>
        [.. steps.Select((step, index) => index == at ? with : step)];

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private sealed record Work(Request Request, IReadOnlyList<Decision> Decisions, Bench Bench, IOperation Operation);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Request {Request} ended: {State}")]
        public static partial void Ended(ILogger logger, string request, RequestState state);
    }
}
