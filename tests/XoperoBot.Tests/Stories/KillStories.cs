using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;
using XoperoBot.Tests.Faults;

namespace XoperoBot.Tests.Stories;

/// <summary>The bot as a process of its own, killed between what it took and what it answers.</summary>
public sealed class KillStories
{
    [Fact]
    public async Task What_was_taken_before_a_kill_is_answered_once_after_the_restart()
    {
        await using var chat = new SlackDriver(await FakeSlack.StartAsync());
        await using var service = await SimulatorApp.StartAsync(new SimulatorOptions(), TimeProvider.System);
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        service.Simulation.Script.SetFault(SimulatorCall.GetOrganizations, FaultKind.Hang);
        using var first = await BotProcess.StartAsync(chat.Settings, service, database);
        chat.Meet(first.Address);
        await chat.SayAsync("operator", "status");
        await Eventually.TrueAsync(() => service.Simulation.Recorder.Requests(SimulatorCall.GetOrganizations).Count > 0);

        first.Kill();
        service.Simulation.Script.ClearFaults();
        using var second = await BotProcess.StartAsync(chat.Settings, service, database);
        chat.Meet(second.Address);
        await chat.SeeAsync("operator", "43 of 58 protected (74.1 %)");
        await chat.SayAsync("operator", "version");
        await chat.SeeAsync("operator", ".NET");

        Assert.Single(await chat.LookAsync("operator"), message => message.Text.Contains("Backup status", StringComparison.Ordinal));
    }
}
