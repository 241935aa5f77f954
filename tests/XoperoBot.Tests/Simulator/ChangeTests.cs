using System.Text.Json.Nodes;

namespace XoperoBot.Tests.Simulator;

public sealed class ChangeTests
{
    [Fact]
    public async Task Licences_run_out_and_come_back()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync(options => options.Organizations[0].Unlicensed = 2);
        var rows = await simulator.RepositoriesAsync();
        var (one, two) = ((string)rows[4]["id"]!, (string)rows[5]["id"]!);
        var first = (await simulator.CallAsync("git/repositories/activate", $$"""{"Ids":["{{one}}","{{two}}"]}""")).Json;
        Assert.Equal(one, (string?)first["success"]![0]);
        Assert.Equal((two, "LI5020"), ((string?)first["error"]![0]!["id"], (string?)first["error"]![0]!["errorCode"]));
        await simulator.CallAsync("git/repositories/deactivate", $$"""{"Ids":["{{one}}"]}""");
        var second = (await simulator.CallAsync("git/repositories/activate", $$"""{"Ids":["{{two}}"]}""")).Json;
        Assert.Equal(two, (string?)second["success"]![0]);
        Assert.Equal(1, (int)(await simulator.OrganizationAsync())["missingLicences"]!);
    }

    [Fact]
    public async Task Attach_and_detach_change_what_is_protected()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        var plan = (string?)(await simulator.PlanAsync())["id"];
        var id = (string)(await simulator.RepositoriesAsync())[4]["id"]!;
        var body = $$"""{"planid":"{{plan}}","repositoryid":"{{id}}"}""";
        await simulator.CallAsync("plans/attachgitrepository", body);
        Assert.Contains(id, await simulator.AssignedAsync());
        Assert.True((bool)(await simulator.RepositoriesAsync())[4]["isProtected"]!);
        Assert.NotEqual(0, (long)(await simulator.RepositoriesAsync())[4]["nextBackup"]!);
        Assert.Equal(4, (int)(await simulator.PlanAsync())["repoCount"]!);
        await simulator.CallAsync("plans/detachgitrepository", body);
        Assert.DoesNotContain(id, await simulator.AssignedAsync());
        Assert.Equal(3, (int)(await simulator.OrganizationAsync())["protectedRepositories"]!);
    }

    [Fact]
    public async Task Modify_takes_a_whole_plan_only()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        var plan = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Simulator", "Samples", "modify-plan-request.json")))!;
        var repository = (string)(await simulator.RepositoriesAsync())[5]["id"]!;
        plan["id"] = (string?)(await simulator.PlanAsync())["id"];
        plan["name"] = "Renamed";
        plan["isActive"] = false;
        plan["repositoriesIds"] = new JsonArray(repository);
        Assert.Equal(200, (await simulator.CallAsync("plans/modifygitplan", plan.ToJsonString())).Status);
        Assert.Equal("Renamed", (string?)(await simulator.PlanAsync())["name"]);
        Assert.Equal([repository], await simulator.AssignedAsync());
        Assert.Equal(0, (int)(await simulator.OrganizationAsync())["protectedRepositories"]!);
        plan.AsObject().Remove("storageId");
        Assert.Equal(400, (await simulator.CallAsync("plans/modifygitplan", plan.ToJsonString())).Status);
    }

    [Fact]
    public async Task Remove_takes_a_repository_off_the_list_for_good()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        var id = (string)(await simulator.RepositoriesAsync())[0]["id"]!;
        var body = $$"""{"id":"{{id}}","removedata":true}""";
        Assert.Equal(id, (string?)(await simulator.CallAsync("git/repositories/remove", body)).Json["succeededIds"]![0]);
        Assert.Equal(id, (string?)(await simulator.CallAsync("git/repositories/remove", body)).Json["failedIds"]![0]);
        Assert.Equal(5, (await simulator.RepositoriesAsync()).Count);
        Assert.Equal(2, (await simulator.AssignedAsync()).Count);
        Assert.Equal(2, simulator.Simulation.Snapshot().FreeLicences);
    }

    [Fact]
    public async Task A_failed_run_leaves_the_last_success_of_its_repository_behind()
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        simulator.Time.Advance(TimeSpan.FromHours(1));
        simulator.Script.FailPlan("acme", "Nightly", errors: 2);
        var rows = await simulator.RepositoriesAsync();
        Assert.Equal(2, rows.Count(row => (long)row["lastBackup"]! > (long)row["lastSuccessfulBackup"]! && (long)row["lastSuccessfulBackup"]! > 0));
        Assert.Equal("""{"successes":1,"warnings":0,"errors":2}""", (await simulator.PlanAsync())["lastStatus"]!.ToJsonString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("null")]
    public async Task A_body_that_is_no_object_is_refused(string body)
    {
        await using var simulator = await RunningSimulator.StartSmallAsync();
        Assert.Equal(400, (await simulator.CallAsync("git/organizations/getmany", body)).Status);
    }
}
