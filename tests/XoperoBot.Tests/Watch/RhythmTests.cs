using XoperoBot.Core.Chat;
using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Watch;

/// <summary>Plans that do not run every day, and such as take longer than they use to. The clock starts on a Monday.</summary>
public sealed class RhythmTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task A_plan_of_working_days_alarms_on_two_weekends_and_then_never_while_a_missed_working_day_still_does()
    {
        await using var world = await StartAsync();
        for (var week = 0; week < 4; week++)
        {
            await WeekAsync(world);
        }

        var alarms = world.Posts.Where(post => post.Card.Title == "Plan weekdays did not run").ToList();
        Assert.Equal(2, alarms.Count);

        // A Wednesday is missed: that is known before the next night.
        await world.RunAsync(2 * Day);
        world.Script.PausePlan("acme", "weekdays");
        await world.RunAsync(1.4 * Day);
        Assert.Equal(3, world.Posts.Count(post => post.Card.Title == "Plan weekdays did not run"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("26:00:00")]
    public async Task The_first_weekend_is_told_honestly_and_one_click_makes_it_normal(string? overdueAfter)
    {
        await using var world = await StartAsync(overdueAfter is null ? [] : [("OverdueAfter", overdueAfter)]);
        await WeekAsync(world, until: 6.1);
        var alarm = Assert.Single(world.Posts);
        Assert.Equal("Plan weekdays did not run", alarm.Card.Title);
        var known = alarm.Card.Elements.OfType<Facts>().Single().List.Single(fact => fact.Label == "What is known").Value.ToString();
        Assert.Equal(overdueAfter is null ? "nothing finished for longer than 1d2h; that is its own rhythm" : "nothing finished for longer than 1d2h", known);

        await world.SayAsync(alarm.Card.Actions.OfType<Button>().Single(button => button.Label == "This is normal").Command);
        await world.RunAsync(TimeSpan.FromHours(1));
        Assert.Contains("recovered", Assert.Single(world.Notes).Card.Summary);
        Assert.Contains("weekdays: taken as its normal rhythm", await world.QueryAsync<string>("SELECT said FROM incident_event"));
        await world.RunAsync((7 * Day) - (6.1 * Day) - TimeSpan.FromHours(1));
        world.Script.ResumePlan("acme", "weekdays");
        await WeekAsync(world);
        await WeekAsync(world);
        Assert.Single(world.Posts);
    }

    [Fact]
    public async Task What_is_not_a_silence_cannot_be_taken_as_normal()
    {
        await using var world = await StartAsync();
        world.Script.FailPlan("acme", "weekdays");
        await world.RunAsync(TimeSpan.FromHours(2));
        var id = Assert.Single(await world.QueryAsync<string>("SELECT id FROM incident"));

        Assert.Contains("only that a plan did not run can be normal", Assert.IsType<Whisper>(Assert.Single(await world.SayAsync($"ack {id} as normal"))).Card.Summary);
        Assert.Equal("Not done", Assert.IsType<Whisper>(Assert.Single(await world.SayAsync($"ack {id} as normal", Core.Access.Role.Viewer))).Card.Title);
    }

    [Fact]
    public async Task A_run_that_takes_much_longer_than_any_before_hangs()
    {
        await using var world = await StartAsync(("Interval", "00:05:00"));
        await world.RunAsync(6 * Day);
        world.Script.HangPlan("acme", "weekdays");
        await world.RunAsync(TimeSpan.FromHours(4));

        var hung = Assert.Single(world.Posts, post => post.Card.Title == "Plan weekdays running unusually long");
        Assert.Contains("the longest of its 6 known runs took", hung.Card.Elements.OfType<Facts>().Single().List.Single(fact => fact.Label == "What is known").Value.ToString());
    }

    /// <summary>Monday to Friday it runs at ten in the evening; on Saturday and Sunday somebody has it paused.</summary>
    private static async Task WeekAsync(WatchWorld world, double until = 7)
    {
        await world.RunAsync(4.95 * Day);
        world.Script.PausePlan("acme", "weekdays");
        await world.RunAsync((until - 4.95) * Day);
        if (until >= 7)
        {
            world.Script.ResumePlan("acme", "weekdays");
        }
    }

    private static async Task<WatchWorld> StartAsync(params (string Key, string Value)[] settings)
    {
        var organization = new OrganizationOptions { Name = "acme", Repositories = 1 };
        organization.Plans.Add(new PlanOptions { Name = "weekdays", Count = 1, At = TimeSpan.FromHours(22), Duration = TimeSpan.FromMinutes(20) });
        var world = await WatchWorld.StartAsync(
            Engine.Sqlite, [organization], 1, [("RepositoriesEvery", "7.00:00:00"), ("RepositoryLimit", "00:00:00"), ("RepeatAfter", "30.00:00:00"), .. settings.Any(one => one.Key == "Interval") ? settings : [("Interval", "00:30:00"), ("SlowestInterval", "00:30:00"), .. settings]]);
        await world.RunAsync(TimeSpan.FromMinutes(40));
        await world.SayAsync("subscribe all failures");
        return world;
    }
}
