using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using XoperoBot.Xopero;

namespace XoperoBot.Tests.Xopero;

/// <summary>The vendor's page, word for word, in both directions.</summary>
public sealed class DocumentedSamplesTests : IAsyncLifetime
{
    private const string OrganizationId = "a4ac2cd0-a4ac-4ced-be39-a4ac31e033ff";

    private FakeManagementService _service = null!;
    private Client _client = null!;

    public async Task InitializeAsync()
    {
        _service = await FakeManagementService.StartAsync();
        _client = new Client(_service.Address);
    }

    public async Task DisposeAsync()
    {
        await _client.DisposeAsync();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task A_login_is_sent_as_documented_and_its_token_goes_with_the_next_call()
    {
        _service.Answer(FakeManagementService.Login, Sample.Text("login.response"));
        _service.Answer(FakeManagementService.Sync, "");

        await _client.Service.SyncAsync("x", CancellationToken.None);

        AssertSent(FakeManagementService.Login, "login.request");
        Assert.Null(_service.RequestsTo(FakeManagementService.Login).Single().Authorization);
        var token = JsonNode.Parse(Sample.Text("login.response"))!["accessToken"]!.GetValue<string>();
        Assert.Equal("Bearer " + token, _service.RequestsTo(FakeManagementService.Sync).Single().Authorization);
    }

    [Fact]
    public async Task Organizations_are_asked_for_and_read_as_documented()
    {
        _service.Answer(FakeManagementService.Organizations, Sample.Text("organizations.response"));
        await using var client = new Client(_service.Address, null, ("PageSize", "2"));

        var organizations = await client.OrganizationsAsync();

        AssertSent(FakeManagementService.Organizations, "organizations.request", ("Page", "1"));
        Assert.Equal(["OrgName", "xopero"], organizations.Select(organization => organization.Name));
        var first = organizations[0];
        Assert.Equal("a4ac2cd0-ed2f-4ced-be39-60c631e033ff", first.Id);
        Assert.Equal((43, 58, 58, 15), (first.ProtectedRepositories, first.TotalRepositories, first.MissingLicences, first.RemovedRepositories));
        Assert.Equal((1, null, false), (first.Driver, first.ApiUrl, first.IsReadOnly));
        Assert.Equal("a4ac11eb-bbe7-406e-b3da-24fb4df5642a", first.DefaultWorkerId);
        Assert.Equal((false, false), (first.IsCreatedByMarketplace, first.SynchronizationInProgress));
        Assert.Equal(["name1", "name2", "name3"], first.Plans.Select(plan => plan.Name));
        Assert.Equal(
            new Plan
            {
                Id = "a4acff69-266e-4771-b47b-fd5e4fae6a40",
                Name = "name1",
                BackupType = 5,
                IncludeMetadata = true,
                RepoCount = 1,
                LastStatus = new PlanStatus(0, 0, 1),
                FinishedAt = DateTimeOffset.FromUnixTimeMilliseconds(1643754961233),
                IsRunning = false,
            },
            first.Plans[0]);
        Assert.Equal((1, 775, 676, 0, 2), (
            organizations[1].ProtectedRepositories,
            organizations[1].TotalRepositories,
            organizations[1].MissingLicences,
            organizations[1].RemovedRepositories,
            organizations[1].Driver));
        Assert.Equal([new PlanStatus(1, 0, 0), new PlanStatus(0, 1, 0), new PlanStatus(0, 1, 0)], organizations[1].Plans.Select(plan => plan.LastStatus));
    }

    [Fact]
    public async Task Assigned_plans_are_asked_for_and_read_as_documented()
    {
        _service.Answer(FakeManagementService.AssignedPlans, Sample.Text("assigned-plans.response"));
        await using var client = new Client(_service.Address, null, ("PageSize", "5"));

        var plans = await client.Service.ListAssignedPlansAsync("a4a4acgd0-eg78f-4a4ac-kl39-99ka4ac1e777ff", CancellationToken.None).ToListAsync();

        AssertSent(FakeManagementService.AssignedPlans, "assigned-plans.request", ("page", "1"));
        Assert.Equal(["example1", "example2", "example3"], plans.Select(plan => plan.Name));
        Assert.All(plans, plan => Assert.False(plan.IncludeAllRepositories));
        Assert.Equal("ea6a260b-a4ac-4204-a92d-918e6940b136", plans[0].Id);
        Assert.Equal(["c1961c1c-a425-a4ac-8757-32d5b6fc9aeb"], plans[0].RepositoryIds);
    }

    [Fact]
    public async Task Repositories_are_asked_for_and_read_as_documented()
    {
        _service.Answer(FakeManagementService.Repositories, Sample.Text("repositories.response"));

        var page = await _client.Service.GetRepositoriesAsync(
            OrganizationId, new RepositoryQuery { Limit = 2, IsRemoved = true }, CancellationToken.None);

        AssertSent(FakeManagementService.Repositories, "repositories.request");
        Assert.Equal((1, 1, 2, 15), (page.CurrentPage, page.PageCount, page.TotalEntries, page.RemovedRepositories));
        Assert.False(page.SynchronizationInProgress);
        Assert.Equal(DateTimeOffset.Parse("2022-02-22T16:07:51.481Z", CultureInfo.InvariantCulture), page.LastSynchronizationStarted);
        Assert.Equal(
            new Repository
            {
                Id = "a4acf294-b30e-a4ac-aabb-6a4ac6578686",
                ServerId = "a4ac294-b30e-a4ac-aabb-63a4ac578686",
                Name = "org/repo2",
                NextBackup = DateTimeOffset.FromUnixTimeMilliseconds(1645556400000),
                IsProtected = true,
                IsRemoved = true,
                Status = 2,
                LastBackupTaskStatus = 0,
                IsPublic = false,
            },
            page.Repositories[1]);
        Assert.Null(page.Repositories[0].NextBackup);
    }

    [Fact]
    public async Task Without_a_filter_the_member_is_not_sent_and_descending_is()
    {
        _service.Answer(FakeManagementService.Repositories, Sample.Text("repositories.response"));

        await _client.Service.GetRepositoriesAsync(
            OrganizationId, new RepositoryQuery { Page = 3, Descending = true, OrderBy = "LastBackup" }, CancellationToken.None);

        AssertJson(
            $$"""{"id":"{{OrganizationId}}","limit":200,"orderby":"LastBackup","ordertype":"desc","page":3}""",
            _service.RequestsTo(FakeManagementService.Repositories).Single().Body);
    }

    [Fact]
    public async Task The_pages_broken_body_is_an_unreadable_answer()
    {
        _service.Answer(FakeManagementService.Repositories, Sample.Text("repositories.response.broken"));

        var fault = await Assert.ThrowsAsync<XoperoException>(
            () => _client.Service.GetRepositoriesAsync(OrganizationId, new RepositoryQuery(), CancellationToken.None));

        Assert.Equal(XoperoFault.BadAnswer, fault.Fault);
    }

    [Fact]
    public async Task Attach_and_detach_are_sent_as_documented_and_an_empty_answer_is_success()
    {
        _service.Answer("/plans/attachgitrepository", "");
        _service.Answer("/plans/detachgitrepository", " \r\n");

        await _client.Service.AttachAsync("hjkhkj60b-baac-4564-a92d-918e6940b136", "ca4ac8f1c-a425-4869-8757-32c6567gc9aeb", CancellationToken.None);
        await _client.Service.DetachAsync("hjkhkj60b-baac-4564-a92d-918e6940b136", "a4ac8f1c-a425-48hj-8757-32hj567gchjeb", CancellationToken.None);

        AssertSent("/plans/attachgitrepository", "attach.request");
        AssertSent("/plans/detachgitrepository", "detach.request");
    }

    [Fact]
    public async Task A_modified_plan_is_sent_as_it_is()
    {
        _service.Answer("/plans/modifygitplan", "");

        await _client.Service.ModifyPlanAsync(JsonNode.Parse(Sample.Text("modify-plan.request"))!.AsObject(), CancellationToken.None);

        AssertSent("/plans/modifygitplan", "modify-plan.request");
    }

    [Fact]
    public async Task A_synchronisation_is_sent_as_documented()
    {
        _service.Answer(FakeManagementService.Sync, (context, _) =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        });

        await _client.Service.SyncAsync("a4ac2cd0-a4ac-4ced-a4ac-60ca4ac3ff", CancellationToken.None);

        AssertSent(FakeManagementService.Sync, "sync.request");
    }

