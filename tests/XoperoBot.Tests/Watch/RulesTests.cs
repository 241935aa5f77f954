using XoperoBot.Core.Watch;
using XoperoBot.Xopero;

namespace XoperoBot.Tests.Watch;

public sealed class RulesTests
{
    private const long Hour = 3_600_000;
    private const long Now = 1_000 * Hour;

    private static readonly WatchOptions Learned = new();

    public static TheoryData<string, int[], double?> Rhythms => new()
    {
        { "nothing known", [], null },
        { "one night", [1440], 26 },
        { "nights", [1440, 1440, 1440], 26 },
        { "every hour: half an hour of margin at least", [60, 60], 1.5 },
        { "weekly", [10080, 10080], 182 },
        { "working days, first weekend seen", [1440, 1440, 1440, 1440, 4320], 78 },
        { "working days for three weeks", [1440, 1440, 1440, 1440, 4320, 1440, 1440, 1440, 1440, 4320, 1440, 1440, 1440, 1440, 4320], 78 },
        { "one odd gap among many is no rhythm", [1440, 1440, 1440, 1440, 1440, 7200, 1440, 1440, 1440, 1440], 26 },
        { "abnormal gaps teach nothing", [1440, 1440, -4320, 1440, -4320], 26 },
        { "three abnormal gaps are the rhythm", [1440, -10080, -10080, -10080], 182 },
        { "only abnormal ones", [-4320], null },
    };

    [Theory]
    [MemberData(nameof(Rhythms))]
    public void A_rhythm_is_learned_from_gaps(string what, int[] gaps, double? hours) =>
        Assert.Equal((what, hours), (what, Rhythm.Limit(gaps)?.TotalHours));

    [Fact]
    public void Only_the_newest_gaps_are_remembered()
    {
        var gaps = Enumerable.Range(1, 40).Aggregate(Array.Empty<int>(), (known, minutes) => Rhythm.Add(known, minutes, abnormal: minutes == 40));

        Assert.Equal(Rhythm.Remembered, gaps.Length);
        Assert.Equal((25, -40), (gaps[0], gaps[^1]));
    }

    public static TheoryData<string, double?, int[]?, double?, int, int> Plans => new()
    {
        // what, finished hours ago, counters, running for hours, open before, expected
        { "successful", 1, [3, 0, 0], null, 0, 0 },
        { "failed", 1, [3, 1, 1], null, 0, 1 },
        { "warnings", 1, [3, 1, 0], null, 0, 2 },
        { "nothing", 1, [0, 0, 0], null, 0, 4 },
        { "still failed while it runs again", 1, [3, 0, 1], 1, 1, 1 },
        { "an unknown outcome raises nothing", 1, null, null, 0, 0 },
        { "and ends nothing", 1, null, null, 1, 1 },
        { "never finished, just seen", null, null, null, 0, 0 },
        { "overdue", 27, [3, 0, 0], null, 0, 8 },
        { "overdue and failed", 27, [3, 0, 2], null, 1, 9 },
        { "not overdue while it runs", 27, [3, 0, 0], 1, 0, 0 },
        { "overdue stays so until it finishes", 27, [3, 0, 0], 1, 8, 8 },
        { "hung", 13, [3, 0, 0], 12.5, 0, 16 },
        { "long, and not too long", 13, [3, 0, 0], 12, 0, 0 },
    };

    [Theory]
    [MemberData(nameof(Plans))]
    public void What_is_wrong_with_a_plan(string what, double? finished, int[]? counters, double? running, int open, int expected)
    {
        var plan = new PlanState
        {
            Organization = "o",
            Id = "p",
            Name = "nightly",
            FirstSeen = Now - (2 * Hour),
            FinishedAt = finished is { } ago ? Now - (long)(ago * Hour) : 0,
            Counted = counters is not null,
            Successes = counters?[0] ?? 0,
            Warnings = counters?[1] ?? 0,
            Errors = counters?[2] ?? 0,
            RunningSince = running is { } hours ? Now - (long)(hours * Hour) : 0,
            Gaps = [1440, 1440],
        };

        Assert.Equal((what, (PlanTroubles)expected), (what, PlanRules.Judge(plan, (PlanTroubles)open, Now, Learned)));
    }

