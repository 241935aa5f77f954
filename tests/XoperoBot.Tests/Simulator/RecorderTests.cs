using XoperoBot.Simulator;

namespace XoperoBot.Tests.Simulator;

public sealed class RecorderTests
{
    [Fact]
    public async Task Every_request_is_listed_with_its_answer_and_no_secret()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        var token = (string)(await simulator.LoginAsync()).Json["accessToken"]!;
        await simulator.PostAsync("account/login", """{"Email":"x","PassWord":"hunter2" """);
        await simulator.PostAsync("nowhere", """{"password":"hunter2"}""");
        await simulator.PostAsync("git/organizations/getmany", """{"limit":2,"Page":1}""", token);
        var requests = simulator.Simulation.Recorder.Requests();
        Assert.Equal([1L, 2L, 3L, 4L], requests.Select(one => one.Number));
        Assert.Equal([200, 400, 404, 200], requests.Select(one => one.Status));
        Assert.Equal([SimulatorCall.Login, SimulatorCall.Login, null, SimulatorCall.GetOrganizations], requests.Select(one => one.Call));
        Assert.Equal("""{"limit":2,"Page":1}""", requests[3].Body);
        Assert.Equal("Bearer", requests[3].AuthorizationScheme);
        Assert.All(requests, one => Assert.False(
            one.ToString().Contains("hunter2", StringComparison.Ordinal)
            || one.Body.Contains(AccountOptions.Demo.Password, StringComparison.Ordinal)
            || one.ToString().Contains(token, StringComparison.Ordinal)));
        Assert.Contains("bot@demo.test", requests[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_newest_are_kept()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync(options => options.RecordedRequests = 3);
        for (var i = 0; i < 5; i++)
        {
            await simulator.LoginAsync();
        }

        Assert.Equal([3L, 4L, 5L], simulator.Simulation.Recorder.Requests().Select(one => one.Number));
        Assert.Equal(5, simulator.Simulation.Recorder.RequestCount);
    }

    [Fact]
    public async Task Faults_that_a_request_met_are_listed_with_it()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        simulator.Script.SetFault(SimulatorCall.Login, FaultKind.EmptyBody, times: 1);
        await simulator.LoginAsync();
        Assert.Equal([FaultKind.EmptyBody], simulator.Simulation.Recorder.Requests()[0].Faults);
    }

    [Fact]
    public async Task Requests_at_the_same_time_are_all_counted()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        var token = (string?)(await simulator.LoginAsync()).Json["accessToken"];
        var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => simulator.PostAsync("git/organizations/getmany", """{"limit":2,"Page":1}""", token)));
        Assert.All(replies, reply => Assert.Equal(200, reply.Status));
        Assert.Equal(201, simulator.Simulation.Recorder.RequestCount);
    }
}
