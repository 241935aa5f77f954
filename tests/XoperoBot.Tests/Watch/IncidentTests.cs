using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Watch;
using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;
using XoperoBot.Xopero;

namespace XoperoBot.Tests.Watch;

public sealed class IncidentTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static OrganizationOptions Acme => Organization("acme", 6);

    [Theory, OnSqlite, OnPostgres]
    public async Task A_failed_plan_is_told_once_and_its_recovery_in_the_thread(Engine engine)
    {
        await using var world = await SubscribedAsync(engine);
        world.Script.FailPlan("acme", "plan0");
        await world.RunAsync(2 * Minute);

        var post = Assert.Single(world.Posts);
        Assert.Equal("Plan plan0 failed", post.Card.Title);
        Assert.True(post.Notify);
        Assert.Contains("acme", post.Card.Elements.OfType<Facts>().Single().List[0].Value.ToString());
        Assert.Equal(["Acknowledge", "Mute 4 h", "Details", "Open the console"], post.Card.Actions.Select(action => action is Button button ? button.Label : ((LinkButton)action).Label));

        world.Script.SucceedPlan("acme", "plan0");
        await world.RunAsync(2 * Minute);

        Assert.Single(world.Posts);
        var update = Assert.Single(world.Said.OfType<Update>());
        Assert.Equal((post.Key, "Recovered: Plan plan0 failed", Tone.Good), (update.Key, update.Card.Title, update.Card.Tone));
        var note = Assert.Single(world.Notes);
        Assert.Equal(post.Key, note.ThreadOf);
        Assert.Matches("recovered after [12]m", note.Card.Summary);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Most_plans_of_an_organization_are_one_incident_with_its_parts(Engine engine)
    {
        await using var world = await SubscribedAsync(engine);
        for (var number = 0; number < 5; number++)
        {
            world.Script.FailPlan("acme", $"plan{number}");
        }

        await world.RunAsync(2 * Minute);
        var post = Assert.Single(world.Posts);
        Assert.Equal("5 of 6 plans of acme failed", post.Card.Title);

        world.Script.SucceedPlan("acme", "plan0");
        await world.RunAsync(2 * Minute);
        Assert.Empty(world.Notes);
        Assert.Contains("1 of 5 recovered", world.Said.OfType<Update>().Last().Card.Summary);

        for (var number = 1; number < 5; number++)
        {
            world.Script.SucceedPlan("acme", $"plan{number}");
        }

        await world.RunAsync(2 * Minute);
        Assert.Single(world.Notes);
        Assert.Empty(await world.QueryAsync<string>("SELECT id FROM incident WHERE closed_at IS NULL"));
    }

    [Fact]
    public async Task First_contact_is_one_summary()
    {
        var organization = Organization("acme", 40);
        foreach (var plan in organization.Plans)
        {
            plan.LastOutcome = RunOutcome.Error;
        }

        await using var world = await WatchWorld.StartAsync(Engine.Sqlite, [organization]);
        await world.SayAsync("subscribe all all");
        await world.RunAsync(10 * Minute);

        var post = Assert.Single(world.Posts);
        Assert.Equal("Server main as first seen: 40 things to look at", post.Card.Title);
    }

    [Fact]
    public async Task An_outage_is_one_incident_whatever_it_hides()
    {
        await using var world = await SubscribedAsync(Engine.Sqlite);
        world.Script.TakeDown();
        await world.RunAsync(30 * Minute);

        var post = Assert.Single(world.Posts);
        Assert.Equal("Server main cannot be read", post.Card.Title);
        Assert.InRange(world.Services[0].Readings, 5, 15);

        world.Script.BringUp();
        await world.RunAsync(10 * Minute);
        Assert.Single(world.Posts);
        Assert.Contains("recovered after", Assert.Single(world.Notes).Card.Summary);
    }

    [Theory]
    [InlineData(XoperoFault.LoginRefused, "Server main refusing the bot's account")]
    [InlineData(XoperoFault.Forbidden, "Server main refusing the bot's account")]
    [InlineData(XoperoFault.Timeout, "Server main cannot be read")]
    [InlineData(XoperoFault.BadAnswer, "Server main cannot be read")]
    public async Task A_server_that_gives_no_reading_is_told_by_what_it_does(XoperoFault fault, string title)
    {
        await using var world = await SubscribedAsync(Engine.Sqlite);
        world.Services[0].Fault = fault;
        await world.RunAsync(4 * Minute);

        Assert.Equal(title, Assert.Single(world.Posts).Card.Title);
    }

    [Fact]
    public async Task One_missed_reading_is_no_incident()
    {
        await using var world = await SubscribedAsync(Engine.Sqlite);
        world.Script.TakeDown();
        await world.RunAsync(Minute);
        world.Script.BringUp();
        await world.RunAsync(10 * Minute);

        Assert.Empty(world.Posts);
    }

    [Fact]
    public async Task What_comes_back_soon_is_the_same_incident_and_no_new_message()
    {
        await using var world = await SubscribedAsync(Engine.Sqlite);
        for (var time = 0; time < 4; time++)
        {
            world.Script.FailPlan("acme", "plan0");
            await world.RunAsync(20 * Minute);
            world.Script.SucceedPlan("acme", "plan0");
            await world.RunAsync(20 * Minute);
        }

        Assert.Single(world.Posts);
        Assert.Equal([3L], await world.QueryAsync<long>("SELECT flaps FROM incident"));
        await world.RunAsync(TimeSpan.FromHours(3));
        Assert.Contains("came back 3 times", world.Said.OfType<Update>().Last().Card.Summary);
        Assert.Contains("recovered after", world.Notes.Last().Card.Summary);
    }

    [Fact]
    public async Task Nobody_acted_so_it_is_said_again_and_an_acknowledgement_stops_that_until_it_lapses()
    {
        await using var world = await SubscribedAsync(Engine.Sqlite);
        world.Script.HangPlan("acme", "plan0");
        world.Script.FailPlan("acme", "plan1");
        world.Script.HangPlan("acme", "plan1");
        await world.RunAsync(TimeSpan.FromHours(4.5));
        Assert.Single(world.Notes);
        Assert.Contains("nobody has acknowledged it", world.Notes.Single().Card.Summary);

        var id = Assert.Single(await world.QueryAsync<string>("SELECT id FROM incident"));
        var said = await world.SayAsync($"ack {id}");
        Assert.Contains("Ann takes care", Assert.IsType<Post>(Assert.Single(said)).Card.Summary);
        await world.RunAsync(TimeSpan.FromHours(7));
        Assert.Single(world.Notes);
        Assert.Contains("acknowledged by Ann", world.Said.OfType<Update>().Last(update => update.Card.Title.Contains("plan1")).Card.Summary);

        await world.RunAsync(TimeSpan.FromHours(18));
        var about = world.Notes.Where(note => note.Card.Title.Contains("plan1")).Select(note => note.Card.Summary).ToList();
        Assert.Contains(about, summary => summary.StartsWith("Ann, this is still open", StringComparison.Ordinal));
        Assert.Contains(about, summary => summary.Contains("the acknowledgement of Ann lapsed"));
    }

    [Fact]
    public async Task What_is_muted_is_not_told_until_the_mute_ends_and_its_recovery_is()
    {
        await using var world = await SubscribedAsync(Engine.Sqlite);
        await world.SayAsync("mute acme/plan0 for 2h");
        await world.SayAsync("mute acme/plan1 for 2h");
        world.Script.FailPlan("acme", "plan0");
        await world.RunAsync(5 * Minute);
        world.Script.FailPlan("acme", "plan1");
        await world.RunAsync(5 * Minute);
        Assert.Empty(world.Posts);

        world.Script.SucceedPlan("acme", "plan0");
        await world.RunAsync(5 * Minute);
        var quiet = Assert.Single(world.Posts);
        Assert.Equal(("Recovered: Plan plan0 failed", false), (quiet.Card.Title, quiet.Notify));

        await world.RunAsync(TimeSpan.FromHours(2));
        Assert.Equal("Plan plan1 failed", world.Posts.Last().Card.Title);
        Assert.True(world.Posts.Last().Notify);
    }

    [Fact]
    public async Task A_plan_that_does_not_run_is_told_by_its_own_rhythm()
    {
        await using var world = await WatchWorld.StartAsync(Engine.Sqlite, [Acme], 1, ("Interval", "00:20:00"), ("RepositoriesEvery", "1.00:00:00"));
        await world.RunAsync(2 * Minute);
        await world.SayAsync("subscribe all all");
        await world.RunAsync(TimeSpan.FromDays(5));
        Assert.Empty(world.Posts);

        world.Script.PausePlan("acme", "plan0");
        await world.RunAsync(TimeSpan.FromDays(1));
        Assert.Empty(world.Posts);
        await world.RunAsync(TimeSpan.FromHours(6));
        Assert.Equal("Plan plan0 did not run", Assert.Single(world.Posts).Card.Title);

        world.Script.ResumePlan("acme", "plan0");
        await world.RunAsync(TimeSpan.FromDays(1));
        Assert.Single(world.Posts);
        Assert.Contains("recovered after", world.Notes.Last().Card.Summary);
    }

    [Fact]
    public async Task A_hung_plan_and_one_with_warnings_and_one_with_nothing_are_told()
    {
        await using var world = await SubscribedAsync(Engine.Sqlite, new OrganizationOptions
        {
            Name = "acme",
            Repositories = 6,
            Plans = { Daily("plan0", 0, 2), Daily("plan1", 2, 2), Daily("empty", 0, 0), Daily("calm1", 4, 1), Daily("calm2", 4, 1), Daily("calm3", 4, 1) },
        });
        var before = world.Posts.Count();
        world.Script.HangPlan("acme", "plan0");
        world.Script.WarnPlan("acme", "plan1");
        await world.RunAsync(2 * Minute);
        Assert.Contains("Plan plan1 finished with warnings", world.Posts.Skip(before).Select(post => post.Card.Title));

        await world.RunAsync(TimeSpan.FromHours(13));
        var titles = world.Posts.Select(post => post.Card.Title).ToList();
        Assert.Contains("Plan plan0 running unusually long", titles);
        Assert.Contains(await world.QueryAsync<string>("SELECT kind FROM incident_part"), kind => kind == nameof(Trouble.PlanNothing));
    }

    [Fact]
    public async Task Two_thousand_plans_at_once_are_one_message_and_their_names_are_one_click_away()
    {
        var organizations = Enumerable.Range(0, 20).Select(number => Organization($"org{number}", 100)).ToList();
        await using var world = await SubscribedAsync(Engine.Sqlite, [.. organizations]);
        for (var organization = 0; organization < 20; organization++)
        {
            for (var plan = 0; plan < 100; plan++)
            {
                world.Script.FailPlan($"org{organization}", $"plan{plan}");
            }
        }

        await world.RunAsync(5 * Minute);

        var post = Assert.Single(world.Posts);
        Assert.Equal("2,000 of 2,000 plans of server main failed", post.Card.Title);
        var details = post.Card.Actions.OfType<Button>().Single(button => button.Label == "Details");
        var shown = Assert.IsType<Post>(Assert.Single(await world.SayAsync($"{details.Command} --page 200")));
        Assert.Equal(10, shown.Card.Elements.OfType<Items>().Single().List.Count);
        Assert.Equal([2000L], await world.QueryAsync<long>("SELECT COUNT(*) FROM incident_part WHERE closed_at IS NULL"));
    }

    [Fact]
    public async Task Only_those_are_told_who_asked_for_it()
    {
        await using var world = await WatchWorld.StartAsync(Engine.Sqlite, [Acme, Organization("globex", 6)]);
        await world.RunAsync(2 * Minute);
        var places = new[] { "all all", "acme failures", "globex failures", "acme warnings", "plan acme/plan0 failures", "plan acme/plan1 all", "server main coverage" };
        foreach (var (line, number) in places.Select((line, number) => (line, number)))
        {
            Assert.All(await world.SayAsync($"subscribe {line}", place: new Place("test", $"{number}")), said => Assert.Equal("Subscribed", Assert.IsType<Post>(said).Card.Title));
        }

        world.Script.FailPlan("acme", "plan0");
        await world.RunAsync(3 * Minute);

        Assert.Equal(["test:0", "test:1", "test:4"], world.Posts.Select(post => post.Place.ToString()).Order());
    }

    public static TheoryData<string, Role> Refusals => new()
    {
        { "subscribe all", Role.Viewer },
        { "unsubscribe all", Role.Viewer },
        { "subscriptions all", Role.Operator },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Shared_places_are_changed_by_those_who_may(string line, Role role)
    {
        await using var world = await SubscribedAsync(Engine.Sqlite);

        var said = Assert.Single(await world.SayAsync(line, role));

        Assert.Equal("Not done", Assert.IsType<Whisper>(said).Card.Title);
        Assert.Single(await world.QueryAsync<string>("SELECT place FROM subscription"));
    }

    internal static OrganizationOptions Organization(string name, int plans)
    {
        var organization = new OrganizationOptions { Name = name, Repositories = plans };
        for (var number = 0; number < plans; number++)
        {
            organization.Plans.Add(Daily($"plan{number}", number, 1));
        }

        return organization;
    }

    internal static PlanOptions Daily(string name, int first, int count) => new() { Name = name, First = first, Count = count, At = TimeSpan.FromHours(22) };

    /// <summary>Read once, and the room hears of everything from then on.</summary>
    internal static async Task<WatchWorld> SubscribedAsync(Engine engine, params OrganizationOptions[] organizations)
    {
        var world = await WatchWorld.StartAsync(engine, organizations.Length == 0 ? [Acme] : organizations);
        await world.RunAsync(2 * Minute);
        await world.SayAsync("subscribe all all");
        return world;
    }
}
