using XoperoBot.Simulator;

namespace XoperoBot.Tests.Simulator;

/// <summary>The clock stands at 2026-03-02 09:00 UTC; Nightly starts at 02:00 and takes ten minutes.</summary>
public sealed class ClockTests
{
    [Fact]
    public async Task A_plan_runs_for_a_while_on_its_schedule_and_finishes()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        Assert.Equal(At(2, 2, 10), (long)(await simulator.PlanAsync())["planFinishedTime"]!);
        simulator.Time.Advance(TimeSpan.FromHours(17) + TimeSpan.FromMinutes(5));
        Assert.True((bool)(await simulator.PlanAsync())["isRunning"]!);
        simulator.Time.Advance(TimeSpan.FromMinutes(6));
        var plan = await simulator.PlanAsync();
        Assert.False((bool)plan["isRunning"]!);
        Assert.Equal(At(3, 2, 10), (long)plan["planFinishedTime"]!);
        Assert.Equal("""{"successes":3,"warnings":0,"errors":0}""", plan["lastStatus"]!.ToJsonString());
    }

    [Fact]
    public async Task What_happened_unseen_is_logged_at_its_own_time()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        simulator.Time.Advance(TimeSpan.FromDays(3));
        var nightly = simulator.Simulation.Events().Where(one => one.Plan == "Nightly").ToList();
        Assert.Equal(6, nightly.Count);
        Assert.Equal([At(3, 2, 0), At(3, 2, 10), At(4, 2, 0), At(4, 2, 10), At(5, 2, 0), At(5, 2, 10)], nightly.Select(one => one.At.ToUnixTimeMilliseconds()));
    }

    [Fact]
    public async Task Looking_often_or_once_leads_to_the_same_history()
    {
        await using var often = await RunningSimulator.StartAsync(new SimulatorOptions());
        await using var once = await RunningSimulator.StartAsync(new SimulatorOptions());
        for (var i = 0; i < 200; i++)
        {
            often.Time.Advance(TimeSpan.FromMinutes(30));
            _ = often.Simulation.Snapshot();
        }

        once.Time.Advance(TimeSpan.FromMinutes(30 * 200));
        var history = once.Simulation.Events();
        Assert.Equal(often.Simulation.Events(), history);
        Assert.Contains(history, one => one.Kind == SimulationEventKind.PlanWarned);
        Assert.Contains(history, one => one.Kind == SimulationEventKind.PlanFailed);
        Assert.Contains(history, one => one.Kind == SimulationEventKind.RepositoryAppeared);
        Assert.Contains(history, one => one.Kind == SimulationEventKind.RepositoryVanished);
    }

    [Fact]
    public async Task Speed_shortens_schedules_and_runs()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync(options => options.Speed = 60);
        simulator.Time.Advance(TimeSpan.FromHours(2));
        var runs = simulator.Simulation.Events().Where(one => one is { Plan: "Nightly", Kind: SimulationEventKind.PlanSucceeded }).ToList();
        Assert.Equal(5, runs.Count);
        Assert.Equal(TimeSpan.FromMinutes(24), runs[1].At - runs[0].At);
    }

    [Fact]
    public async Task A_synchronisation_takes_a_while_and_then_shows_what_the_host_changed()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        var first = (string)(await simulator.RepositoriesAsync())[0]["name"]!;
        simulator.Script.AddRepository("acme", "zeta");
        simulator.Script.RemoveFromHost("acme", first);
        await simulator.CallAsync("git/repositories/sync", $$"""{"id":"{{(string?)(await simulator.OrganizationAsync())["id"]}}"}""");
        simulator.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.True((bool)(await simulator.OrganizationAsync())["synchronizationInProgress"]!);
        Assert.Equal(6, (await simulator.RepositoriesAsync()).Count);
        simulator.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False((bool)(await simulator.OrganizationAsync())["synchronizationInProgress"]!);
        var after = await simulator.RepositoriesAsync();
        Assert.Equal("acme/zeta", (string?)after[^1]["name"]);
        Assert.True((bool)after[0]["isRemoved"]!);
        Assert.Single(await simulator.RepositoriesAsync(""","filters":[{"operator":"eq","value":true,"property":"IsRemoved"}]"""));
    }

    [Fact]
    public async Task A_paused_plan_misses_its_runs_and_a_hung_one_never_ends()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        simulator.Script.PausePlan("acme", "Nightly");
        simulator.Script.HangPlan("acme", "Unused");
        simulator.Time.Advance(TimeSpan.FromDays(5));
        Assert.Equal(At(2, 2, 10), (long)(await simulator.PlanAsync())["planFinishedTime"]!);
        Assert.True((bool)(await simulator.PlanAsync(1))["isRunning"]!);
        simulator.Script.ResumePlan("acme", "Nightly");
        simulator.Script.SucceedPlan("acme", "Unused");
        simulator.Time.Advance(TimeSpan.FromHours(18));
        Assert.Equal(At(8, 2, 10), (long)(await simulator.PlanAsync())["planFinishedTime"]!);
        Assert.False((bool)(await simulator.PlanAsync(1))["isRunning"]!);
    }

    private static long At(int day, int hour, int minute) => new DateTimeOffset(2026, 3, day, hour, minute, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
}
