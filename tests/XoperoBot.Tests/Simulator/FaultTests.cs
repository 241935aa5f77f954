using System.Text.Json;
using System.Text.Json.Nodes;
using XoperoBot.Simulator;

namespace XoperoBot.Tests.Simulator;

public sealed class FaultTests
{
    private const string Orgs = "git/organizations/getmany";
    private const string OrgsBody = """{"limit":50,"Page":1}""";

    [Theory]
    [InlineData(FaultKind.Status, 403, 403, null)]
    [InlineData(FaultKind.Status, 404, 404, null)]
    [InlineData(FaultKind.Status, 401, 401, null)]
    [InlineData(FaultKind.HtmlError, null, 502, "text/html")]
    [InlineData(FaultKind.HtmlError, 503, 503, "text/html")]
    [InlineData(FaultKind.TooManyRequests, null, 429, null)]
    [InlineData(FaultKind.HtmlInsteadOfJson, null, 200, "text/html")]
    public async Task A_status_fault_meets_one_call_once(FaultKind kind, int? set, int status, string? type)
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        simulator.Script.SetFault(SimulatorCall.GetOrganizations, new Fault { Kind = kind, Status = set }, times: 1);
        Assert.Equal(404, (await simulator.CallAsync("git/repositories/sync", """{"id":"no"}""")).Status);
        var reply = await simulator.CallAsync(Orgs, OrgsBody);
        Assert.Equal((status, type), (reply.Status, reply.ContentType));
        Assert.Equal("application/json", (await simulator.CallAsync(Orgs, OrgsBody)).ContentType);
    }

    [Fact]
    public async Task Too_many_requests_names_the_wait()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        simulator.Script.SetFault(null, new Fault { Kind = FaultKind.TooManyRequests, Delay = TimeSpan.FromSeconds(7) });
        Assert.Equal(TimeSpan.FromSeconds(7), (await simulator.LoginAsync()).RetryAfter);
    }

    [Theory]
    [InlineData(FaultKind.TruncatedJson)]
    [InlineData(FaultKind.MissingBrace)]
    [InlineData(FaultKind.EmptyBody)]
    public async Task A_damaged_answer_is_no_json(FaultKind kind)
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        var whole = await simulator.CallAsync(Orgs, OrgsBody);
        simulator.Script.SetFault(SimulatorCall.GetOrganizations, kind);
        var reply = await simulator.CallAsync(Orgs, OrgsBody);
        Assert.Equal(200, reply.Status);
        Assert.True(reply.Body.Length < whole.Body.Length);
        Assert.StartsWith(reply.Body, whole.Body, StringComparison.Ordinal);
        Assert.ThrowsAny<JsonException>(() => reply.Json);
        Assert.Equal(kind == FaultKind.MissingBrace, reply.Body + "}" == whole.Body);
    }

    [Fact]
    public async Task A_fault_applies_n_times_after_those_it_skips()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        simulator.Script.SetFault(SimulatorCall.GetOrganizations, new Fault { Kind = FaultKind.Status, Status = 500, Skip = 1 }, times: 2);
        var seen = new List<int>();
        for (var i = 0; i < 4; i++)
        {
            seen.Add((await simulator.CallAsync(Orgs, OrgsBody)).Status);
        }

        Assert.Equal([200, 500, 500, 200], seen);
        Assert.Empty(simulator.Simulation.Snapshot().Faults);
    }

    [Fact]
    public async Task A_fault_without_a_number_stays_until_it_is_cleared()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync(options => options.Faults.Add(new Fault { Kind = FaultKind.Status, Call = SimulatorCall.Sync }));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(500, (await simulator.CallAsync("git/repositories/sync", """{"id":"no"}""")).Status);
        }

        simulator.Script.ClearFaults();
        Assert.Equal(404, (await simulator.CallAsync("git/repositories/sync", """{"id":"no"}""")).Status);
    }

    [Fact]
    public async Task An_expired_token_is_worth_nothing_afterwards_and_a_login_helps()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        simulator.Script.SetFault(null, FaultKind.ExpiredToken, times: 1);
        var token = (string?)(await simulator.LoginAsync()).Json["accessToken"];
        Assert.Equal(401, (await simulator.PostAsync(Orgs, OrgsBody, token)).Status);
        Assert.Equal(401, (await simulator.PostAsync(Orgs, OrgsBody, token)).Status);
        Assert.Equal(200, (await simulator.CallAsync(Orgs, OrgsBody)).Status);
    }

    [Fact]
    public async Task A_second_factor_gives_200_without_a_token()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        simulator.Script.SetFault(null, FaultKind.SecondFactor, times: 1);
        var reply = await simulator.LoginAsync();
        Assert.Equal(200, reply.Status);
        Assert.Null(reply.Json["accessToken"]);
        Assert.NotNull((await simulator.LoginAsync()).Json["accessToken"]);
    }

    [Theory]
    [InlineData(FaultKind.TotalsTooLow)]
    [InlineData(FaultKind.TotalsTooHigh)]
    public async Task Wrong_totals_leave_the_rows_as_they_are(FaultKind kind)
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        var right = await PageAsync(simulator, 1);
        simulator.Script.SetFault(SimulatorCall.GetRepositories, kind);
        var wrong = await PageAsync(simulator, 1);
        Assert.Equal(6, (int)right["totalEntries"]!);
        Assert.Equal(kind == FaultKind.TotalsTooLow, (int)wrong["totalEntries"]! < 6);
        Assert.NotEqual(6, (int)wrong["totalEntries"]!);
        Assert.Equal(Ids(right), Ids(wrong));
        Assert.Equal(2, Ids(await PageAsync(simulator, 3)).Count);
    }

    [Fact]
    public async Task Endless_pages_begin_again_and_promise_more()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        simulator.Script.SetFault(SimulatorCall.GetRepositories, FaultKind.EndlessPages);
        var first = await PageAsync(simulator, 1);
        var fourth = await PageAsync(simulator, 4);
        Assert.Equal(Ids(first), Ids(fourth));
        Assert.Equal(5, (int)fourth["pageCount"]!);
    }

    [Fact]
    public async Task Repeated_rows_come_again_within_and_between_pages()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        simulator.Script.SetFault(SimulatorCall.GetRepositories, FaultKind.RepeatedRows);
        var (first, second) = (Ids(await PageAsync(simulator, 1)), Ids(await PageAsync(simulator, 2)));
        Assert.Equal(first[0], first[1]);
        Assert.Equal(first[^1], second[0]);
    }

    [Fact]
    public async Task Odd_ids_come_for_one_call_only()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        simulator.Script.SetFault(SimulatorCall.GetRepositories, FaultKind.OddIds, times: 1);
        Assert.All(Ids(await PageAsync(simulator, 1)), id => Assert.False(Guid.TryParse(id, out _)));
        Assert.All(Ids(await PageAsync(simulator, 1)), id => Assert.True(Guid.TryParse(id, out _)));
    }

    [Fact]
    public async Task A_slow_answer_waits_for_the_clock()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        await simulator.LoginAsync();
        simulator.Script.SetFault(SimulatorCall.Login, new Fault { Kind = FaultKind.Slow, Delay = TimeSpan.FromSeconds(30) }, times: 1);
        var before = simulator.Time.GetUtcNow();
        var pending = simulator.LoginAsync();
        await RunningSimulator.UntilAsync(() => simulator.Simulation.Recorder.RequestCount == 2);
        Assert.False(pending.IsCompleted);
        await RunningSimulator.UntilAsync(() =>
        {
            simulator.Time.Advance(TimeSpan.FromSeconds(1));
            return pending.IsCompleted;
        });
        Assert.Equal(200, (await pending).Status);
        Assert.True(simulator.Time.GetUtcNow() - before >= TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_hanging_call_ends_when_the_caller_gives_up(bool afterApply)
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        var id = (string?)(await simulator.RepositoriesAsync())[5]["id"];
        simulator.Script.SetFault(SimulatorCall.Activate, new Fault { Kind = FaultKind.Hang, AfterApply = afterApply }, times: 1);
        using var patience = new CancellationTokenSource();
        var pending = simulator.CallAsync("git/repositories/activate", $$"""{"Ids":["{{id}}"]}""", patience.Token);
        await RunningSimulator.UntilAsync(() => simulator.Simulation.Recorder.Requests(SimulatorCall.Activate).Count == 1);
        await RunningSimulator.UntilAsync(() => simulator.Simulation.Snapshot().FreeLicences == (afterApply ? 0 : 1));
        Assert.False(pending.IsCompleted);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        await RunningSimulator.UntilAsync(() => simulator.Simulation.Recorder.Requests(SimulatorCall.Activate)[0].Status == 0);
        Assert.Equal(afterApply, simulator.Simulation.Recorder.Requests(SimulatorCall.Activate)[0].Applied);
    }

    [Theory]
    [InlineData(FaultKind.Drop, false, 1)]
    [InlineData(FaultKind.Drop, true, 0)]
    public async Task A_connection_breaks_before_or_after_the_write(FaultKind kind, bool afterApply, int free)
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        var id = (string?)(await simulator.RepositoriesAsync())[5]["id"];
        simulator.Script.SetFault(SimulatorCall.Activate, new Fault { Kind = kind, AfterApply = afterApply }, times: 1);
        await Assert.ThrowsAsync<HttpRequestException>(() => simulator.CallAsync("git/repositories/activate", $$"""{"Ids":["{{id}}"]}"""));
        Assert.Equal(free, simulator.Simulation.Snapshot().FreeLicences);
    }

    [Fact]
    public async Task A_server_error_can_hide_a_write_that_was_done()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        var id = (string?)(await simulator.RepositoriesAsync())[5]["id"];
        simulator.Script.SetFault(SimulatorCall.Activate, new Fault { Kind = FaultKind.HtmlError, AfterApply = true }, times: 1);
        Assert.Equal(502, (await simulator.CallAsync("git/repositories/activate", $$"""{"Ids":["{{id}}"]}""")).Status);
        Assert.Equal(0, simulator.Simulation.Snapshot().FreeLicences);
        Assert.True(simulator.Simulation.Recorder.Requests(SimulatorCall.Activate)[0].Applied);
    }

    [Fact]
    public async Task A_service_that_is_down_breaks_every_connection_until_it_is_up()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        Assert.True(simulator.Script.TakeDown().Done);
        Assert.False(simulator.Script.TakeDown().Done);
        await Assert.ThrowsAsync<HttpRequestException>(() => simulator.LoginAsync());
        Assert.True(simulator.Script.BringUp().Done);
        Assert.Equal(200, (await simulator.LoginAsync()).Status);
    }

    private static async Task<JsonNode> PageAsync(RunningSimulator simulator, int page)
    {
        var id = (string?)(await simulator.OrganizationAsync())["id"];
        return (await simulator.CallAsync("git/repositories/getmany", $$"""{"id":"{{id}}","limit":2,"page":{{page}}}""")).Json;
    }

    private static List<string> Ids(JsonNode page) => [.. page["result"]!["repositories"]!.AsArray().Select(one => (string)one!["id"]!)];
}
