using System.Globalization;
using XoperoBot.Simulator;

namespace XoperoBot.Tests.Simulator;

/// <summary>Every switch for what the vendor's page leaves open, default and alternative.</summary>
public sealed class AssumptionTests
{
    private const string Orgs = "git/organizations/getmany";
    private const string OrgsBody = """{"limit":2,"Page":1}""";

    [Theory]
    [InlineData(UndocumentedAnswer.EmptyOk, 200, "")]
    [InlineData(UndocumentedAnswer.NoContent, 204, "")]
    [InlineData(UndocumentedAnswer.EmptyObject, 200, "{}")]
    public async Task Calls_without_a_documented_answer_answer_as_set(UndocumentedAnswer answer, int status, string body)
    {
        await using var simulator = await StartAsync(it => it.UndocumentedAnswer = answer);
        var organization = (string?)(await simulator.OrganizationAsync())["id"];
        var plan = (string?)(await simulator.PlanAsync())["id"];
        var repository = (string?)(await simulator.RepositoriesAsync())[4]["id"];
        var change = $$"""{"planid":"{{plan}}","repositoryid":"{{repository}}"}""";
        foreach (var (path, request) in new[]
        {
            ("plans/attachgitrepository", change), ("plans/detachgitrepository", change), ("git/repositories/sync", $$"""{"id":"{{organization}}"}"""),
        })
        {
            var reply = await simulator.CallAsync(path, request);
            Assert.Equal((status, body), (reply.Status, reply.Body));
        }
    }

    [Theory]
    [InlineData(UnknownId.NotFound, 404)]
    [InlineData(UnknownId.SilentOk, 200)]
    public async Task Unknown_ids_are_refused_or_ignored(UnknownId way, int status)
    {
        await using var simulator = await StartAsync(it => it.UnknownId = way);
        foreach (var (path, request) in new[]
        {
            ("plans/attachgitrepository", """{"planid":"no","repositoryid":"no"}"""),
            ("plans/detachgitrepository", """{"planid":"no","repositoryid":"no"}"""),
            ("plans/listassignedtoorganization", """{"limit":5,"page":1,"organizationid":"no"}"""),
            ("git/repositories/getmany", """{"id":"no","limit":5,"page":1}"""),
            ("git/repositories/sync", """{"id":"no"}"""),
        })
        {
            Assert.Equal(status, (await simulator.CallAsync(path, request)).Status);
        }
    }

    [Fact]
    public async Task A_bad_token_and_a_bad_login_are_refused_as_set()
    {
        await using var usual = await StartAsync(_ => { });
        Assert.Equal(401, (await usual.PostAsync(Orgs, OrgsBody)).Status);
        Assert.Equal(401, (await usual.PostAsync(Orgs, OrgsBody, "made-up")).Status);
        Assert.Equal(401, (await usual.LoginAsync(password: "wrong")).Status);
        await using var other = await StartAsync(it => (it.UnauthorizedStatus, it.LoginRefusedStatus) = (403, 400));
        Assert.Equal(403, (await other.PostAsync(Orgs, OrgsBody, "made-up")).Status);
        Assert.Equal(400, (await other.LoginAsync(password: "wrong")).Status);
    }

    [Fact]
    public async Task The_token_scheme_is_a_switch()
    {
        await using var simulator = await StartAsync(it => it.TokenScheme = "Token");
        var token = (string?)(await simulator.LoginAsync()).Json["accessToken"];
        Assert.Equal(401, (await simulator.PostAsync(Orgs, OrgsBody, token)).Status);
        Assert.Equal(200, (await simulator.PostAsync(Orgs, OrgsBody, token, "Token")).Status);
    }

