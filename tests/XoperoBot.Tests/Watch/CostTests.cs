using XoperoBot.Core.Watch;
using XoperoBot.Tests.Fakes;
using XoperoBot.Xopero;

namespace XoperoBot.Tests.Watch;

/// <summary>What watching costs, us and the service.</summary>
public sealed class CostTests
{
    [Fact]
    public void A_reading_of_ten_thousand_plans_in_which_nothing_changed_takes_little_memory()
    {
        const long Now = 1_000_000_000_000;
        var finished = DateTimeOffset.FromUnixTimeMilliseconds(Now - 3_600_000);
        var organizations = Enumerable.Range(0, 100).Select(organization => new Organization
        {
            Id = $"o{organization}",
            Name = $"org{organization}",
            ProtectedRepositories = 100,
            TotalRepositories = 100,
            MissingLicences = 0,
            RemovedRepositories = 0,
            Plans = [.. Enumerable.Range(0, 100).Select(plan => new Plan
            {
                Id = $"p{organization}-{plan}", Name = "nightly", RepoCount = 1, LastStatus = new PlanStatus(1, 0, 0), FinishedAt = finished, IsRunning = false,
            })],
        }).ToList();
        var state = new ServerState("main");
        Read(state, organizations, Now).Commit();
        Read(state, organizations, Now + 60_000).Commit();

        var before = GC.GetAllocatedBytesForCurrentThread();
        var third = Read(state, organizations, Now + 120_000);
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(third.Findings.IsEmpty && third.Plans.Count == 0);
        Assert.InRange(taken, 0, 200_000);
    }

    [Fact]
    public async Task A_service_that_struggles_is_read_less_often_and_again_as_before_when_it_is_well()
    {
        await using var world = await WatchWorld.StartAsync(Engine.Sqlite, [IncidentTests.Organization("acme", 2)]);
        await world.RunAsync(TimeSpan.FromMinutes(30));
        Assert.InRange(world.Services[0].Readings, 29, 36);

        world.Services[0].Fault = XoperoFault.Unreachable;
        var before = world.Services[0].Readings;
        await world.RunAsync(TimeSpan.FromMinutes(60));
        Assert.InRange(world.Services[0].Readings - before, 10, 18);

        world.Services[0].Fault = null;
        await world.RunAsync(TimeSpan.FromMinutes(6));
        before = world.Services[0].Readings;
        await world.RunAsync(TimeSpan.FromMinutes(30));
        Assert.InRange(world.Services[0].Readings - before, 29, 36);
    }

    private static Comparison Read(ServerState state, List<Organization> organizations, long now)
    {
        var found = new Comparison(state, now, new WatchOptions());
        organizations.ForEach(found.Take);
        found.End();
        (state.Pass, state.PassedAt) = (state.Pass + 1, now);
        return found;
    }
}
