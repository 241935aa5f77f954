using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using XoperoBot.Core.Access;
using XoperoBot.Core.Approvals;
using XoperoBot.Core.Audit;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Features.ModifyPlan;
using XoperoBot.Tests.Approvals;
using XoperoBot.Tests.Fakes;
using static XoperoBot.Tests.Approvals.Stage;
using static XoperoBot.Tests.Features.ModifyPlan.Definitions;

namespace XoperoBot.Tests.Features.ModifyPlan;

public sealed class ModifyPlanTests
{
    private static readonly Actor Ada = InSlack("Ada");

    [Theory, OnSqlite, OnPostgres]
    public async Task A_harmless_change_is_approved_by_one_sent_once_as_shown_and_becomes_the_baseline(Engine engine)
    {
        await using var stage = await OpenAsync(engine);
        await GiveAsync(stage);
        var id = await stage.AskAsync("modify plan nightly --at 18:30 --worker w-2");
        var wanted = Definition.Write(Nightly(("schedule.options.0.startAt", """[{"hour":18,"minute":30}]"""), ("workerId", "\"w-2\"")));
        var request = await stage.RequestAsync(id);
        Assert.Equal((1, wanted), (request.Needed, Assert.Single(request.Steps).Step.Body));
        var words = Of((await stage.CopiesAsync(id))[$"{id}/1"]);
        Assert.Contains("$.schedule.options[0].startAt", words, StringComparison.Ordinal);
        Assert.Contains("another worker", words, StringComparison.Ordinal);
        Assert.DoesNotContain("Weakens", words, StringComparison.Ordinal);

        await stage.RestartAsync();
        await stage.ClickAsync(InSlack("Anna"), $"approve {id}");
        await stage.RestartAsync();
        Assert.Equal(RequestState.Done, await stage.EndAsync(id));
        Assert.Equal([$"modify {wanted}"], stage.Writes);
        var baseline = await BaselineAsync(stage);
        Assert.Equal((2, wanted, "Rita", id), (baseline!.Version, baseline.Body, baseline.GivenBy, baseline.RequestId));
        Assert.Contains("Nothing would change", await stage.SayAsync(InSlack("Rita"), "modify plan nightly --at 18:30"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_weakening_needs_one_approver_more()
    {
        await using var stage = await OpenAsync();
        await GiveAsync(stage);
        var id = await stage.AskAsync("modify plan nightly --active no --metadata no");
        Assert.Equal(2, (await stage.RequestAsync(id)).Needed);
        var words = Of((await stage.CopiesAsync(id))[$"{id}/1"]);
        Assert.Contains("Weakens protection, so one more person must approve. $.isActive: inactive", words, StringComparison.Ordinal);
        Assert.Contains("1 more approval", await stage.ClickAsync(InSlack("Anna"), $"approve {id}"), StringComparison.Ordinal);
        await stage.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Empty(stage.Writes);
        await stage.ClickAsync(InTeams("ben"), $"approve {id}");
        Assert.Equal(RequestState.Done, await stage.EndAsync(id));
        Assert.Single(stage.Writes);
    }

    [Fact]
    public async Task Repositories_that_came_into_the_plan_after_the_baseline_count_as_dropped()
    {
        await using var stage = await OpenAsync();
        await GiveAsync(stage);
        stage.Service.Main.Plans["org-1"][0] = stage.Service.Main.Plans["org-1"][0] with { RepositoryIds = ["r-api", "r-web"] };
        var id = await stage.AskAsync("modify plan nightly --at 18:30");
        Assert.Equal(2, (await stage.RequestAsync(id)).Needed);
        var words = Of((await stage.CopiesAsync(id))[$"{id}/1"]);
        Assert.Contains("in the plan now and dropped: r-web", words, StringComparison.Ordinal);
        Assert.Contains("The baseline is not what the service shows: it also takes r-web there.", words, StringComparison.Ordinal);

        await stage.ClickAsync(InSlack("Rita"), $"cancel {id}");
        id = await stage.AskAsync("modify plan nightly --at 18:30 --current-repositories");
        Assert.Equal(1, (await stage.RequestAsync(id)).Needed);
        Assert.Equal(["r-api", "r-web"], Definition.RepositoryIds(Definition.Read((await stage.RequestAsync(id)).Order.Definition!)));
    }

    [Fact]
    public async Task Killed_at_every_point_it_is_sent_at_most_once_and_the_baseline_says_what_was_done()
    {
        var points = 1;
        for (var point = 0; point <= points; point++)
        {
            await using var stage = await OpenAsync();
            await GiveAsync(stage);
            var before = stage.Crash.Passed;
            stage.Crash.After(point == 0 ? int.MaxValue : point);
            var ask = stage.Line(InSlack("Rita"), "modify plan nightly --at 18:30");
            await SurviveAsync(stage, () => stage.RunAsync(ask));
            var id = (await stage.OutboxAsync()).OfType<Post>().Single(post => post.Key?.EndsWith("/0", StringComparison.Ordinal) == true).Key![..8];
            var approve = await stage.ButtonAsync(InSlack("Anna"), $"approve {id}");
            await SurviveAsync(stage, () => stage.RunAsync(approve));
            for (var i = 0; i < 60 && await stage.RequestAsync(id) is { IsOver: false, State: not RequestState.Unclear }; i++)
            {
                await SurviveAsync(stage, () => stage.PassAsync(TimeSpan.FromSeconds(31)));
            }

            points = point == 0 ? stage.Crash.Passed - before : points;
            var state = (await stage.RequestAsync(id)).State;
            Assert.True(state is RequestState.Done or RequestState.Unclear, $"{point}: {state}");
            Assert.True(stage.Writes.Count <= 1 && (state != RequestState.Done || stage.Writes.Count == 1), $"{point}: {stage.Writes.Count} writes, {state}");
            Assert.Equal(state == RequestState.Done ? 2 : 1, (await BaselineAsync(stage))!.Version);
        }

        Assert.InRange(points, 10, 200);
    }

    [Fact]
    public async Task What_cannot_be_read_is_asked_of_a_person_and_what_they_say_decides_on_the_baseline()
    {
        foreach (var (say, version) in new[] { ("done", 2), ("undone", 1) })
        {
            await using var stage = await OpenAsync();
            await GiveAsync(stage);
            stage.Service.Main.Ends.Enqueue(WriteEnd.LostAfter);
            var id = await stage.AskAsync("modify plan nightly --at 18:30");
            await stage.ClickAsync(InSlack("Anna"), $"approve {id}");
            Assert.Equal(RequestState.Unclear, await stage.EndAsync(id));
            Assert.Equal(1, (await BaselineAsync(stage))!.Version);
            Assert.Contains($"{id} is changing that plan", await stage.SayAsync(Ada, $"modify plan nightly --baseline {Nightly(("schedule.delay", "5"))}"), StringComparison.Ordinal);
            Assert.Contains("already asks for that", await stage.SayAsync(InSlack("Rita"), "modify plan nightly --at 19:00"), StringComparison.Ordinal);
            await stage.ClickAsync(InSlack("Cleo"), $"settle {id} {say}");
            Assert.Equal(version, (await BaselineAsync(stage))!.Version);
            Assert.Single(stage.Writes);
        }
    }

    [Fact]
    public async Task Refused_by_the_service_the_baseline_stays()
    {
        await using var stage = await OpenAsync();
        await GiveAsync(stage);
        stage.Service.Main.Ends.Enqueue(WriteEnd.Rejected);
        var id = await stage.AskAsync("modify plan nightly --at 18:30");
        await stage.ClickAsync(InSlack("Anna"), $"approve {id}");
        Assert.Equal(RequestState.Failed, await stage.EndAsync(id));
        Assert.Equal(1, (await BaselineAsync(stage))!.Version);
    }

    public static TheoryData<string> Drifts => ["name", "repositories", "baseline"];

    [Theory]
    [MemberData(nameof(Drifts))]
    public async Task What_changed_since_the_asking_voids_the_request(string what)
    {
        await using var stage = await OpenAsync();
        await GiveAsync(stage);
        var id = await stage.AskAsync("modify plan nightly --at 18:30");
        var plan = stage.Service.Main.Plans["org-1"][0];
        stage.Service.Main.Plans["org-1"][0] = what switch { "name" => plan with { Name = "daily" }, "repositories" => plan with { RepositoryIds = ["r-api", "r-old"] }, _ => plan };
        if (what == "baseline")
        {
            await GiveAsync(stage, ("schedule.delay", "5"));
        }

        await stage.ClickAsync(InSlack("Anna"), $"approve {id}");
        Assert.Equal(RequestState.Voided, await stage.EndAsync(id));
        Assert.Contains(what == "name" ? "plan" : what, (await stage.RequestAsync(id)).Drift.Select(drift => drift.Label));
        Assert.Empty(stage.Writes);
    }

    [Fact]
    public async Task A_dry_run_shows_what_would_be_sent_and_sends_nothing()
    {
        await using var stage = await OpenAsync();
        await GiveAsync(stage);
        var posts = (await stage.OutboxAsync()).OfType<Post>().Count();
        var said = await stage.SayAsync(InSlack("Olga"), "modify plan nightly --active no --dry-run");
        Assert.Contains($"POST plans/modifygitplan {Definition.Write(Nightly(("isActive", "false")))}", said, StringComparison.Ordinal);
        Assert.Contains("2 approvals", said, StringComparison.Ordinal);
        await stage.PassAsync(TimeSpan.FromHours(1));
        Assert.Empty(stage.Writes);
        Assert.Equal(posts, (await stage.OutboxAsync()).OfType<Post>().Count());
    }

    [Fact]
    public async Task The_form_shows_the_baseline_and_leads_to_the_request()
    {
        await using var stage = await OpenAsync();
        await GiveAsync(stage);
        var form = Form(await stage.RunAsync(stage.Line(InSlack("Olga"), "modify plan")));
        Assert.Equal("plans", Assert.IsType<ChoiceField>(Assert.Single(form.Fields)).Lookup);
        form = Form(await stage.RunAsync(Send(stage, "Olga", form, ("plan", "p-1"))));
        Assert.Equal(["1", "1,2,3,4,5"], form.Fields.OfType<TextField>().Where(field => field.Name.StartsWith("days", StringComparison.Ordinal)).Select(field => field.Value));
        var values = form.Fields.Select(field => (field.Name, field switch { TextField text => text.Value ?? "", ChoiceField choice => choice.Selected[0].Value, _ => "" })).ToDictionary();
        var wrong = Form(await stage.RunAsync(Send(stage, "Olga", form, [.. values.Select(pair => (pair.Key, pair.Key == "at" ? "25:00" : pair.Value))])));
        Assert.Equal("Times of day look like 17:25.", wrong.Errors["at"]);
        values["days-2"] = "1,2,3,4,5,6";
        values["json"] = """{"compressionSettings":{"level":3}}""";
        form = Form(await stage.RunAsync(Send(stage, "Olga", wrong, [.. values.Select(pair => (pair.Key, pair.Value))])));
        var body = Definition.Write(Nightly(("schedule.options.1.days", "[1,2,3,4,5,6]"), ("compressionSettings.level", "3")));
        Assert.Contains(form.Intro.OfType<Paragraph>(), line => line.Text.ToString().Contains(body, StringComparison.Ordinal));
        await stage.RunAsync(Send(stage, "Olga", form, ("reason", "weekend")));
        var id = (await stage.OutboxAsync()).OfType<Post>().First(post => post.Key is not null).Key![..8];
        Assert.Equal((body, "weekend", 1), ((await stage.RequestAsync(id)).Order.Definition, (await stage.RequestAsync(id)).Reason, (await stage.RequestAsync(id)).Needed));
    }

    [Fact]
    public async Task A_whole_definition_can_be_asked_for_and_asked_for_again()
    {
        await using var stage = await OpenAsync();
        await GiveAsync(stage);
        var whole = Definition.Write(Nightly(("name", "\"it's “nightly” \\\\ 2\"")));
        var id = await stage.AskAsync($"modify plan nightly --json {whole} --reason why");
        Assert.Equal((whole, "why"), ((await stage.RequestAsync(id)).Order.Definition, (await stage.RequestAsync(id)).Reason));
        await stage.ClickAsync(InSlack("Rita"), $"cancel {id}");
        var again = stage.Host.GetServices<IOperation>().Single(operation => operation.Name == "modify").Line((await stage.RequestAsync(id)).Order);
        Assert.Equal(whole, (await stage.RequestAsync(await stage.AskAsync(again))).Order.Definition);
    }

    [Fact]
    public async Task An_administrator_is_asked_for_the_definition_and_it_is_kept_with_name_and_time()
    {
        await using var stage = await OpenAsync();
        var form = Form(await stage.RunAsync(stage.Line(Ada, "modify plan nightly --active no")));
        Assert.Equal(["baseline", "baseline-2", "baseline-3", "baseline-4"], form.Fields.Cast<TextField>().Where(field => field.Multiline).Select(field => field.Name));
        form = Form(await stage.RunAsync(Send(stage, "Ada", form, ("baseline", Definition.Write(Nightly(("schedule.options.0.days", "7")))))));
        Assert.Contains("$.schedule.options[0].days is the number 7 and should be a list.", form.Errors["baseline"], StringComparison.Ordinal);
        var whole = Nightly(("includeMetadata", "false")).ToString();
        await stage.RunAsync(Send(stage, "Ada", form, ("baseline", whole[..300]), ("baseline-2", whole[300..600]), ("baseline-3", whole[600..])));
        await stage.RestartAsync();
        var baseline = await BaselineAsync(stage);
        Assert.Equal((1, "Ada", stage.Time.GetUtcNow()), (baseline!.Version, baseline.GivenBy, baseline.At));
        var line = Assert.Single(await stage.Audit.ReadAsync(new AuditFilter { Sight = Sight.All, Kind = AuditKind.Configuration }, 0, 9, CancellationToken.None));
        Assert.Equal(("Ada", "slack:T1/ADA"), (line.Entry.Person, line.Entry.Account));
        Assert.Empty(stage.Writes);
    }

    [Fact]
    public async Task A_definition_on_record_is_not_taken_for_another_configuration_at_the_next_start()
    {
        await using var stage = await OpenAsync();
        await StartAsync();
        await GiveAsync(stage);
        await stage.RestartAsync();
        await StartAsync();
        Assert.Equal(2, await stage.Audit.CountAsync(new AuditFilter { Sight = Sight.All, Kind = AuditKind.Configuration }, CancellationToken.None));

        Task StartAsync() => stage.Host.GetServices<IHostedService>().OfType<ConfigurationAudit>().Single().StartAsync(CancellationToken.None);
    }

    public static TheoryData<string, string, bool, string> Refusals => new()
    {
        { "Rita", "modify plan nightly --active no", false, "There is no definition of the plan nightly yet" },
        { "Rita", "modify plan nightly", false, "An administrator gives it once" },
        { "Rita", "modify plan nightly --baseline {}", false, "the role Admin is missing" },
        { "Vic", "modify plan nightly --active no", true, "needs the role Operator" },
        { "Xeno", "modify plan nightly --active no", true, "needs the role" },
        { "Ada", "modify plan nightly --baseline {}", false, "$.id is missing." },
        { "Ada", "modify plan nightly --baseline {\"id\": ", false, "cannot be read as JSON" },
        { "Ada", "modify plan nightly --baseline nonsense", false, "cannot be read as JSON" },
        { "Rita", "modify plan nigthly --active no", true, "There is no plan named" },
        { "Rita", "modify plan nightly --active perhaps", true, "--active: Say yes or no." },
        { "Rita", "modify plan nightly --days mon", true, "--days: Days are numbers" },
        { "Rita", "modify plan nightly --at 25:00", true, "--at: Times of day look like" },
        { "Rita", "modify plan nightly --level much", true, "--level: This is a whole number." },
        { "Rita", "modify plan nightly --retention-options {", true, "--retention-options: This cannot be read as JSON." },
        { "Rita", "modify plan nightly --json {\"isActive\": 1}", true, "$.isActive is the number 1" },
        { "Rita", "modify plan nightly --json {\"id\":\"p-2\"}", true, "$.id is p-2" },
        { "Rita", "modify plan nightly --json {\"schedule\":{\"retention\":null}}", true, "$.schedule.retention is null" },
        { "Rita", "modify plan nightly --json nonsense", true, "cannot be read as JSON" },
        { "Rita", "modify plan nightly --name nightly", true, "Nothing would change" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Refused_with_its_sentence_and_nothing_kept(string who, string line, bool given, string says)
    {
        await using var stage = await OpenAsync();
        if (given)
        {
            await GiveAsync(stage);
        }

        Assert.Contains(says, await stage.SayAsync(InSlack(who), line), StringComparison.Ordinal);
        await stage.PassAsync(TimeSpan.FromHours(1));
        Assert.Empty(stage.Writes);
        Assert.Equal(given ? 1L : null, (await BaselineAsync(stage))?.Version);
        Assert.DoesNotContain((await stage.OutboxAsync()).OfType<Post>(), post => post.Key is not null);
    }

    private static Task<Stage> OpenAsync(Engine engine = Engine.Sqlite) => Stage.OpenAsync(
        engine,
        ("Access:People:9:Name", "Ada"),
        ("Access:People:9:Slack", "T1/ADA"),
        ("Access:People:9:Roles:0", "Operator"),
        ("Access:People:9:Roles:1", "Admin"));

    private static async Task GiveAsync(Stage stage, params (string, string)[] changes) =>
        Assert.Contains("is kept as its baseline", await stage.SayAsync(Ada, $"modify plan nightly --baseline {Nightly(changes)}"), StringComparison.Ordinal);

    private static async Task SurviveAsync(Stage stage, Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (CrashException)
        {
        }

        if (stage.Crash.Dead)
        {
            await stage.RestartAsync();
            stage.Time.Advance(TimeSpan.FromMinutes(3));
            await act();
        }
    }

    private static Task<Baseline?> BaselineAsync(Stage stage) => stage.Host.GetRequiredService<BaselineStore>().FindAsync("MAIN", "P-1", CancellationToken.None);

    private static Form Form(IEnumerable<Outgoing> says) => Assert.Single(says.OfType<ShowForm>()).Form;

    private static Submitted Send(Stage stage, string who, Form form, params (string Name, string Value)[] values) => new()
    {
        DeliveryId = $"{stage.Line(InSlack(who), "").DeliveryId}-f",
        Actor = InSlack(who),
        Place = Room,
        FormId = form.Id,
        Values = values.ToDictionary(pair => pair.Name, IReadOnlyList<string> (pair) => pair.Value.Length == 0 ? [] : [pair.Value], StringComparer.Ordinal),
    };
}
