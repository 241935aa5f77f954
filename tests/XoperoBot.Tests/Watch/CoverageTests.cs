using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;
using XoperoBot.Core.Watch;
using XoperoBot.Simulator;
using XoperoBot.Simulator.State;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Watch;

public sealed class CoverageTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory, OnSqlite, OnPostgres]
    public async Task A_new_unprotected_repository_is_told_with_what_to_ask_for(Fakes.Engine engine)
    {
        await using var world = await IncidentTests.SubscribedAsync(engine);
        world.Script.AddRepository("acme", "brand-new", atOnce: true);
        await world.RunAsync(3 * Minute);

        var post = world.Posts.Single(said => said.Card.Title.StartsWith("Repository", StringComparison.Ordinal));
        Assert.Equal("Repository acme/brand-new unprotected", post.Card.Title);
        var organization = world.Services[0].Simulation.Engine.Organizations[0];
        var ids = $"--org {organization.Id} --repo {organization.RepositoryId(6)}";
        Assert.Equal([$"activate {ids}", $"attach {ids}"], post.Card.Actions.OfType<Button>().Where(button => button.Label.StartsWith("Ask", StringComparison.Ordinal)).Select(button => button.Command));

        Attach(world, "plan0", 6);
        await world.RunAsync(3 * Minute);
        Assert.Contains("recovered after", Assert.Single(world.Notes, note => note.Card.Title.Contains("brand-new")).Card.Summary);
    }

    [Fact]
    public async Task What_was_unprotected_from_the_start_is_no_news()
    {
        var organization = IncidentTests.Organization("acme", 2);
        organization.Repositories = 500;
        await using var world = await WatchWorld.StartAsync(Fakes.Engine.Sqlite, [organization]);
        await world.SayAsync("subscribe all all");
        await world.RunAsync(TimeSpan.FromHours(3));

        Assert.Empty(world.Posts);
    }

    [Fact]
    public async Task Repositories_that_vanish_together_are_one_incident()
    {
        await using var world = await IncidentTests.SubscribedAsync(Fakes.Engine.Sqlite);
        var names = world.Services[0].Simulation.Engine.Organizations[0];
        var gone = Enumerable.Range(0, 3).Select(names.RepositoryName).ToList();
        gone.ForEach(name => world.Script.RemoveFromHost("acme", name, atOnce: true));
        await world.RunAsync(3 * Minute);

        var post = world.Posts.Single(said => said.Card.Title.Contains("no longer visible"));
        Assert.Equal("3 repositories of acme no longer visible at the Git host", post.Card.Title);
        Assert.DoesNotContain("deleted", StoredJson.Write(post.Card));
    }

    [Fact]
    public async Task A_plan_that_loses_a_repository_is_told_with_its_name()
    {
        await using var world = await IncidentTests.SubscribedAsync(Fakes.Engine.Sqlite, Pair());
        await world.RunAsync(3 * Minute);
        Detach(world, "plan0", 1);
        await world.RunAsync(5 * Minute);

        var name = world.Services[0].Simulation.Engine.Organizations[0].RepositoryName(1);
        Assert.Equal([$"lost {name}"], await world.QueryAsync<string>("SELECT detail FROM incident_part WHERE kind = 'PlanLostRepositories'"));
        Attach(world, "plan0", 1);
        await world.RunAsync(5 * Minute);
        Assert.Empty(await world.QueryAsync<string>("SELECT detail FROM incident_part WHERE kind = 'PlanLostRepositories' AND closed_at IS NULL"));
    }

    [Fact]
    public async Task A_plan_that_takes_another_repository_instead_has_lost_one_though_it_counts_the_same()
    {
        await using var world = await IncidentTests.SubscribedAsync(Fakes.Engine.Sqlite, Pair());
        await world.RunAsync(3 * Minute);
        Detach(world, "plan0", 1);
        Attach(world, "plan0", 3);
        await world.RunAsync(TimeSpan.FromHours(2));

        var name = world.Services[0].Simulation.Engine.Organizations[0].RepositoryName(1);
        Assert.Equal([$"lost {name}"], await world.QueryAsync<string>("SELECT detail FROM incident_part WHERE kind = 'PlanLostRepositories'"));
    }

    [Fact]
    public async Task More_licences_missing_than_usual_is_told_until_it_is_as_usual()
    {
        await using var world = await IncidentTests.SubscribedAsync(Fakes.Engine.Sqlite);
        SetLicence(world, 0, has: false);
        await world.RunAsync(2 * Minute);
        Assert.Single(world.Posts, post => post.Card.Title == "acme missing more licences: 1 licence missing");

        SetLicence(world, 0, has: true);
        await world.RunAsync(2 * Minute);
        Assert.Single(world.Notes, note => note.Card.Summary.Contains("recovered after"));
    }

    [Fact]
    public async Task A_repository_without_a_successful_backup_for_too_long_is_told()
    {
        await using var world = await WatchWorld.StartAsync(
            Fakes.Engine.Sqlite, [IncidentTests.Organization("acme", 6)], 1, ("Interval", "00:20:00"), ("RepositoryLimit", "3.00:00:00"), ("OverdueAfter", "30.00:00:00"));
        await world.RunAsync(TimeSpan.FromHours(1));
        await world.SayAsync("subscribe all all");
        world.Script.PausePlan("acme", "plan0");
        await world.RunAsync(TimeSpan.FromDays(3) + TimeSpan.FromHours(2));

        var post = Assert.Single(world.Posts);
        Assert.EndsWith("without a successful backup for too long", post.Card.Title);
        world.Script.ResumePlan("acme", "plan0");
        await world.RunAsync(TimeSpan.FromDays(1) + TimeSpan.FromHours(2));
        Assert.Contains("recovered after", world.Notes.Last().Card.Summary);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_place_where_somebody_did_it_is_not_alarmed_about_it_and_the_others_are(bool own)
    {
        await using var world = await IncidentTests.SubscribedAsync(Fakes.Engine.Sqlite, Pair());
        var other = new Place("test", "other");
        await world.SayAsync("subscribe all all", place: other);
        var organization = world.Services[0].Simulation.Engine.Organizations[0].Id.ToString();
        if (own)
        {
            await world.Database.WriteAsync(session => world.Get<IOwnDoing>().NoteAsync(session, "main", organization.ToUpperInvariant(), WatchWorld.Room, "Ann"), default);
        }

        Detach(world, "plan0", 1);
        await world.RunAsync(5 * Minute);

        Assert.Equal(!own, world.Posts.Any(post => post.Place == WatchWorld.Room));
        Assert.Contains(world.Posts, post => post.Place == other);
    }

    [Fact]
    public async Task Repositories_are_read_when_counters_change_and_rarely_otherwise()
    {
        await using var world = await IncidentTests.SubscribedAsync(Fakes.Engine.Sqlite);
        await world.RunAsync(5 * Minute);
        var first = world.Services[0].RepositoryReadings;
        await world.RunAsync(30 * Minute);
        Assert.Equal(first, world.Services[0].RepositoryReadings);

        world.Script.AddRepository("acme", "brand-new", atOnce: true);
        await world.RunAsync(5 * Minute);
        Assert.Equal(first + 2, world.Services[0].RepositoryReadings);
        await world.RunAsync(TimeSpan.FromHours(1));
        Assert.Equal(first + 4, world.Services[0].RepositoryReadings);
    }

    private static OrganizationOptions Pair() => new()
    {
        Name = "acme",
        Repositories = 4,
        Plans = { IncidentTests.Daily("plan0", 0, 3), IncidentTests.Daily("plan1", 0, 4) },
    };

    private static void Attach(WatchWorld world, string plan, int index) => Change(world, plan, found => found.Members.Add(index));

    private static void Detach(WatchWorld world, string plan, int index) => Change(world, plan, found => found.Members.Remove(index));

    private static void SetLicence(WatchWorld world, int index, bool has) => Change(world, "plan0", found => found.Organization.Rows[index].HasLicence = has);

    private static void Change(WatchWorld world, string plan, Action<SimPlan> change)
    {
        var simulation = world.Services[0].Simulation;
        using var held = simulation.Enter();
        var found = simulation.Engine.Organizations[0].Plans.Single(one => one.Name == plan);
        change(found);
        simulation.Engine.Changed(found.Organization);
    }
}