    [Theory]
    [InlineData(true, 30)]
    [InlineData(false, 1)]
    public async Task A_token_is_worth_nothing_after_its_lifetime(bool remember, int days)
    {
        await using var simulator = await StartAsync(it => it.TokenLifetimeNotRemembered = TimeSpan.FromDays(1));
        var token = (string?)(await simulator.LoginAsync(remember: remember)).Json["accessToken"];
        simulator.Time.Advance(TimeSpan.FromDays(days) - TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await simulator.PostAsync(Orgs, OrgsBody, token)).Status);
        simulator.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(401, (await simulator.PostAsync(Orgs, OrgsBody, token)).Status);
    }

    [Theory]
    [InlineData("activate", true, 403)]
    [InlineData("activate", false, 403)]
    [InlineData("deactivate", true, 403)]
    [InlineData("deactivate", false, 200)]
    [InlineData("remove", true, 403)]
    [InlineData("remove", false, 200)]
    public async Task An_account_without_the_roles_is_refused(string call, bool everywhere, int status)
    {
        await using var simulator = await RunningSimulator.StartSmallAsync(options =>
        {
            options.Accounts.Add(new AccountOptions { Email = "bot@demo.test", Password = AccountOptions.Demo.Password, Roles = { "GitManagement" } });
            options.Assumptions.RolesForDeactivateAndRemove = everywhere;
        });
        Assert.Equal(status, (await simulator.CallAsync("git/repositories/" + call, """{"Ids":[],"id":"no","removedata":false}""")).Status);
    }

    [Theory]
    [InlineData(ErrorBody.Empty, null)]
    [InlineData(ErrorBody.ProblemJson, "application/problem+json")]
    [InlineData(ErrorBody.Html, "text/html")]
    public async Task A_refusal_has_the_body_that_is_set(ErrorBody body, string? type)
    {
        await using var simulator = await StartAsync(it => it.ErrorBody = body);
        Assert.Equal(type, (await simulator.PostAsync(Orgs, OrgsBody)).ContentType);
    }

    [Fact]
    public async Task Keys_and_paths_ignore_case_unless_told_otherwise()
    {
        const string mixed = """{"LIMIT":1,"pAGE":2}""";
        await using var lenient = await StartAsync(_ => { });
        Assert.Equal(2, (int?)(await lenient.CallAsync("Git/Organizations/GetMany", mixed)).Json["currentPage"]);
        await using var strict = await StartAsync(it => (it.CaseInsensitiveKeys, it.CaseInsensitivePaths) = (false, false));
        Assert.Equal(404, (await strict.CallAsync("Git/Organizations/GetMany", mixed)).Status);
        Assert.Equal(1, (int?)(await strict.CallAsync(Orgs, mixed)).Json["currentPage"]);
    }

    [Fact]
    public async Task Paging_can_be_required_and_bounded()
    {
        await using var simulator = await StartAsync(it => (it.PagingRequired, it.MaxLimit) = (true, 2));
        Assert.Equal(400, (await simulator.CallAsync(Orgs, "{}")).Status);
        Assert.Equal(2, (await simulator.RepositoriesAsync()).Count);
    }

    [Theory]
    [InlineData(false, 200)]
    [InlineData(true, 400)]
    public async Task An_unknown_filter_is_ignored_or_refused(bool refuse, int status)
    {
        await using var simulator = await StartAsync(it => it.RefuseUnknownFilters = refuse);
        var id = (string?)(await simulator.OrganizationAsync())["id"];
        var body = $$"""{"id":"{{id}}","limit":5,"page":1,"filters":[{"operator":"like","value":"x","property":"Name"}]}""";
        Assert.Equal(status, (await simulator.CallAsync("git/repositories/getmany", body)).Status);
    }

    [Theory]
    [InlineData(true, 6, 1)]
    [InlineData(false, 5, 0)]
    public async Task Counters_overlap_or_not(bool overlap, int total, int missing)
    {
        await using var simulator = await StartAsync(it => it.CountersOverlap = overlap);
        var last = (string)(await simulator.RepositoriesAsync())[5]["name"]!;
        Assert.True(simulator.Script.RemoveFromHost("acme", last, atOnce: true).Done);
        var organization = await simulator.OrganizationAsync();
        Assert.Equal((total, missing), ((int)organization["totalRepositories"]!, (int)organization["missingLicences"]!));
    }

    [Theory]
    [InlineData(NoValue.Zero, "0", true)]
    [InlineData(NoValue.Null, null, true)]
    [InlineData(NoValue.Absent, null, false)]
    public async Task A_plan_that_never_ran_says_so_in_the_way_that_is_set(NoValue never, string? time, bool there)
    {
        await using var simulator = await StartAsync(it => (it.NeverFinished, it.NeverStatus) = (never, never));
        var plan = (await simulator.PlanAsync(1)).AsObject();
        Assert.Equal(there, plan.ContainsKey("planFinishedTime"));
        Assert.Equal(there, plan.ContainsKey("lastStatus"));
        Assert.Equal(time, plan["planFinishedTime"]?.ToJsonString());
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 6)]
    public async Task A_plan_that_includes_all_lists_ids_or_none(bool list, int count)
    {
        await using var simulator = await RunningSimulator.StartSmallAsync(options =>
        {
            options.Assumptions.ListAllRepositoryIds = list;
            options.Organizations[0].Plans[0].IncludeAll = true;
        });
        Assert.Equal(count, (await simulator.AssignedAsync()).Count);
    }

    [Theory]
    [InlineData(false, 200)]
    [InlineData(true, 409)]
    public async Task A_second_synchronisation_is_accepted_or_refused(bool refuse, int status)
    {
        await using var simulator = await StartAsync(it => it.RefuseSecondSync = refuse);
        var body = $$"""{"id":"{{(string?)(await simulator.OrganizationAsync())["id"]}}"}""";
        Assert.Equal(200, (await simulator.CallAsync("git/repositories/sync", body)).Status);
        Assert.Equal(status, (await simulator.CallAsync("git/repositories/sync", body)).Status);
    }

    [Theory]
    [InlineData(true, false, 7, 3)]
    [InlineData(true, true, 7, 4)]
    [InlineData(false, false, 6, 3)]
    public async Task New_repositories_are_listed_and_join_plans_as_set(bool listed, bool join, int total, int covered)
    {
        await using var simulator = await StartAsync(it => (it.SyncListsNewRepositories, it.NewRepositoriesJoinPlans) = (listed, join));
        simulator.Script.AddRepository("acme", "brand-new");
        simulator.Script.Sync("acme");
        simulator.Script.FinishSync("acme");
        var organization = await simulator.OrganizationAsync();
        Assert.Equal((total, covered), ((int)organization["totalRepositories"]!, (int)organization["protectedRepositories"]!));
    }

    [Theory]
    [InlineData(true, 5)]
    [InlineData(false, 6)]
    public async Task Remove_without_data_hides_the_repository_or_not(bool hides, int left)
    {
        await using var simulator = await StartAsync(it => it.RemoveWithoutDataHides = hides);
        var id = (string?)(await simulator.RepositoriesAsync())[0]["id"];
        await simulator.CallAsync("git/repositories/remove", $$"""{"id":"{{id}}","removedata":false}""");
        Assert.Equal(left, (await simulator.RepositoriesAsync()).Count);
    }

    [Theory]
    [InlineData(ItemStyle.Strings, false)]
    [InlineData(ItemStyle.Objects, true)]
    public async Task Successes_and_errors_are_strings_or_objects(ItemStyle style, bool objects)
    {
        await using var simulator = await StartAsync(it => (it.SuccessItems, it.RemoveErrors) = (style, style));
        var id = (string?)(await simulator.RepositoriesAsync())[5]["id"];
        var done = (await simulator.CallAsync("git/repositories/activate", $$"""{"Ids":["{{id}}"]}""")).Json["success"]![0];
        var error = (await simulator.CallAsync("git/repositories/remove", """{"id":"no","removedata":true}""")).Json["errors"]![0];
        Assert.Equal(objects, done is System.Text.Json.Nodes.JsonObject);
        Assert.Equal(objects, error is System.Text.Json.Nodes.JsonObject);
    }

    [Fact]
    public async Task Odd_ids_are_no_guids_and_are_understood()
    {
        await using var simulator = await StartAsync(it => it.OddIds = true);
        var repositories = await simulator.RepositoriesAsync();
        Assert.Equal(6, repositories.Count);
        Assert.All(repositories, one => Assert.False(Guid.TryParse((string)one["id"]!, CultureInfo.InvariantCulture, out _)));
        var upper = ((string)repositories[0]["id"]!).ToUpperInvariant();
        var reply = await simulator.CallAsync("git/repositories/remove", $$"""{"id":"{{upper}}","removedata":true}""");
        Assert.Empty(reply.Json["failedIds"]!.AsArray());
    }

    private static Task<RunningSimulator> StartAsync(Action<Assumptions> change) =>
        RunningSimulator.StartSmallAsync(options => change(options.Assumptions));
}
