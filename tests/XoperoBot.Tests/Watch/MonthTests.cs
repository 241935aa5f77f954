using XoperoBot.Core.Chat;
using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Watch;

/// <summary>A month of 500 plans against the simulator's own list of what happened.</summary>
public sealed class MonthTests
{
    [Fact]
    public async Task Every_failure_of_a_month_is_told_once_and_every_recovery()
    {
        await using var world = await WatchWorld.StartAsync(
            Engine.Sqlite, Estate(), 1, ("Interval", "00:30:00"), ("SlowestInterval", "00:30:00"), ("RepeatAfter", "30.00:00:00"), ("RepositoriesEvery", "2.00:00:00"));
        await world.RunAsync(TimeSpan.FromMinutes(30));
        await world.SayAsync("subscribe all failures");
        await world.SayAsync("subscribe org0 failures", place: new Place("test", "second"));

        await world.RunAsync(TimeSpan.FromDays(6));
        await FlapAsync(world, "org1", "plan7");
        await world.RunAsync(TimeSpan.FromDays(2));
        world.Script.TakeDown();
        await world.RunAsync(TimeSpan.FromHours(9));
        world.Script.BringUp();
        await world.RunAsync(TimeSpan.FromDays(5));
        await RestartAsync(world, TimeSpan.FromMinutes(5));
        world.Script.HangPlan("org2", "plan3");
        world.Script.PausePlan("org3", "plan4");
        await world.RunAsync(TimeSpan.FromDays(5));
        world.Script.SucceedPlan("org2", "plan3");
        world.Script.ResumePlan("org3", "plan4");
        await RestartAsync(world, TimeSpan.FromHours(30));
        await world.RunAsync(TimeSpan.FromDays(10));

        var oracle = Oracle.Of(world);
        Assert.True(oracle.Failures.Count > 200, $"only {oracle.Failures.Count} failures");
        var stored = (await world.QueryAsync<(string Plan, long Since, long? ClosedAt)>(
            "SELECT subject, since, closed_at FROM incident_part WHERE kind = 'PlanFailed'")).ToList();
        Assert.Equal(oracle.Failures.Select(failure => (failure.Plan, failure.At)).Order(), stored.Select(part => (part.Plan, part.Since)).Order());
        Assert.Equal(
            oracle.Failures.Where(failure => failure.Recovered).Select(failure => (failure.Plan, failure.At)).Order(),
            stored.Where(part => part.ClosedAt is not null).Select(part => (part.Plan, part.Since)).Order());
        await TellsAsync(world);
        Assert.Equal(["main"], await world.QueryAsync<string>("SELECT name FROM incident_part WHERE kind = 'ServiceUnreachable'"));
        Assert.Equal(["plan3"], await world.QueryAsync<string>("SELECT name FROM incident_part WHERE kind = 'PlanHung'"));
        Assert.Equal(["plan4"], await world.QueryAsync<string>("SELECT DISTINCT name FROM incident_part WHERE kind = 'PlanDidNotRun'"));
        Assert.Equal(1, world.Posts.Count(post => post.Card.Title.Contains("not watched") && post.Place == WatchWorld.Room));
    }

    /// <summary>Each incident stands in exactly one message per place that wants it, each message was posted once, each recovery noted once.</summary>
    private static async Task TellsAsync(WatchWorld world)
    {
        var keys = world.Posts.Where(post => post.Key is not null).Select(post => (post.Place, post.Key)).ToList();
        Assert.Equal(keys.Distinct(), keys);
        var untold = await world.QueryAsync<string>(
            """
            SELECT i.id FROM incident i WHERE i.kind NOT IN ('FirstContact', 'PlanWarnings', 'PlanNothing', 'RepositoryUnprotected', 'RepositoryNotVisible')
              AND (SELECT COUNT(*) FROM alert a JOIN alert_incident ai ON ai.alert = a.id
                   WHERE ai.incident = i.id AND a.place = 'test:room' AND a.posted_at IS NOT NULL) <> 1
            """);
        Assert.Empty(untold);
        var second = await world.QueryAsync<string>(
            """
            SELECT DISTINCT p.incident FROM incident_part p JOIN incident i ON i.id = p.incident
            WHERE i.kind = 'PlanFailed' AND (p.organization_name = 'org0') <> EXISTS (SELECT 1 FROM alert a JOIN alert_incident ai ON ai.alert = a.id
              WHERE ai.incident = i.id AND a.place = 'test:second' AND a.posted_at IS NOT NULL)
              AND NOT EXISTS (SELECT 1 FROM incident_part o WHERE o.incident = i.id AND o.organization_name = 'org0' AND p.organization_name <> 'org0')
            """);
        Assert.Empty(second);
        var twice = await world.QueryAsync<string>(
            "SELECT ai.incident FROM alert a JOIN alert_incident ai ON ai.alert = a.id GROUP BY ai.incident, a.place HAVING COUNT(*) > 1");
        Assert.Empty(twice);
        Assert.Equal(
            (await world.QueryAsync<string>("SELECT id FROM alert WHERE posted_at IS NOT NULL")).Select(id => $"alert/{id}").Order(),
            keys.Select(pair => pair.Key!).Order());
        var unrecovered = await world.QueryAsync<string>(
            """
            SELECT i.id FROM incident i JOIN alert_incident ai ON ai.incident = i.id
            WHERE i.closed_at IS NOT NULL AND ai.recovery_told = 0
            """);
        Assert.Empty(unrecovered);
    }

