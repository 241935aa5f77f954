namespace XoperoBot.Core.Approvals;

/// <summary>How a request ends, from what became of each target.</summary>
internal static class Settlement
{
    /// <summary>A person looked and says what nobody could read. What was not begun stays undone: it is asked for anew.</summary>
    public static Request Of(Request request, bool done, string person, DateTimeOffset now)
    {
        var unclear = request.Steps.Where(step => step is { Ended: false, StartedAt: not null }).SelectMany(step => step.Step.Targets);
        var said = unclear
            .Where(id => request.Outcomes.All(outcome => !Same(outcome.TargetId, id)))
            .Select(id => new Outcome(id, done ? OutcomeKind.Done : OutcomeKind.NotRun) { Sentence = $"as {person} says" });
        return Close(request with { Outcomes = [.. request.Outcomes, .. said] }, now, because: null);
    }

    /// <summary>The end: whatever has no outcome was not run.</summary>
    public static Request Close(Request request, DateTimeOffset now, string? because)
    {
        var missing = request.Order.Targets.Where(target => request.Outcomes.All(outcome => !Same(outcome.TargetId, target.Id)));
        var outcomes = request.Outcomes.Concat(missing.Select(target => new Outcome(target.Id, OutcomeKind.NotRun))).ToList();
        var done = outcomes.Count(outcome => outcome.Kind == OutcomeKind.Done);
        return request with
        {
            Outcomes = outcomes,
            State = done == outcomes.Count ? RequestState.Done : done > 0 ? RequestState.Partial : RequestState.Failed,
            EndedAt = now,
            Because = because,
        };
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
