using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;

namespace XoperoBot.Core.Watch.Digests;

/// <summary>How each plan did since the last digest, in words; trouble first.</summary>
internal static class DigestPlans
{
    private const string Good = "successfully finished";
    private const string Quiet = "no run since the last digest";

    private static readonly string[] Order =
    [
        "failed", "running unusually long", "did not run", "finished with nothing backed up", "finished with warnings", "successfully finished at last, but failed before",
        "finished, outcome unknown", Good, Quiet,
    ];

    public static (Tone Tone, string Word) Standing(PlanFigures plan) => plan switch
    {
        { Outcome: PlanOutcome.Failed } => (Tone.Bad, Order[0]),
        { IsHung: true } => (Tone.Bad, Order[1]),
        { DidNotRun: true } => (Tone.Bad, Order[2]),
        { Outcome: PlanOutcome.Nothing } => (Tone.Warning, Order[3]),
        { Outcome: PlanOutcome.Warnings } => (Tone.Warning, Order[4]),
        { Outcome: PlanOutcome.Success, Failed: > 0 } => (Tone.Warning, Order[5]),
        { Outcome: PlanOutcome.Unknown } => (Tone.Unknown, Order[6]),
        { Outcome: PlanOutcome.Success } => (Tone.Good, Good),
        _ => (Tone.Neutral, Quiet),
    };

    /// <summary>How many plans ended how.</summary>
    public static IEnumerable<Fact> Counts(IEnumerable<PlanFigures> plans) => plans.GroupBy(Standing)
        .OrderBy(group => Array.IndexOf(Order, group.Key.Word))
        .Select(group => new Fact($"Plans {(group.Key.Word == Quiet ? "without a run" : group.Key.Word)}", Describe.Count(group.Count(), "plan"), group.Key.Tone));

    /// <summary>Those that are not well, the worst first.</summary>
    public static IReadOnlyList<PlanFigures> NotWell(IEnumerable<PlanFigures> plans) =>
    [
        .. plans.Where(plan => Standing(plan).Tone is Tone.Bad or Tone.Warning or Tone.Unknown)
            .OrderBy(plan => Array.IndexOf(Order, Standing(plan).Word))
            .ThenBy(plan => plan.Organization, StringComparer.OrdinalIgnoreCase)
            .ThenBy(plan => plan.Name, StringComparer.OrdinalIgnoreCase),
    ];

    public static Item Item(PlanFigures plan, bool withServer)
    {
        var (tone, word) = Standing(plan);
        var parts = new List<TextPart> { word };
        if (plan.Outcome is not null && plan.Counters.Length > 0)
        {
            parts.Add($": {plan.Counters}");
        }

        if (plan.Runs > 1 && plan.Failed > 0)
        {
            parts.Add($" · {plan.Failed} of {plan.Runs} runs failed");
        }

        parts.Add(plan.FinishedAt is null ? " · never finished" : " · last finished ");
        if (plan.FinishedAt is { } at)
        {
            parts.Add(new Time(at));
        }

        return new Item($"{(withServer ? $"{plan.Server}/" : "")}{plan.Organization}/{plan.Name}", tone, Text.Of([.. parts])) { Button = new Button("Open", CommandLine.Of("plan", plan.Id)) };
    }
}