    public static TheoryData<string, string?, int[], double, double> Limits => new()
    {
        // what, OverdueAfter, gaps, hours that the last run was old at first sight, expected hours
        { "set: whatever was learned", "05:00:00", [10080], 1, 5 },
        { "learned", null, [10080], 1, 182 },
        { "not learned yet", null, [], 1, 26 },
        { "not learned, old at first sight", null, [], 50, 192 },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public void How_long_a_plan_may_finish_nothing(string what, string? set, int[] gaps, double age, double hours)
    {
        var options = new WatchOptions { OverdueAfter = set is null ? null : TimeSpan.Parse(set, System.Globalization.CultureInfo.InvariantCulture) };
        var plan = new PlanState { Organization = "o", Id = "p", Name = "n", FirstSeen = Now, FinishedAt = Now - (long)(age * Hour), Gaps = gaps };

        Assert.Equal((what, hours), (what, PlanRules.Limit(plan, options).TotalHours));
    }

    [Fact]
    public void A_plan_that_is_as_before_is_the_very_same_object()
    {
        var read = new Plan { Id = "p", Name = "n", RepoCount = 3, LastStatus = new PlanStatus(3, 0, 0), FinishedAt = DateTimeOffset.FromUnixTimeMilliseconds(Now), IsRunning = true };
        var known = PlanState.First("o", read, Now);

        Assert.Same(known, known.Observe(read with { }, Now + Hour, learn: true, PlanTroubles.None));
        Assert.Equal(Now, known.RunningSince);
    }

    [Fact]
    public void A_new_run_teaches_its_gap_and_keeps_what_was_before()
    {
        var read = new Plan { Id = "p", Name = "n", LastStatus = new PlanStatus(3, 0, 0), FinishedAt = DateTimeOffset.FromUnixTimeMilliseconds(Now), IsRunning = false };
        var known = PlanState.First("o", read, Now);
        var next = read with { FinishedAt = read.FinishedAt + TimeSpan.FromHours(24), LastStatus = new PlanStatus(2, 0, 1) };

        var after = known.Observe(next, Now + (24 * Hour), learn: true, PlanTroubles.None);

        Assert.Equal((PlanOutcome.Failed, PlanOutcome.Success, Now), (after.Outcome, after.Before, after.BeforeAt));
        Assert.Equal([1440], after.Gaps);
        Assert.Equal([-1440], known.Observe(next, Now + (24 * Hour), learn: true, PlanTroubles.DidNotRun).Gaps);
        Assert.Empty(known.Observe(next, Now + (24 * Hour), learn: false, PlanTroubles.None).Gaps);
    }

    public static TheoryData<string, int[], double?> RunLengths => new()
    {
        { "too few", [300, 300, 300, 300], null },
        { "short ones: an hour more than the longest", [300, 240, 300, 290, 310], 1.0861 },
        { "long ones: three times the longest", [3600, 7200, 3600, 3600, 3600], 6 },
    };

    [Theory]
    [MemberData(nameof(RunLengths))]
    public void How_long_a_plan_may_run_is_learned(string what, int[] seconds, double? hours) =>
        Assert.Equal((what, hours), (what, Lengths.Limit(seconds) is { } limit ? Math.Round(limit.TotalHours, 4) : null));

    [Theory]
    [InlineData(null, 7)]
    [InlineData("05:00:00", 5)]
    public void What_is_set_holds_whatever_was_learned(string? set, double hours)
    {
        var options = new WatchOptions { HungAfter = set is null ? null : TimeSpan.Parse(set, System.Globalization.CultureInfo.InvariantCulture) };
        var plan = new PlanState { Organization = "o", Id = "p", Name = "n", FirstSeen = Now, Durations = [8400, 60, 60, 60, 60] };

        Assert.Equal(hours, PlanRules.HungLimit(plan, options).TotalHours);
    }

    [Fact]
    public void The_longest_run_is_never_forgotten() =>
        Assert.Equal(99_999, Enumerable.Range(0, 40).Aggregate(new[] { 99_999 }, (known, seconds) => Lengths.Add(known, seconds)).Max());

    public static TheoryData<string, string, bool, bool, double?> Quiet => new()
    {
        // what, silences that began at the time at which this one did, has a rhythm, only what was confirmed counts, expected hours
        { "none", "", true, false, null },
        { "one alone is chance", "5760:4320", true, false, null },
        { "two are a weekend", "5760:4320 5700:4300", true, false, 78 },
        { "two at other times are none", "5760:4320 8000:4320", true, false, null },
        { "two at other times of the week, over its end", "120:4320 10000:4320", true, false, null },
        { "confirmed, and lasting", "5760:0!", true, false, 84 },
        { "confirmed, and without a rhythm a week", "5760:0!", false, false, 192 },
        { "confirmed, and seen to its end", "5760:10080!", false, false, 182 },
        { "where a limit is set, only what was confirmed", "5760:4320 5760:4320", true, true, null },
        { "and that does", "5760:4320! 5760:9999", true, true, 78 },
    };

    [Theory]
    [MemberData(nameof(Quiet))]
    public void A_silence_is_expected(string what, string known, bool hasRhythm, bool onlyConfirmed, double? hours)
    {
        var began = (4 * 10_080L * 60_000) + (5_760 * 60_000);
        Assert.Equal(known, Silences.Write(Silences.Read(known)));
        Assert.Equal((what, hours), (what, Silences.Expected(Silences.Read(known), began, hasRhythm, onlyConfirmed)?.TotalHours));
    }

    public static TheoryData<string, Trouble, int[], int[], string> Causes => new()
    {
        // what, kind, newly failed per organization, plans per organization, expected
        { "one alone", Trouble.PlanFailed, [1], [1], "One:1" },
        { "two alone", Trouble.PlanFailed, [2], [2], "One:1 One:1" },
        { "most of an organization", Trouble.PlanFailed, [3], [5], "Organization:3" },
        { "few of many", Trouble.PlanFailed, [3], [50], "One:1 One:1 One:1" },
        { "very many, whatever share", Trouble.PlanFailed, [20], [500], "Organization:20" },
        { "most of a server", Trouble.PlanFailed, [2, 2], [3, 3], "Server:4" },
        { "one organization of two", Trouble.PlanFailed, [4, 1], [5, 20], "Organization:4 One:1" },
        { "repositories found together", Trouble.RepositoryUnprotected, [3], [1], "Organization:3" },
        { "two repositories", Trouble.RepositoryUnprotected, [2], [1], "One:1 One:1" },
    };

    [Theory]
    [MemberData(nameof(Causes))]
    public void One_cause_is_one_incident(string what, Trouble kind, int[] failed, int[] plans, string expected)
    {
        var opened = failed.SelectMany((count, organization) => Enumerable.Range(0, count)
            .Select(number => new PartOpened(new PartKey(kind, $"o{organization}", $"p{number}")) { Name = "n", Since = 0 })).ToList();
        var whole = plans.Select((count, organization) => (organization, count)).ToDictionary(pair => $"o{pair.organization}", pair => pair.count);

        var divided = OneCause.Divide(opened, whole).Select(incident => $"{incident.Reach}:{incident.Parts.Count}");

        Assert.Equal((what, expected), (what, string.Join(' ', divided)));
    }

    public static TheoryData<string, string, Trouble, string, string, bool> Scopes => new()
    {
        { "everything", "", Trouble.PlanFailed, "o", "p", true },
        { "its server", "main", Trouble.PlanFailed, "o", "p", true },
        { "another server", "other", Trouble.PlanFailed, "o", "p", false },
        { "its organization, in other case", "MAIN\tO", Trouble.PlanFailed, "o", "p", true },
        { "another organization", "main\tx", Trouble.PlanFailed, "o", "p", false },
        { "the plan", "main\to\tp", Trouble.PlanFailed, "o", "p", true },
        { "another plan", "main\to\tx", Trouble.PlanFailed, "o", "p", false },
        { "a plan, and a repository of its organization", "main\to\tp", Trouble.RepositoryLate, "o", "p", false },
        { "a plan, and its server", "main\to\tp", Trouble.ServiceUnreachable, "", "", true },
        { "an incident is no scope to hear of", "\t\t\tI-1", Trouble.PlanFailed, "o", "p", false },
    };

    [Theory]
    [MemberData(nameof(Scopes))]
    public void Who_wants_to_know(string what, string scope, Trouble kind, string organization, string subject, bool expected)
    {
        var parsed = Scope.Parse(scope);

        Assert.Equal((what, expected), (what, parsed.Covers("main", new PartKey(kind, organization, subject))));
        Assert.Equal(scope, parsed.Key);
    }
}
