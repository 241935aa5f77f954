using XoperoBot.Xopero;

namespace XoperoBot.Core.Watch;

/// <summary>How a run ended, as far as the counters tell.</summary>
public enum PlanOutcome
{
    /// <summary>No run recorded, or one without counters.</summary>
    Unknown,
    Success,
    Warnings,
    Failed,

    /// <summary>Nothing was counted.</summary>
    Nothing,
}

/// <summary>What is kept of a plan between two readings. Times are Unix milliseconds, 0 for never.</summary>
internal sealed record PlanState
{
    public required string Organization { get; init; }

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required long FirstSeen { get; init; }

    public long FinishedAt { get; init; }

    /// <summary>The service gave counters of the last run.</summary>
    public bool Counted { get; init; }

    public int Successes { get; init; }

    public int Warnings { get; init; }

    public int Errors { get; init; }

    /// <summary>-1: the service did not say.</summary>
    public int Repositories { get; init; } = -1;

    public long RunningSince { get; init; }

    public long BeforeAt { get; init; }

    public PlanOutcome Before { get; init; }

    public int[] Gaps { get; init; } = [];

    public PlanOutcome Outcome => this switch
    {
        { FinishedAt: 0 } or { Counted: false } => PlanOutcome.Unknown,
        { Errors: > 0 } => PlanOutcome.Failed,
        { Warnings: > 0 } => PlanOutcome.Warnings,
        { Successes: > 0 } => PlanOutcome.Success,
        _ => PlanOutcome.Nothing,
    };

    public static PlanState First(string organization, Plan plan, long now) =>
        new PlanState { Organization = organization, Id = plan.Id, Name = plan.Name, FirstSeen = now }.Observe(plan, now, learn: false, overdue: false);

    /// <summary>This very object when nothing changed.</summary>
    /// <param name="plan">As it was read now.</param>
    /// <param name="now">When.</param>
    /// <param name="learn">No run can have been missed since the last reading.</param>
    /// <param name="overdue">It was called overdue before it finished.</param>
    public PlanState Observe(Plan plan, long now, bool learn, bool overdue)
    {
        var finished = plan.FinishedAt?.ToUnixTimeMilliseconds() ?? 0;
        var repositories = plan.RepoCount ?? Repositories;
        var running = plan.IsRunning switch { true when RunningSince > 0 && finished == FinishedAt => RunningSince, true => now, false => 0, null => RunningSince };
        if (finished == FinishedAt && running == RunningSince && repositories == Repositories && SameCounters(plan.LastStatus) && plan.Name == Name)
        {
            return this;
        }

        var ran = finished > FinishedAt && FinishedAt > 0;
        return this with
        {
            Name = plan.Name,
            FinishedAt = finished,
            Counted = plan.LastStatus is not null,
            Successes = plan.LastStatus?.Successes ?? 0,
            Warnings = plan.LastStatus?.Warnings ?? 0,
            Errors = plan.LastStatus?.Errors ?? 0,
            Repositories = repositories,
            RunningSince = running,
            BeforeAt = ran ? FinishedAt : BeforeAt,
            Before = ran ? Outcome : Before,
            Gaps = ran && learn ? Rhythm.Add(Gaps, (int)Math.Min(int.MaxValue, (finished - FinishedAt) / 60_000), overdue) : Gaps,
        };
    }

    private bool SameCounters(PlanStatus? status) => status is null
        ? !Counted
        : Counted && status.Successes == Successes && status.Warnings == Warnings && status.Errors == Errors;
}

/// <summary>What is wrong with one plan now.</summary>
[Flags]
internal enum PlanTroubles
{
    None = 0,
    Failed = 1,
    Warnings = 2,
    Nothing = 4,
    DidNotRun = 8,
    Hung = 16,
    Outcomes = Failed | Warnings | Nothing,
}

/// <summary>The rules for plans.</summary>
internal static class PlanRules
{
    public static readonly (PlanTroubles Flag, Trouble Kind)[] Kinds =
    [
        (PlanTroubles.Failed, Trouble.PlanFailed),
        (PlanTroubles.Warnings, Trouble.PlanWarnings),
        (PlanTroubles.Nothing, Trouble.PlanNothing),
        (PlanTroubles.DidNotRun, Trouble.PlanDidNotRun),
        (PlanTroubles.Hung, Trouble.PlanHung),
    ];

    /// <param name="plan">As known now.</param>
    /// <param name="open">What was wrong before: an unknown outcome neither raises nor ends anything.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="options">The limits.</param>
    public static PlanTroubles Judge(PlanState plan, PlanTroubles open, long now, WatchOptions options)
    {
        var troubles = plan.Outcome switch
        {
            PlanOutcome.Failed => PlanTroubles.Failed,
            PlanOutcome.Warnings => PlanTroubles.Warnings,
            PlanOutcome.Nothing => PlanTroubles.Nothing,
            PlanOutcome.Unknown => open & PlanTroubles.Outcomes,
            _ => PlanTroubles.None,
        };
        if (plan.RunningSince > 0)
        {
            // It may yet finish: what was overdue stays so until it does.
            troubles |= open & PlanTroubles.DidNotRun;
            return now - plan.RunningSince > options.HungAfter.TotalMilliseconds ? troubles | PlanTroubles.Hung : troubles;
        }

        var quietSince = Math.Max(plan.FinishedAt, plan.FinishedAt == 0 ? plan.FirstSeen : 0);
        return now - quietSince > Limit(plan, options).TotalMilliseconds ? troubles | PlanTroubles.DidNotRun : troubles;
    }

    /// <summary>How long the plan may finish nothing.</summary>
    public static TimeSpan Limit(PlanState plan, WatchOptions options) => options.OverdueAfter
        ?? Rhythm.Limit(plan.Gaps)
        ?? (plan.FinishedAt > 0 && plan.FirstSeen - plan.FinishedAt > Rhythm.Daily.TotalMilliseconds ? Rhythm.Weekly : Rhythm.Daily);
}
