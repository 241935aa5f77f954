using System.Collections.Concurrent;
using Dapper;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Pipeline;

public sealed class InboxTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_thousand_identical_deliveries_at_once_are_one_turn_and_one_answer(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var (turns, channel) = (new FakeTurns(), new FakeChannel());
        await using var host = await PipelineHost.StartAsync(store, turns, channel);

        var acceptances = await Task.WhenAll(
            Enumerable.Range(0, 1000).Select(_ => Task.Run(() => host.Inbox.AcceptAsync(Say.Typed("same"), default))));
        await host.IdleAsync();

        Assert.Equal(1, acceptances.Count(acceptance => acceptance == Acceptance.Accepted));
        Assert.Equal(["same"], turns.Ran);
        Assert.Equal(["re same"], channel.Titles);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_delivery_that_comes_again_after_a_restart_is_a_duplicate(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var (turns, channel) = (new FakeTurns(), new FakeChannel());
        await using (var host = await PipelineHost.StartAsync(store, turns, channel))
        {
            await host.Inbox.AcceptAsync(Say.Typed("same"), default);
            await host.IdleAsync();
        }

        await using var again = await PipelineHost.StartAsync(store, turns, channel);

        Assert.Equal(Acceptance.Duplicate, await again.Inbox.AcceptAsync(Say.Typed("same"), default));
        Assert.True((await again.Inbox.AskAsync(Say.Typed("same"), _ => true, TimeSpan.FromSeconds(5), default)).Duplicate);
        Assert.Equal(["same"], turns.Ran);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Turns_of_a_place_run_one_at_a_time_in_the_order_of_acceptance(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var running = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var together = 0;
        var turns = new FakeTurns(async (inbound, _) =>
        {
            together = Math.Max(together, running.AddOrUpdate(inbound.Place.Id, 1, (_, count) => count + 1));
            await Task.Yield();
            running.AddOrUpdate(inbound.Place.Id, 0, (_, count) => count - 1);
            return Say.Back(inbound);
        });
        var channel = new FakeChannel();
        await using var host = await PipelineHost.StartAsync(store, turns, channel);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(place => Task.Run(async () =>
        {
            for (var number = 0; number < 30; number++)
            {
                await host.Inbox.AcceptAsync(Say.Typed($"{place}-{number:00}", $"room{place}"), default);
            }
        })));
        await host.IdleAsync();

        Assert.Equal(1, together);
        foreach (var place in channel.Took.GroupBy(took => took.Place, StringComparer.Ordinal))
        {
            Assert.Equal(30, place.Count());
            Assert.Equal(place.Select(took => took.Title).Order(StringComparer.Ordinal), place.Select(took => took.Title));
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_urgent_does_not_wait_behind_its_place(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var slow = new TaskCompletionSource();
        var turns = new FakeTurns(async (inbound, _) =>
        {
            await (inbound is Said ? slow.Task : Task.CompletedTask);
            return Say.Back(inbound);
        });
        var channel = new FakeChannel();
        await using var host = await PipelineHost.StartAsync(store, turns, channel);

        await host.Inbox.AcceptAsync(Say.Typed("slow"), default);
        await host.Inbox.AcceptAsync(Say.Click("decision"), default);

        await Eventually.TrueAsync(() => channel.Titles.Contains("re decision"));
        slow.SetResult();
        await host.IdleAsync();
        Assert.Equal(["re decision", "re slow"], channel.Titles);
    }

    [Fact]
    public async Task A_process_that_dies_in_a_turn_answers_at_once_after_its_restart_and_once()
    {
        await using var store = await TestDatabase.CreateAsync(Engine.Sqlite);
        var channel = new FakeChannel();
        var never = new TaskCompletionSource<TurnResult>();
        var dying = new FakeTurns((_, token) => never.Task.WaitAsync(token));
        var dead = await PipelineHost.StartAsync(store, dying, channel);
        await dead.Inbox.AcceptAsync(Say.Typed("one"), default);
        await dead.Inbox.AcceptAsync(Say.Typed("two"), default);
        await Eventually.TrueAsync(() => !dying.Ran.IsEmpty);

        await using (var host = await PipelineHost.StartAsync(store, new FakeTurns(), channel))
        {
            await host.IdleAsync();

            Assert.Equal(["re one", "re two"], channel.Titles);
            Assert.Equal(1, await host.CountAsync("SELECT attempts FROM inbox WHERE delivery_id = 'one'"));
        }

        // Should the dead one come back (a stopped machine, for example), its late end is not stored.
        never.SetResult(Say.Back(Say.Typed("one")));
        await dead.DisposeAsync();
        await using var after = await PipelineHost.StartAsync(store, new FakeTurns(), channel);
        await after.IdleAsync();
        Assert.Equal(["re one", "re two"], channel.Titles);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_stop_lets_the_running_turn_end_and_leaves_the_rest_for_the_next_start(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var channel = new FakeChannel();
        var (begun, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        var turns = new FakeTurns(async (inbound, _) =>
        {
            begun.TrySetResult();
            await end.Task;
            return Say.Back(inbound);
        });
        await using (var host = await PipelineHost.StartAsync(store, turns, channel))
        {
            await host.Inbox.AcceptAsync(Say.Typed("one"), default);
            await host.Inbox.AcceptAsync(Say.Typed("two"), default);
            await begun.Task;
            var stopping = host.StopAsync();
            end.SetResult();
            await stopping;
            Assert.Equal(["one"], turns.Ran);
            Assert.Equal(1, await host.CountAsync("SELECT COUNT(*) FROM inbox WHERE done_at IS NULL AND attempts = 0"));
            Assert.Equal(0, await host.CountAsync("SELECT COUNT(*) FROM lanes"));
        }

        await using var next = await PipelineHost.StartAsync(store, turns, channel);
        await next.IdleAsync();
        Assert.Equal(["re one", "re two"], channel.Titles);
        Assert.Equal(0, await next.CountAsync("SELECT SUM(attempts) FROM inbox"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_turn_that_keeps_throwing_is_run_three_times_and_the_person_gets_an_id(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var time = new ManualTime();
        var channel = new FakeChannel();
        var turns = new FakeTurns((inbound, _) =>
            inbound.DeliveryId == "bad" ? throw new InvalidOperationException("defect") : Task.FromResult(Say.Back(inbound)));
        await using var host = await PipelineHost.StartAsync(store, turns, channel, time);

        await host.Inbox.AcceptAsync(Say.Typed("bad"), default);
        await host.Inbox.AcceptAsync(Say.Typed("good"), default);
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(200));
            return channel.Took.Count == 2;
        });

        Assert.Equal(["bad", "bad", "bad", "good"], turns.Ran);
        Assert.Equal(["That did not work", "re good"], channel.Titles);
        Assert.Matches("Error id [0-9A-Z]{8}\\.", ((Post)channel.Took.First().Outgoing).Card.Summary);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_delivery_that_keeps_killing_the_process_is_closed_without_another_run(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var (turns, channel) = (new FakeTurns(), new FakeChannel());
        await using var host = await PipelineHost.CreateAsync(store, turns, channel);
        await host.Inbox.AcceptAsync(Say.Typed("poison"), default);
        await host.Inbox.AcceptAsync(Say.Typed("good"), default);
        await host.Database.WriteAsync(
            session => session.Connection.ExecuteAsync(
                "UPDATE inbox SET attempts = 3 WHERE delivery_id = 'poison'", transaction: session.Transaction),
            default);

        await host.StartAsync();
        await host.IdleAsync();

        Assert.Equal(["good"], turns.Ran);
        Assert.Equal(["That did not work", "re good"], channel.Titles);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_row_of_another_version_does_not_stop_its_lane(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var (turns, channel) = (new FakeTurns(), new FakeChannel());
        await using var host = await PipelineHost.CreateAsync(store, turns, channel);
        await host.Inbox.AcceptAsync(Say.Typed("odd"), default);
        await host.Inbox.AcceptAsync(Say.Typed("good"), default);
        await host.Database.WriteAsync(
            session => session.Connection.ExecuteAsync(
                """UPDATE inbox SET payload = '{"$type":"sung","DeliveryId":"odd"}' WHERE delivery_id = 'odd'""",
                transaction: session.Transaction),
            default);

        await host.StartAsync();
        await host.IdleAsync();

        Assert.Equal(["good"], turns.Ran);
        Assert.Equal(["That did not work", "re good"], channel.Titles);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_turn_beyond_its_deadline_is_given_up_even_if_it_does_not_listen(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var time = new ManualTime();
        var channel = new FakeChannel();
        var turns = new FakeTurns((inbound, _) =>
            inbound.DeliveryId == "deaf" ? new TaskCompletionSource<TurnResult>().Task : Task.FromResult(Say.Back(inbound)));
        await using var host = await PipelineHost.StartAsync(store, turns, channel, time);

        await host.Inbox.AcceptAsync(Say.Typed("deaf"), default);
        await host.Inbox.AcceptAsync(Say.Typed("good"), default);
        await Eventually.TrueAsync(() => !turns.Ran.IsEmpty);
        time.Advance(TimeSpan.FromSeconds(119));
        Assert.Empty(channel.Took);
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return channel.Took.Count == 2;
        });

        Assert.Equal(["deaf", "good"], turns.Ran);
        Assert.Equal(["That did not work", "re good"], channel.Titles);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_end_of_a_turn_is_stored_whole_or_not_at_all(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var time = new ManualTime();
        var channel = new FakeChannel();
        var failures = 1;
        var turns = new FakeTurns((inbound, _) => Task.FromResult(Say.Back(inbound) with
        {
            Stores =
            [
                session => session.Connection.ExecuteAsync(
                    "INSERT INTO places (place, channel, note, stored_at) VALUES ('test:x', 'test', 'stored', 0)", transaction: session.Transaction),
                _ => failures-- > 0 ? throw new InvalidOperationException("fails once") : Task.CompletedTask,
            ],
        }));
        await using var host = await PipelineHost.StartAsync(store, turns, channel, time);

        await host.Inbox.AcceptAsync(Say.Typed("one"), default);
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(200));
            return !channel.Took.IsEmpty;
        });

        Assert.Equal(["one", "one"], turns.Ran);
        Assert.Equal(["re one"], channel.Titles);
        Assert.Equal(1, await host.CountAsync("SELECT COUNT(*) FROM places"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_delivery_that_the_database_refuses_takes_no_other_with_it(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var (turns, channel) = (new FakeTurns(), new FakeChannel());
        await using var host = await PipelineHost.StartAsync(store, turns, channel);

        var accepting = Enumerable.Range(0, 50)
            .Select(number => host.Inbox.AcceptAsync(Say.Typed(number == 25 ? "bad\0id" : $"{number}", $"room{number}"), default)).ToList();
        await Task.WhenAll(accepting.Select(task => task.ContinueWith(_ => { }, TaskScheduler.Default)));
        await host.IdleAsync();

        Assert.Equal(engine == Engine.Postgres ? 49 : 50, channel.Took.Count);
        Assert.All(accepting.Where((_, number) => number != 25), task => Assert.Equal(Acceptance.Accepted, task.Result));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_lookup_with_a_defect_offers_nothing(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        await using var host = await PipelineHost.CreateAsync(store, new FakeTurns(), new FakeChannel());

        Assert.Empty(await host.Inbox.LookupAsync(new Actor("test", "ann", "Ann"), "repositories", "", 10, default));
    }
}
