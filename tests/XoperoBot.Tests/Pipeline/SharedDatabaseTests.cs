using Dapper;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Storage;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Pipeline;

/// <summary>Several processes on one PostgreSQL.</summary>
public sealed class SharedDatabaseTests
{
    [PostgresFact]
    public async Task Two_processes_share_the_lanes_without_a_double_turn_or_send()
    {
        await using var store = await TestDatabase.CreateAsync(Engine.Postgres);
        var (turns, channel) = (new FakeTurns(), new FakeChannel());
        await using var one = await PipelineHost.StartAsync(store, turns, channel);
        await using var two = await PipelineHost.StartAsync(store, turns, channel);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(place => Task.Run(async () =>
        {
            for (var number = 0; number < 20; number++)
            {
                var host = (place + number) % 2 == 0 ? one : two;
                await host.Inbox.AcceptAsync(Say.Typed($"{place}-{number:00}", $"room{place}"), default);
            }
        })));
        await one.IdleAsync();

        Assert.Equal(200, turns.Ran.Count);
        Assert.Equal(200, turns.Ran.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(200, channel.Took.Count);
        Assert.All(
            channel.Took.GroupBy(took => took.Place, StringComparer.Ordinal),
            place => Assert.Equal(place.Select(took => took.Title).Order(StringComparer.Ordinal), place.Select(took => took.Title)));
        await Eventually.TrueAsync(async () => await one.CountAsync("SELECT COUNT(*) FROM lanes") == 0);
    }

    [PostgresFact]
    public async Task The_same_delivery_to_two_processes_at_once_runs_once()
    {
        await using var store = await TestDatabase.CreateAsync(Engine.Postgres);
        var (turns, channel) = (new FakeTurns(), new FakeChannel());
        await using var one = await PipelineHost.StartAsync(store, turns, channel);
        await using var two = await PipelineHost.StartAsync(store, turns, channel);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(number => Task.Run(
            () => (number % 2 == 0 ? one : two).Inbox.AcceptAsync(Say.Typed($"{number % 10}", $"room{number % 10}"), default))));
        await one.IdleAsync();

        Assert.Equal(10, turns.Ran.Count);
        Assert.Equal(10, channel.Took.Count);
    }

    [PostgresFact]
    public async Task The_lane_of_a_dead_process_is_taken_over_after_its_lease_and_not_before()
    {
        await using var store = await TestDatabase.CreateAsync(Engine.Postgres);
        var channel = new FakeChannel();

        // The dead process is one whose clock stands still: it renews nothing and does nothing.
        var never = new TaskCompletionSource<TurnResult>();
        var dying = new FakeTurns((_, token) => never.Task.WaitAsync(token));
        var dead = await PipelineHost.StartAsync(store, dying, channel, new ManualTime());
        await dead.Inbox.AcceptAsync(Say.Typed("one"), default);
        await Eventually.TrueAsync(() => !dying.Ran.IsEmpty);

        var time = new ManualTime();
        var turns = new FakeTurns();
        await using var host = await PipelineHost.StartAsync(store, turns, channel, time);
        await host.Inbox.AcceptAsync(Say.Typed("two"), default);
        time.Advance(new DatabaseOptions().TakeoverAfter - TimeSpan.FromMilliseconds(1));
        await host.Inbox.AcceptAsync(Say.Typed("elsewhere", "other"), default);
        await Eventually.TrueAsync(() => channel.Titles.Contains("re elsewhere"));
        Assert.Equal(["elsewhere"], turns.Ran);

        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return channel.Took.Count == 3;
        });

        Assert.Equal(["elsewhere", "one", "two"], turns.Ran);
        Assert.Equal(1, await host.CountAsync("SELECT attempts FROM inbox WHERE delivery_id = 'one'"));

        // Back from the dead: its end is not stored.
        never.SetResult(Say.Back(Say.Typed("one")));
        await dead.DisposeAsync();
        await host.IdleAsync();
        Assert.Equal(["re elsewhere", "re one", "re two"], channel.Titles);
    }

    [PostgresFact]
    public async Task A_long_turn_keeps_its_lane_by_signs_of_life()
    {
        await using var store = await TestDatabase.CreateAsync(Engine.Postgres);
        var (time, channel, end) = (new ManualTime(), new FakeChannel(), new TaskCompletionSource<TurnResult>());
        var turns = new FakeTurns((_, _) => end.Task);
        await using var host = await PipelineHost.StartAsync(store, turns, channel, time);
        await host.Inbox.AcceptAsync(Say.Typed("long"), default);
        await Eventually.TrueAsync(() => !turns.Ran.IsEmpty);
        var before = await host.CountAsync("SELECT MAX(until_at) FROM lanes");

        await Eventually.TrueAsync(async () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return await host.CountAsync("SELECT MAX(until_at) FROM lanes") >= before + 60_000;
        });

        end.SetResult(Say.Back(Say.Typed("long")));
        await host.IdleAsync();
        Assert.Equal(["long"], turns.Ran);
    }

    [PostgresFact]
    public async Task A_database_that_drops_every_connection_loses_nothing()
    {
        await using var store = await TestDatabase.CreateAsync(Engine.Postgres);
        var (turns, channel) = (new FakeTurns(), new FakeChannel());
        await using var host = await PipelineHost.StartAsync(store, turns, channel);
        await using var other = await store.OpenAsync();
        var database = (IDatabase)other.GetService(typeof(IDatabase))!;

        var accepted = 0;
        for (var number = 0; number < 60; number++)
        {
            if (number % 10 == 5)
            {
                await database.ReadAsync(
                    connection => connection.ExecuteAsync(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"),
                    default);
            }

            try
            {
                await host.Inbox.AcceptAsync(Say.Typed($"{number}", $"room{number % 7}"), default);
                accepted++;
            }
            catch (DatabaseUnavailableException)
            {
                // Not acknowledged: the platform delivers it again.
                await Eventually.TrueAsync(async () => await AcceptsAsync(host, number));
            }
        }

        await Eventually.TrueAsync(() => channel.Took.Count >= 60);
        await host.IdleAsync();

        Assert.Equal(60, channel.Titles.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(60, channel.Took.Count);
        Assert.InRange(accepted, 1, 60);
    }

    private static async Task<bool> AcceptsAsync(PipelineHost host, int number)
    {
        try
        {
            await host.Inbox.AcceptAsync(Say.Typed($"{number}", $"room{number % 7}"), default);
            return true;
        }
        catch (DatabaseUnavailableException)
        {
            return false;
        }
    }
}
