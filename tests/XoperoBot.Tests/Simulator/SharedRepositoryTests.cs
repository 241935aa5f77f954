using XoperoBot.Simulator;

namespace XoperoBot.Tests.Simulator;

/// <summary>A repository that several plans take.</summary>
public sealed class SharedRepositoryTests
{
    [Theory]
    [InlineData(22, 1)]
    [InlineData(1, 22)]
    public async Task A_repository_shows_its_newest_backup_whatever_the_order_of_its_plans(int first, int second)
    {
        var options = new SimulatorOptions
        {
            Organizations =
            {
                new OrganizationOptions
                {
                    Name = "acme", Repositories = 1,
                    Plans =
                    {
                        new PlanOptions { Name = "one", Count = 1, At = TimeSpan.FromHours(first), LastOutcome = first == 1 ? RunOutcome.Success : RunOutcome.Warning },
                        new PlanOptions { Name = "other", Count = 1, At = TimeSpan.FromHours(second), LastOutcome = second == 1 ? RunOutcome.Success : RunOutcome.Warning },
                    },
                },
            },
        };
        await using var simulator = await RunningSimulator.StartAsync(options);

        var repository = (await simulator.RepositoriesAsync())[0];
        var newest = simulator.Simulation.Snapshot().Organizations[0].Plans.Max(plan => plan.FinishedAt)!.Value.ToUnixTimeMilliseconds();
        Assert.Equal((newest, newest, 1), ((long)repository["lastBackup"]!, (long)repository["lastSuccessfulBackup"]!, (int)repository["lastBackupTaskStatus"]!));
    }
}