    [Theory]
    [InlineData("activate", "LI5020", 2)]
    [InlineData("deactivate", "GT1001", 8)]
    public async Task Licence_calls_are_sent_and_read_as_documented(string call, string code, int sameIds)
    {
        var path = "/git/repositories/" + call;
        _service.Answer(path, Sample.Text(call + ".response"));
        var ids = JsonNode.Parse(Sample.Text(call + ".request"))!["Ids"]!.AsArray().Select(id => id!.GetValue<string>()).ToList();

        var results = call == "activate"
            ? await _client.Service.ActivateAsync(ids, CancellationToken.None)
            : await _client.Service.DeactivateAsync(ids, CancellationToken.None);

        AssertSent(path, call + ".request");
        Assert.Empty(results.Done);
        Assert.Equal(8, results.Failed.Count);
        Assert.All(results.Failed, failure => Assert.Equal(code, failure.Code));
        Assert.Equal(8 - sameIds, results.Unanswered.Count);
    }

    [Fact]
    public async Task A_removal_is_sent_as_documented_and_a_success_for_another_id_is_no_answer()
    {
        const string Id = "a4acd28-eee0-404a-a4ac0-6ca4ac260ca";
        _service.Answer("/git/repositories/remove", Sample.Text("remove.response"));

        var results = await _client.Service.RemoveAsync(Id, removeData: true, CancellationToken.None);

        AssertSent("/git/repositories/remove", "remove.request");
        Assert.Empty(results.Done);
        Assert.Equal([Id], results.Unanswered);
    }

    [Fact]
    public async Task A_removal_that_the_answer_names_is_done()
    {
        _service.Answer("/git/repositories/remove", Sample.Text("remove.response"));

        var results = await _client.Service.RemoveAsync("A4AC8D28-EEE0-A4AC-A070-6A4AC76260CA", removeData: false, CancellationToken.None);

        Assert.Equal(["A4AC8D28-EEE0-A4AC-A070-6A4AC76260CA"], results.Done);
        Assert.Empty(results.Unanswered);
    }

    private static void AssertJson(string expected, string actual)
    {
        // DeepEquals compares member names with their case, and so the documented spelling.
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), actual);
    }

    private void AssertSent(string path, string sample, params (string Member, string Json)[] changed)
    {
        var expected = JsonNode.Parse(Sample.Text(sample))!.AsObject();
        foreach (var (member, json) in changed)
        {
            Assert.True(expected.ContainsKey(member));
            expected[member] = JsonNode.Parse(json);
        }

        var request = _service.RequestsTo(path)[0];
        AssertJson(expected.ToJsonString(JsonSerializerOptions.Default), request.Body);
        Assert.Equal("application/json", request.ContentType);
    }
}
