using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Simulator;

/// <summary>A simulator on its own port with a clock that stands still, and a bare HTTP client in front of it.</summary>
internal sealed class RunningSimulator : IAsyncDisposable
{
    private readonly HttpClient _http;
    private string? _token;

    private RunningSimulator(SimulatorApp app, ManualTime time)
    {
        App = app;
        Time = time;
        _http = new HttpClient { BaseAddress = app.BaseAddress };
    }

    public SimulatorApp App { get; }

    public ManualTime Time { get; }

    public Simulation Simulation => App.Simulation;

    public SimulationScript Script => App.Simulation.Script;

    /// <summary>One organization with six repositories: the last has no licence, the first three are in the plan Nightly (02:00).</summary>
    public static SimulatorOptions Small(Action<SimulatorOptions>? change = null)
    {
        var options = new SimulatorOptions
        {
            FreeLicences = 1,
            Organizations =
            {
                new OrganizationOptions
                {
                    Name = "acme", Repositories = 6, Unlicensed = 1,
                    Plans =
                    {
                        new PlanOptions { Name = "Nightly", Count = 3, Duration = TimeSpan.FromMinutes(10) },
                        new PlanOptions { Name = "Unused", LastOutcome = RunOutcome.NeverRun, At = TimeSpan.FromHours(20) },
                    },
                },
            },
        };
        change?.Invoke(options);
        return options;
    }

    public static async Task<RunningSimulator> StartAsync(SimulatorOptions options)
    {
        var time = new ManualTime();
        return new RunningSimulator(await SimulatorApp.StartAsync(options, time), time);
    }

    public static Task<RunningSimulator> StartSmallAsync(Action<SimulatorOptions>? change = null) => StartAsync(Small(change));

    public async Task<Reply> PostAsync(string path, string body, string? token = null, string scheme = "Bearer", CancellationToken stop = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(scheme, token);
        }

        using var response = await _http.SendAsync(request, stop);
        return new Reply(
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(stop),
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.RetryAfter?.Delta);
    }

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => await _http.SendAsync(request);

    public Task<Reply> LoginAsync(string email = "bot@demo.test", string? password = null, bool remember = true) => PostAsync(
        "account/login",
        new JsonObject { ["email"] = email, ["password"] = password ?? AccountOptions.Demo.Password, ["rememberMe"] = remember }.ToJsonString());

    /// <summary>A documented call with a token that was got before, or now.</summary>
    public async Task<Reply> CallAsync(string path, string body, CancellationToken stop = default)
    {
        _token ??= (string?)(await LoginAsync()).Json["accessToken"];
        return await PostAsync(path, body, _token, stop: stop);
    }

    public async Task<JsonNode> OrganizationAsync(int index = 0) =>
        (await CallAsync("git/organizations/getmany", """{"limit":50,"orderby":"Name","ordertype":"asc","Page":1}""")).Json["result"]![index]!;

    public async Task<JsonNode> PlanAsync(int index = 0) => (await OrganizationAsync())["plans"]![index]!;

    public async Task<IReadOnlyList<JsonNode>> RepositoriesAsync(string extra = "", int limit = 100)
    {
        var organization = (string?)(await OrganizationAsync())["id"];
        var reply = await CallAsync("git/repositories/getmany", $$"""{"id":"{{organization}}","limit":{{limit}},"orderby":"Name","ordertype":"asc","page":1{{extra}}}""");
        return [.. reply.Json["result"]!["repositories"]!.AsArray().Select(one => one!)];
    }

    public async Task<IReadOnlyList<string>> AssignedAsync(int plan = 0)
    {
        var organization = (string?)(await OrganizationAsync())["id"];
        var reply = await CallAsync("plans/listassignedtoorganization", $$"""{"limit":50,"page":1,"organizationid":"{{organization}}"}""");
        return [.. reply.Json["result"]![plan]!["repositoryIds"]!.AsArray().Select(id => (string)id!)];
    }

    /// <summary>Waits for real work to get somewhere; fails after a generous while instead of hanging.</summary>
    public static async Task UntilAsync(Func<bool> reached)
    {
        for (var i = 0; i < 2_000; i++)
        {
            if (reached())
            {
                return;
            }

            await Task.Delay(5);
        }

        Assert.Fail("It was not reached.");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await App.DisposeAsync();
    }
}

internal sealed record Reply(int Status, string Body, string? ContentType, TimeSpan? RetryAfter)
{
    public JsonNode Json => JsonNode.Parse(Body)!;
}