    private static async Task FlapAsync(WatchWorld world, string organization, string plan)
    {
        for (var time = 0; time < 5; time++)
        {
            world.Script.FailPlan(organization, plan);
            await world.RunAsync(TimeSpan.FromMinutes(45));
            world.Script.SucceedPlan(organization, plan);
            await world.RunAsync(TimeSpan.FromMinutes(45));
        }
    }

    private static async Task RestartAsync(WatchWorld world, TimeSpan down)
    {
        await world.KillAsync();
        world.Time.Advance(down);
        await world.BootAsync();
    }

    private static IEnumerable<OrganizationOptions> Estate() => Enumerable.Range(0, 10).Select(organization =>
    {
        var options = new OrganizationOptions { Name = $"org{organization}", Repositories = 50 };
        for (var number = 0; number < 50; number++)
        {
            options.Plans.Add(new PlanOptions
            {
                Name = $"plan{number}",
                First = number,
                Count = 1,
                At = TimeSpan.FromMinutes(((organization * 50) + number) * 2),
                Every = number % 10 == 0 ? TimeSpan.FromHours(6) : TimeSpan.FromDays(1),
                FailureRate = 0.02,
                WarningRate = 0.01,
            });
        }

        return options;
    });

    /// <summary>What a watcher that looks every half hour can find: a failure counts from the first failed run that was still the last one
    /// when somebody looked, until a run that did not fail was.</summary>
    private sealed record Oracle(IReadOnlyList<(string Plan, long At, bool Recovered)> Failures)
    {
        public static Oracle Of(WatchWorld world)
        {
            var failures = new List<(string, long, bool)>();
            var looks = world.Looks.ToList();
            var runs = world.Services[0].Simulation.Events().Where(happened => happened.Kind is SimulationEventKind.PlanFailed or SimulationEventKind.PlanSucceeded or SimulationEventKind.PlanWarned);
            foreach (var plan in runs.GroupBy(happened => happened.PlanId!))
            {
                (string Plan, long At, bool Recovered)? open = null;
                var closed = DateTimeOffset.MinValue;
                var list = plan.ToList();
                for (var i = 0; i < list.Count; i++)
                {
                    var at = looks.BinarySearch(list[i].At);
                    var look = at < 0 ? ~at : at;
                    if (look == looks.Count || (i + 1 < list.Count && looks[look] >= list[i + 1].At))
                    {
                        continue;
                    }

                    if (list[i].Kind != SimulationEventKind.PlanFailed)
                    {
                        closed = open is null ? closed : looks[look];
                        open = Keep(failures, open, recovered: true);
                    }
                    else if (open is null && looks[look] - closed <= TimeSpan.FromHours(2))
                    {
                        // Back so soon, it is the same incident.
                        open = failures[^1];
                        failures.RemoveAt(failures.Count - 1);
                    }
                    else
                    {
                        open ??= (plan.Key, list[i].At.ToUnixTimeMilliseconds(), false);
                    }
                }

                Keep(failures, open, recovered: false);
            }

            return new Oracle(failures);
        }

        private static (string, long, bool)? Keep(List<(string, long, bool)> failures, (string Plan, long At, bool Recovered)? open, bool recovered)
        {
            if (open is { } failure)
            {
                failures.Add(failure with { Recovered = recovered });
            }

            return null;
        }
    }
}
