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

    /// <summary>Seconds that its runs took.</summary>
    public int[] Durations { get; init; } = [];

    public Silence[] Silences { get; init; } = [];

    /// <summary>Since when nothing finished.</summary>
    public long QuietSince => FinishedAt > 0 ? FinishedAt : FirstSeen;

    public PlanOutcome Outcome => OutcomeOf(FinishedAt, Counted, Successes, Warnings, Errors);

    public static PlanOutcome OutcomeOf(long finishedAt, bool counted, int successes, int warnings, int errors) => (finishedAt, counted) switch
    {
        (0, _) or (_, false) => PlanOutcome.Unknown,
        _ when errors > 0 => PlanOutcome.Failed,
        _ when warnings > 0 => PlanOutcome.Warnings,
        _ when successes > 0 => PlanOutcome.Success,
        _ => PlanOutcome.Nothing,
    };

    public static PlanState First(string organization, Plan plan, long now) =>
        new PlanState { Organization = organization, Id = plan.Id, Name = plan.Name, FirstSeen = now }.Observe(plan, now, learn: false, PlanTroubles.None);

    /// <summary>This very object when nothing changed.</summary>
    /// <param name="plan">As it was read now.</param>
    /// <param name="now">When.</param>
    /// <param name="learn">No run can have been missed since the last reading.</param>
    /// <param name="open">What was wrong with it before it finished.</param>
    public PlanState Observe(Plan plan, long now, bool learn, PlanTroubles open)
    {
        var finished = plan.FinishedAt?.ToUnixTimeMilliseconds() ?? 0;
        var repositories = plan.RepoCount ?? Repositories;
        var running = plan.IsRunning switch { true when RunningSince > 0 && finished == FinishedAt => RunningSince, true => now, false => 0, null => RunningSince };
        if (finished == FinishedAt && running == RunningSince && repositories == Repositories && SameCounters(plan.LastStatus) && plan.Name == Name)
        {
            return this;
        }

        var ran = finished > FinishedAt && FinishedAt > 0;
        var after = this with
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
        };
        return ran && learn ? after.Learn(this, open) : after;
    }

    private PlanState Learn(PlanState before, PlanTroubles open)
    {
        var minutes = (int)Math.Min(int.MaxValue, (FinishedAt - before.FinishedAt) / 60_000);
        var overdue = open.HasFlag(PlanTroubles.DidNotRun);

        // Longer than its rhythm and yet not overdue: a silence that was expected, and no part of the rhythm.
        var expected = !overdue && Rhythm.Limit(Gaps) is { } limit && minutes > limit.TotalMinutes;

        // A run that was called hung and ended well was only long.
        var teaches = before.RunningSince > 0 && FinishedAt > before.RunningSince
            && (!open.HasFlag(PlanTroubles.Hung) || Outcome is PlanOutcome.Success or PlanOutcome.Warnings);
        return this with
        {
            Gaps = expected ? Gaps : Rhythm.Add(Gaps, minutes, overdue),
            Silences = Watch.Silences.End(Silences, before.FinishedAt, minutes, overdue || expected),
            Durations = teaches ? Lengths.Add(Durations, (int)Math.Min(int.MaxValue, (FinishedAt - before.RunningSince) / 1000)) : Durations,
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
            return now - plan.RunningSince > HungLimit(plan, options).TotalMilliseconds ? troubles | PlanTroubles.Hung : troubles;
        }

        return now - plan.QuietSince > Limit(plan, options).TotalMilliseconds ? troubles | PlanTroubles.DidNotRun : troubles;
    }

    /// <summary>How long the plan may finish nothing.</summary>
    public static TimeSpan Limit(PlanState plan, WatchOptions options)
    {
        var rhythm = Rhythm.Limit(plan.Gaps);
        var limit = options.OverdueAfter ?? rhythm
            ?? (plan.FinishedAt > 0 && plan.FirstSeen - plan.FinishedAt > Rhythm.Daily.TotalMilliseconds ? Rhythm.Weekly : Rhythm.Daily);
        var silence = Silences.Expected(plan.Silences, plan.QuietSince, rhythm is not null, onlyConfirmed: options.OverdueAfter is not null);
        return silence > limit ? silence.Value : limit;
    }

    /// <summary>How long the plan may run.</summary>
    public static TimeSpan HungLimit(PlanState plan, WatchOptions options) => options.HungAfter ?? Lengths.Limit(plan.Durations) ?? Lengths.Unknown;
}
