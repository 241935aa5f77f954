using System.Text.Json;
using System.Text.Json.Nodes;
using XoperoBot.Simulator;

namespace XoperoBot.Tests.Simulator;

/// <summary>Member names, their order and their kinds, against the sample bodies that the vendor publishes.</summary>
public sealed class WireShapeTests
{
    [Fact]
    public async Task Login_answers_like_the_sample()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        AssertShape("login", (await simulator.LoginAsync()).Json);
    }

    [Fact]
    public async Task Organizations_answer_like_the_sample()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        AssertShape("organizations", (await simulator.CallAsync("git/organizations/getmany", """{"limit":2,"Page":1}""")).Json);
    }

    [Fact]
    public async Task Assigned_plans_answer_like_the_sample()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        var id = (string?)(await simulator.OrganizationAsync())["id"];
        AssertShape("assigned-plans", (await simulator.CallAsync("plans/listassignedtoorganization", $$"""{"limit":5,"page":1,"organizationid":"{{id}}"}""")).Json);
    }

    [Fact]
    public async Task Repositories_answer_like_the_sample()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        var id = (string?)(await simulator.OrganizationAsync())["id"];
        AssertShape("repositories", (await simulator.CallAsync("git/repositories/getmany", $$"""{"id":"{{id}}","limit":2,"page":1}""")).Json);
    }

    [Theory]
    [InlineData("activate", "LI5020")]
    [InlineData("deactivate", "GT1001")]
    public async Task Activate_and_deactivate_answer_like_the_samples(string call, string code)
    {
        await using var simulator = await RunningSimulator.StartSmallAsync(options => options.FreeLicences = 0);
        var unlicensed = (string?)(await simulator.RepositoriesAsync())[5]["id"];
        var reply = await simulator.CallAsync($"git/repositories/{call}", $$"""{"Ids":["{{unlicensed}}"]}""");
        AssertShape("activate", reply.Json);
        Assert.Equal(code, (string?)reply.Json["error"]![0]!["errorCode"]);
        Assert.Equal(200, reply.Status);
    }

    [Fact]
    public async Task Remove_answers_like_the_sample()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        var id = (string?)(await simulator.RepositoriesAsync())[0]["id"];
        AssertShape("remove", (await simulator.CallAsync("git/repositories/remove", $$"""{"id":"{{id}}","removedata":true}""")).Json);
    }

    [Fact]
    public async Task The_demonstration_estate_has_the_numbers_of_the_samples()
    {
        await using var simulator = await RunningSimulator.StartAsync(new SimulatorOptions());
        var state = simulator.Simulation.Snapshot().Organizations;
        var (first, second) = (state.Single(one => one.Name == "OrgName"), state.Single(one => one.Name == "xopero"));
        Assert.Equal((43, 58, 58, 15), (first.Protected, first.Total, first.MissingLicences, first.Removed));
        Assert.Equal((1, 775, 676, 0), (second.Protected, second.Total, second.MissingLicences, second.Removed));
    }

    [Fact]
    public async Task Hostile_names_are_there_when_asked_for()
    {
        await using var simulator = await RunningSimulator.StartAsync(new SimulatorOptions { HostileNames = true });
        var all = (await simulator.CallAsync("git/organizations/getmany", """{"limit":50,"Page":1}""")).Json["result"]!.AsArray();
        var id = (string?)all.Single(one => (string?)one!["name"] == "<!channel>")!["id"];
        var reply = await simulator.CallAsync("git/repositories/getmany", $$"""{"id":"{{id}}","limit":100,"page":1}""");
        var names = reply.Json["result"]!["repositories"]!.AsArray().Select(one => (string)one!["name"]!).ToList();
        Assert.Contains("<!channel>/<script>alert(1)</script>", names);
        Assert.Contains(names, name => name.Length > 300);
    }

    private static void AssertShape(string sample, JsonNode actual)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Simulator", "Samples", sample + ".json");
        AssertShape(JsonNode.Parse(File.ReadAllText(path)), actual, sample);
    }

    private static void AssertShape(JsonNode? expected, JsonNode? actual, string where)
    {
        switch (expected)
        {
            case JsonObject members:
                var got = Assert.IsType<JsonObject>(actual);
                Assert.Equal(members.Select(member => member.Key), got.Select(member => member.Key));
                foreach (var (name, value) in members)
                {
                    AssertShape(value, got[name], $"{where}.{name}");
                }

                break;
            case JsonArray { Count: > 0 } rows:
                Assert.All(Assert.IsType<JsonArray>(actual), row => AssertShape(rows[0], row, where + "[]"));
                break;
            case JsonArray:
                Assert.IsType<JsonArray>(actual);
                break;
            default:
                Assert.True(Kind(expected) == Kind(actual), $"{where}: {Kind(expected)} expected, {Kind(actual)} came");
                break;
        }
    }

    private static string Kind(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.True or JsonValueKind.False => "Boolean",
        { } kind => kind.ToString(),
        null => "Null",
    };
}
