using System.Text;
using System.Text.Json.Nodes;
using XoperoBot.Simulator;

namespace XoperoBot.Tests.Simulator;

public sealed class ControlTests
{
    [Fact]
    public async Task A_failure_and_its_recovery_are_in_the_log()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        simulator.Script.FailPlan("ACME", "nightly", runs: 2);
        simulator.Time.Advance(TimeSpan.FromDays(2));
        var kinds = simulator.Simulation.Events().Where(one => one.Plan == "Nightly" && one.Kind != SimulationEventKind.PlanStarted).Select(one => one.Kind);
        Assert.Equal(
            [SimulationEventKind.PlanFailed, SimulationEventKind.PlanFailed, SimulationEventKind.PlanSucceeded, SimulationEventKind.PlanRecovered],
            kinds);
    }

    [Fact]
    public async Task Script_steps_that_cannot_be_done_say_so()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        Assert.False(simulator.Script.FailPlan("nobody", "Nightly").Done);
        Assert.False(simulator.Script.FailPlan("acme", "nothing").Done);
        Assert.False(simulator.Script.RemoveFromHost("acme", "nothing").Done);
        Assert.True(simulator.Script.RunPlan("acme", "Nightly").Done);
        Assert.False(simulator.Script.RunPlan("acme", "Nightly").Done);
        Assert.False(simulator.Script.FinishSync("acme").Done);
        Assert.Equal(1, simulator.Script.WarnPlan("acme", "Nightly").Event?.Warnings);
    }

    [Fact]
    public async Task A_vanished_repository_can_return()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        var id = (string)(await simulator.RepositoriesAsync())[2]["id"]!;
        Assert.Equal(SimulationEventKind.RepositoryVanished, simulator.Script.RemoveFromHost("acme", id, atOnce: true).Event?.Kind);
        Assert.Equal(1, (int)(await simulator.OrganizationAsync())["removedRepositories"]!);
        Assert.Equal(SimulationEventKind.RepositoryReturned, simulator.Script.ReturnToHost("acme", id, atOnce: true).Event?.Kind);
    }

    [Fact]
    public async Task Other_steps_are_reached_over_http()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        Assert.Equal(200, (await simulator.PostAsync("_simulator/fail-plan", """{"organization":"acme","plan":"Nightly"}""")).Status);
        Assert.Equal(1, (int)(await simulator.PlanAsync())["lastStatus"]!["errors"]!);
        Assert.Equal(200, (await simulator.PostAsync("_simulator/set-fault", """{"fault":{"kind":"Status","status":418,"call":"Login","times":1}}""")).Status);
        Assert.Equal(418, (await simulator.LoginAsync()).Status);
        Assert.Equal(409, (await simulator.PostAsync("_simulator/fail-plan", """{"organization":"acme"}""")).Status);
        Assert.Equal(404, (await simulator.PostAsync("_simulator/nonsense", "{}")).Status);
        Assert.Equal(400, (await simulator.PostAsync("_simulator/fail-plan", "{")).Status);
    }

    [Fact]
    public async Task The_state_is_read_over_http()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        simulator.Script.FailPlan("acme", "Nightly");
        using var response = await simulator.SendAsync(new HttpRequestMessage(HttpMethod.Get, "_simulator/state"));
        var state = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("Error", (string?)state["state"]!["organizations"]![0]!["plans"]![0]!["lastOutcome"]);
        Assert.Equal("PlanFailed", (string?)state["events"]!.AsArray()[^1]!["kind"]);
    }

    [Theory]
    [InlineData("evil.example", "application/json", 404)]
    [InlineData("127.0.0.1", "text/plain", 400)]
    [InlineData("localhost", "application/json", 200)]
    public async Task A_foreign_page_cannot_reach_the_controls(string host, string type, int status)
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "_simulator/take-down") { Content = new StringContent("{}", Encoding.UTF8, type) };
        request.Headers.Host = host;
        using var response = await simulator.SendAsync(request);
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task The_controls_can_be_switched_off()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync(options => options.ControlSurface = false);
        Assert.Equal(404, (await simulator.PostAsync("_simulator/take-down", "{}")).Status);
        Assert.Equal(200, (await simulator.LoginAsync()).Status);
    }

    [Fact]
    public async Task An_option_out_of_its_range_stops_the_start() =>
        await Assert.ThrowsAsync<System.ComponentModel.DataAnnotations.ValidationException>(() =>
            RunningSimulator.StartSmallAsync(options => options.Organizations[0].Plans[0].Every = TimeSpan.Zero));
}
