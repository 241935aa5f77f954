using Dapper;
using Microsoft.Extensions.DependencyInjection;
using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Schedules;
using XoperoBot.Core.Storage;
using XoperoBot.Core.Watch;
using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Watch;

/// <summary>The watcher itself: restarts, crashes, several processes, places that are gone.</summary>
public sealed class WatcherTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task After_downtime_one_message_says_what_was_not_watched_and_what_happened()
    {
        await using var world = await IncidentTests.SubscribedAsync(Engine.Sqlite);
        await world.KillAsync();
        world.Time.Advance(TimeSpan.FromHours(3));
        world.Script.FailPlan("acme", "plan0");
        await world.BootAsync();
        await world.RunAsync(5 * Minute);

        var post = Assert.Single(world.Posts, said => said.Card.Title.Contains("not watched"));
        Assert.True(post.Notify);
        var facts = post.Card.Elements.OfType<Facts>().Single().List.Select(fact => fact.Value.ToString()).ToList();
        Assert.Contains(facts, fact => fact.StartsWith("nothing was watched for 3h", StringComparison.Ordinal) && fact.EndsWith("1 plan finished a run, 1 plan failed", StringComparison.Ordinal));
        Assert.Single(world.Posts, said => said.Card.Title == "Plan plan0 failed");
    }

    [Fact]
    public async Task Readings_that_stop_are_told_and_so_is_their_return()
    {
        await using var world = await IncidentTests.SubscribedAsync(Engine.Sqlite);
        await world.Database.WriteAsync(session => Agenda.RemoveAsync(session, "watch/pass/main"), default);
        await world.RunAsync(30 * Minute);
        Assert.Equal("Server main was not watched", Assert.Single(world.Posts).Card.Title);

        await world.KillAsync();
        await world.BootAsync();
        await world.RunAsync(3 * Minute);
        Assert.Single(world.Posts);
        Assert.Contains("watched again after", Assert.Single(world.Notes).Card.Summary);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_process_that_dies_at_random_loses_no_alert_and_doubles_none(int seed)
    {
        var chance = new Random(seed);
        await using var world = await IncidentTests.SubscribedAsync(Engine.Sqlite, Enumerable.Range(0, 3).Select(number => IncidentTests.Organization($"org{number}", 12)).ToArray());
        for (var step = 0; step < 25; step++)
        {
            for (var number = 0; number < chance.Next(3); number++)
            {
                world.Script.FailPlan($"org{chance.Next(3)}", $"plan{chance.Next(12)}");
            }

            if (chance.Next(3) == 0)
            {
                world.Script.SucceedPlan($"org{chance.Next(3)}", $"plan{chance.Next(12)}");
            }

            await world.RunAsync(
                chance.Next(1, 90) * Minute / 10,
                async () =>
                {
                    if (chance.Next(4) == 0)
                    {
                        await DieAsync(world, chance);
                    }
                });
        }

        await world.RunAsync(10 * Minute);
        var failing = world.Services[0].Simulation.Snapshot().Organizations.SelectMany(organization => organization.Plans)
            .Where(plan => plan.LastOutcome == RunOutcome.Error).Select(plan => plan.Id).Order().ToList();
        Assert.NotEmpty(failing);
        Assert.Equal(failing, (await world.QueryAsync<string>("SELECT subject FROM incident_part WHERE kind = 'PlanFailed' AND closed_at IS NULL")).Order());
        Assert.Empty(await world.QueryAsync<string>(
            """
            SELECT i.id FROM incident i WHERE i.kind = 'PlanFailed' AND
              (SELECT COUNT(*) FROM alert_incident ai JOIN alert a ON a.id = ai.alert WHERE ai.incident = i.id AND a.posted_at IS NOT NULL) <> 1
            """));
        var keys = world.Posts.Select(post => post.Key).ToList();
        Assert.Equal(keys.Distinct(), keys);
        Assert.Equal((await world.QueryAsync<string>("SELECT id FROM alert")).Select(id => $"alert/{id}").Order(), keys.Order()!);
    }

    [PostgresFact]
    public async Task Two_processes_never_read_a_server_at_once_and_tell_once()
    {
        await using var world = await IncidentTests.SubscribedAsync(Engine.Postgres);
        await using var other = await world.OpenAsync();
        var worker = other.GetRequiredService<AgendaWorker>();
        world.Services[0].Takes = TimeSpan.FromMilliseconds(20);
        world.Script.FailPlan("acme", "plan0");
        for (var round = 0; round < 20; round++)
        {
            world.Time.Advance(Minute);
            await Task.WhenAll(world.Get<AgendaWorker>().RunDueAsync(default), worker.RunDueAsync(default));
            await world.DeliverAsync();
            if (round == 10)
            {
                world.Script.SucceedPlan("acme", "plan0");
            }
        }

        await world.RunAsync(2 * Minute);
        Assert.Equal(1, world.Services[0].MostAtOnce);
        Assert.Single(world.Posts);
        Assert.Single(world.Notes);
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Guards_of_two_processes_at_once_tell_once_of_a_server_that_was_read_and_of_one_that_never_was(bool isRead)
    {
        await using var world = await IncidentTests.SubscribedAsync(Engine.Postgres);
        await using var other = await world.OpenAsync();
        await world.Database.WriteAsync(
            async session =>
            {
                await Agenda.RemoveAsync(session, "watch/pass/main");
                return isRead ? 0 : await session.Connection.ExecuteAsync("DELETE FROM watch_server", transaction: session.Transaction);
            },
            default);
        world.Time.Advance(30 * Minute);

        await Task.WhenAll(new[] { world.Get<IEnumerable<ISchedule>>(), other.GetServices<ISchedule>() }
            .Select(schedules => Task.Run(() => schedules.OfType<Guard>().Single().RunAsync(default))));

        await world.RunAsync(Minute);
        Assert.Equal("Server main was not watched", Assert.Single(world.Posts).Card.Title);
        Assert.Equal(1, Assert.Single(await world.QueryAsync<long>("SELECT COUNT(*) FROM incident WHERE kind = 'NotWatched'")));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_place_that_is_gone_is_paused_and_others_are_told(Engine engine)
    {
        await using var world = await IncidentTests.SubscribedAsync(engine);
        var gone = new Place("test", "gone");
        await world.SayAsync("subscribe acme all", place: gone);
        var listener = Assert.Single(world.Get<IEnumerable<IPlaceGone>>());
        await world.Database.WriteAsync(session => listener.OnGoneAsync(gone, new Refused("archived", "Unarchive it."), session), default);
        await world.Database.WriteAsync(session => listener.OnGoneAsync(gone, new Refused("archived", "Unarchive it."), session), default);
        world.Script.FailPlan("acme", "plan0");
        await world.RunAsync(3 * Minute);

        Assert.All(world.Posts, post => Assert.Equal(WatchWorld.Room, post.Place));
        Assert.Single(world.Posts, post => post.Card.Title == "A place cannot be reached" && post.Card.Summary.Contains("archived"));
        var said = Assert.IsType<Whisper>(Assert.Single(await world.SayAsync("subscriptions all", Role.Admin)));
        Assert.Contains("paused", said.Card.Elements.OfType<Items>().Single().List[0].Details.ToString());
    }

    [Fact]
    public async Task A_place_that_the_bot_left_is_paused()
    {
        await using var world = await IncidentTests.SubscribedAsync(Engine.Sqlite);
        var left = new Left { DeliveryId = "test:left", Actor = new Actor("test", "x", "x"), Place = WatchWorld.Room };
        var person = new Person("x", Role.None, left.Actor) { Sight = Sight.All };
        foreach (var reaction in world.Get<IEnumerable<IReaction>>())
        {
            var result = await reaction.ReactAsync(left, person, default);
            await world.Database.WriteAsync(async session => await Task.WhenAll(result.Stores.Select(store => store(session))), default);
        }

        world.Script.FailPlan("acme", "plan0");
        await world.RunAsync(3 * Minute);
        Assert.Empty(world.Posts);
    }

    [Fact]
    public async Task The_age_of_the_last_reading_is_known_for_every_server()
    {
        await using var world = await WatchWorld.StartAsync(Engine.Sqlite, [IncidentTests.Organization("acme", 2)], servers: 2);
        Assert.All(await world.Get<IWatchAge>().AllAsync(Sight.All, default), age => Assert.Null(age.ReadAt));
        await world.RunAsync(Minute);
        world.Services[1].Simulation.Script.TakeDown();
        var before = world.Time.GetUtcNow();
        await world.RunAsync(10 * Minute);

        var ages = await world.Get<IWatchAge>().AllAsync(Sight.All, default);
        Assert.Equal(["main", "server1"], ages.Select(age => age.Server));
        Assert.True(world.Time.GetUtcNow() - ages[0].ReadAt <= Minute && ages[0].Fault is null);
        Assert.True(ages[1].ReadAt <= before && ages[1].TriedAt > before && ages[1].Fault == "Unreachable");
    }

    [Fact]
    public async Task Nothing_new_writes_one_row()
    {
        await using var world = await WatchWorld.StartAsync(Engine.Sqlite, [IncidentTests.Organization("acme", 200)]);
        await world.RunAsync(2 * Minute);
        var before = await world.Database.ReadAsync(connection => connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM watch_run"), default);
        var plans = await world.QueryAsync<string>("SELECT id || ':' || finished_at FROM watch_plan ORDER BY id");
        await world.RunAsync(5 * Minute);

        Assert.Equal(200, plans.Count);
        Assert.Equal(before, await world.Database.ReadAsync(connection => connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM watch_run"), default));
        Assert.Equal(plans, await world.QueryAsync<string>("SELECT id || ':' || finished_at FROM watch_plan ORDER BY id"));
    }

    /// <summary>Between two steps, or with one begun and its lease still held.</summary>
    private static async Task DieAsync(WatchWorld world, Random chance)
    {
        if (chance.Next(2) == 0)
        {
            var due = world.Time.GetUtcNow().AddMinutes(2).ToUnixTimeMilliseconds();
            await world.Database.WriteAsync(
                session => session.Connection.ExecuteAsync(
                    "UPDATE agenda SET lease_until = @due, attempts = attempts + 1 WHERE id IN (SELECT id FROM agenda ORDER BY due_at LIMIT 2)",
                    new { due },
                    session.Transaction),
                default);
        }

        await world.KillAsync();
        await world.BootAsync();
    }
}
