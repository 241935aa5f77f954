using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Simulator;

public sealed class ScaleTests
{
    [Fact]
    public async Task A_hundred_thousand_repositories_page_once_each_and_in_order()
    {
        await using var simulator = await RunningSimulator.StartAsync(new SimulatorOptions
        {
            Organizations = { new OrganizationOptions { Name = "big", Repositories = 100_000, Plans = { new PlanOptions { Name = "All", IncludeAll = true } } } },
        });
        var organization = (string?)(await simulator.OrganizationAsync())["id"];
        simulator.Script.AddRepository("big", "aaa-first", atOnce: true);
        var (ids, names) = (new HashSet<string>(StringComparer.Ordinal), new List<string>());
        for (var page = 1; page <= 21; page++)
        {
            var reply = await simulator.CallAsync("git/repositories/getmany", $$"""{"id":"{{organization}}","limit":5000,"page":{{page}}}""");
            foreach (var row in reply.Json["result"]!["repositories"]!.AsArray())
            {
                ids.Add((string)row!["id"]!);
                names.Add((string)row["name"]!);
            }
        }

        Assert.Equal(100_001, ids.Count);
        Assert.Equal(100_001, names.Count);
        Assert.True(names.SequenceEqual(names.Order(StringComparer.OrdinalIgnoreCase)), "The names are in order.");
        Assert.Equal("big/aaa-first", names[0]);
    }

    /// <summary>Counted in bytes, not in time: a busy machine changes nothing, a change of kind does.</summary>
    [Fact]
    public void A_big_organization_is_built_lean_and_read_without_a_copy()
    {
        _ = new Simulation(new SimulatorOptions(), new ManualTime());
        var before = GC.GetAllocatedBytesForCurrentThread();
        var simulation = new Simulation(new SimulatorOptions { BigOrganizationRepositories = 100_000 }, new ManualTime());
        var built = GC.GetAllocatedBytesForCurrentThread() - before;
        _ = simulation.Snapshot();
        before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            _ = simulation.Snapshot();
        }

        var read = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(built < 20_000_000 && read < 2_000_000, $"built with {built:N0} bytes, read a hundred times with {read:N0}");
    }

    [Fact]
    public async Task A_hundred_plans_come_in_one_answer()
    {
        await using var simulator = await RunningSimulator.StartAsync(new SimulatorOptions
        {
            Organizations = { new OrganizationOptions { Name = "provider", Repositories = 1_000, GeneratedPlans = 100 } },
        });
        var organization = await simulator.OrganizationAsync();
        Assert.Equal(100, organization["plans"]!.AsArray().Count);
        Assert.Equal(1_000, (int)organization["protectedRepositories"]!);
        Assert.All(organization["plans"]!.AsArray(), plan => Assert.Equal(10, (int)plan!["repoCount"]!));
    }

    [Fact]
    public async Task Many_run_side_by_side_and_differ_by_seed()
    {
        await using var one = await RunningSimulator.StartSmallAsync(options => options.Seed = 1);
        await using var two = await RunningSimulator.StartSmallAsync(options => options.Seed = 2);
        Assert.NotEqual(one.App.BaseAddress, two.App.BaseAddress);
        Assert.NotEqual((string?)(await one.OrganizationAsync())["id"], (string?)(await two.OrganizationAsync())["id"]);
    }
}
