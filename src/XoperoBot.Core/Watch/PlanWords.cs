using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Watch;

/// <summary>What is said about a plan in trouble: counters and times that the service gave, and nothing else.</summary>
internal static class PlanWords
{
    public static PartOpened Opened(PartKey key, PlanState plan, long now, WatchOptions options) => new(key)
    {
        Name = plan.Name,
        Since = key.Kind switch
        {
            Trouble.PlanHung => plan.RunningSince,
            Trouble.PlanDidNotRun => plan.QuietSince,
            _ => plan.FinishedAt,
        },
        Detail = key.Kind switch
        {
            Trouble.PlanHung => $"running for longer than {Span(PlanRules.HungLimit(plan, options))}{Longest(plan, options)}",
            Trouble.PlanDidNotRun => plan.FinishedAt > 0
                ? $"nothing finished for longer than {Span(PlanRules.Limit(plan, options))}{Known(plan, options)}"
                : $"no run recorded for {Span(TimeSpan.FromMilliseconds(now - plan.FirstSeen))}",
            _ => Counters(plan),
        },
        Before = key.Kind is Trouble.PlanHung or Trouble.PlanDidNotRun ? Word(plan.Outcome, plan.FinishedAt) : Word(plan.Before, plan.BeforeAt),
    };

    private static string Longest(PlanState plan, WatchOptions options) => options.HungAfter is null && Lengths.Limit(plan.Durations) is not null
        ? $"; the longest of its {plan.Durations.Length} known runs took {Span(TimeSpan.FromSeconds(plan.Durations.Max()))}"
        : "";

    private static string Known(PlanState plan, WatchOptions options) => options.OverdueAfter is not null ? ""
        : Rhythm.Limit(plan.Gaps) is null ? "; its rhythm is not known yet"
        : "; that is its own rhythm";

    public static string Counters(PlanState plan) =>
        plan.Counted ? Standing.Counters(new PlanStatus(plan.Successes, plan.Warnings, plan.Errors)) : "";

    /// <summary>How it is now, when something ended.</summary>
    public static string Now(PlanState plan) => plan.Outcome switch
    {
        PlanOutcome.Failed => $"it failed: {Counters(plan)}",
        PlanOutcome.Warnings => $"it finished with warnings: {Counters(plan)}",
        PlanOutcome.Success => $"it successfully finished: {Counters(plan)}",
        PlanOutcome.Nothing => "it finished with nothing backed up",
        _ => "it is as it should be",
    };

    public static string Word(PlanOutcome outcome, long at)
    {
        if (at == 0)
        {
            return "";
        }

        var word = outcome switch
        {
            PlanOutcome.Success => "successfully finished",
            PlanOutcome.Warnings => "finished with warnings",
            PlanOutcome.Failed => "failed",
            PlanOutcome.Nothing => "finished with nothing backed up",
            _ => "finished, outcome unknown",
        };
        return $"{word} {new Chat.Time(DateTimeOffset.FromUnixTimeMilliseconds(at))}";
    }

    /// <summary>In whole minutes; less is noise.</summary>
    public static string Span(TimeSpan span) =>
        span < TimeSpan.FromMinutes(1) ? Durations.Write(TimeSpan.FromSeconds(Math.Floor(span.TotalSeconds))) : Durations.Write(TimeSpan.FromMinutes(Math.Floor(span.TotalMinutes)));
}
