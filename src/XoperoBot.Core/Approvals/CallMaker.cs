using Microsoft.Extensions.Options;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Approvals;

/// <summary>Makes one call whose intent is stored, and finds out what became of one whose end is not known. Stores nothing itself.</summary>
internal sealed class CallMaker(IOptions<ApprovalsOptions> options, TimeProvider time)
{
    /// <summary>An intent older than this may have been taken over by another process: it is not acted on.</summary>
    private static readonly TimeSpan IntentFor = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SendAgainAfter = TimeSpan.FromSeconds(30);
    private const int MostAttempts = 2;

    /// <summary>Sends it once.</summary>
    /// <returns>The request as it is afterwards, and when to look at it again.</returns>
    public async Task<(Request After, DateTimeOffset Due)> MakeAsync(Request request, IOperation operation, int at, CancellationToken cancellationToken)
    {
        var state = request.Steps[at];
        if (time.GetUtcNow() - state.StartedAt > IntentFor)
        {
            return (Put(request, at, state with { StartedAt = null, Attempts = state.Attempts - 1 }), time.GetUtcNow());
        }

        try
        {
            var outcomes = await operation.RunAsync(request.Order, state.Step, cancellationToken);
            var certain = outcomes.Where(outcome => outcome.Kind != OutcomeKind.NoAnswer).ToList();
            var after = state with { Answered = true, Ended = certain.Count == state.Step.Targets.Count };
            return (Put(request, at, after) with { Outcomes = [.. request.Outcomes, .. certain] }, time.GetUtcNow());
        }
        catch (XoperoException fault) when (fault.NothingSent || fault.Fault == XoperoFault.Throttled)
        {
            // It never arrived, so beginning again repeats nothing; what was approved is read anew first.
            var after = Put(request, at, state with { StartedAt = null, Attempts = state.Attempts - 1 }) with { VerifiedAt = null, Because = fault.Message };
            return (after, time.GetUtcNow() + (fault.RetryAfter ?? SendAgainAfter));
        }
        catch (XoperoException fault) when (fault.IsUnclear)
        {
            return (request with { Because = $"{fault.Message} It is being read what became of it." }, time.GetUtcNow() + LookAgainAfter);
        }
        catch (XoperoException fault)
        {
            var refused = state.Step.Targets.Select(id => new Outcome(id, OutcomeKind.Refused) { Sentence = fault.Message });
            return (Put(request, at, state with { Answered = true, Ended = true }) with { Outcomes = [.. request.Outcomes, .. refused] }, time.GetUtcNow());
        }
    }

    /// <summary>Reads what became of it. The same request when nothing is known yet.</summary>
    public async Task<(Request After, DateTimeOffset Due)> ProveAsync(Request request, IOperation operation, int at, CancellationToken cancellationToken)
    {
        var state = request.Steps[at];
        var open = state.Step.Targets.Where(id => request.Outcomes.All(outcome => !Same(outcome.TargetId, id))).ToList();
        var now = time.GetUtcNow();
        var settled = state.StartedAt!.Value + options.Value.SettleFor;
        IReadOnlyDictionary<string, bool> proof;
        try
        {
            proof = await operation.ProveAsync(request.Order, state.Step, cancellationToken);
        }
        catch (XoperoException fault)
        {
            return now < state.StartedAt + options.Value.ProveWithin
                ? (request, now + (fault.RetryAfter ?? SendAgainAfter))
                : (request with { State = RequestState.Unclear, Because = fault.Message }, now);
        }

        var done = open.Where(id => proof.TryGetValue(id, out var was) && was).ToList();
        var undone = open.Where(id => proof.TryGetValue(id, out var was) && !was).ToList();
        var unknown = open.Where(id => !proof.ContainsKey(id)).ToList();

        // A call that is still on its way would show later: "not there" counts only after a while.
        if (undone.Count > 0 && now < settled)
        {
            return (request, settled);
        }

        if (unknown.Count > 0 && !state.Answered)
        {
            var known = request with { Outcomes = [.. request.Outcomes, .. done.Select(Done)], State = RequestState.Unclear };
            return (known, now);
        }

        if (undone.Count == state.Step.Targets.Count && !state.Answered && state.Attempts < MostAttempts && now < request.RunUntil)
        {
            return (Put(request, at, state with { StartedAt = null }) with { VerifiedAt = null, Because = "It was read that nothing was done; it is begun again." }, now);
        }

        var rest = state.Answered
            ? undone.Concat(unknown).Select(id => new Outcome(id, OutcomeKind.NoAnswer) { Sentence = "the service took it and says nothing of it" })
            : undone.Select(id => new Outcome(id, OutcomeKind.NotRun) { Sentence = "the call ended unclearly, and it was read that nothing was done" });
        return (Put(request, at, state with { Ended = true }) with { Outcomes = [.. request.Outcomes, .. done.Select(Done), .. rest], Because = null }, now);
    }

    private static Outcome Done(string id) => new(id, OutcomeKind.Done);

    private static Request Put(Request request, int at, StepState state) =>
        request with { Steps = [.. request.Steps.Select((step, index) => index == at ? state : step)] };

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
