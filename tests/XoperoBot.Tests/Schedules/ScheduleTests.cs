using System.Collections.Concurrent;
using Dapper;
using XoperoBot.Core.Schedules;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Schedules;

/// <summary>What is done again and again: by one process of all, whatever becomes of the others and of the database.</summary>
public sealed class ScheduleTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_schedule_runs_again_and_again_even_when_it_failed(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var runs = 0;
        await using var host = await ScheduleHost.StartAsync(store.Settings, new Every("test", _ => ++runs == 1 ? throw new InvalidOperationException("planted") : Task.CompletedTask));

        await Eventually.TrueAsync(() => runs >= 3);

        Assert.Equal("Schedule test failed; it runs again in 00:00:01", Assert.Single(host.Warnings));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_stop_ends_what_runs(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var (begun, ended) = (new TaskCompletionSource(), false);
        await using var host = await ScheduleHost.StartAsync(store.Settings, new Every("test", async stopping =>
        {
            begun.TrySetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, stopping);
            }
            finally
            {
                ended = true;
            }
        }));
        await begun.Task.WaitAsync(TimeSpan.FromMinutes(1));

        await host.StopAsync();

        Assert.True(ended);
        Assert.Equal(1, await host.Database.ReadAsync(connection => connection.ExecuteScalarAsync<long>("SELECT 1"), default));
    }

    [PostgresFact]
    public async Task Two_processes_do_it_one_at_a_time_and_when_one_stops_the_other_goes_on()
    {
        await using var store = await TestDatabase.CreateAsync(Engine.Postgres);
        var ran = new ConcurrentQueue<string>();
        var (now, most, quick) = (0, 0, 0);
        Every[] Of(string process) =>
        [
            new("slow", async stopping =>
            {
                most = Math.Max(most, Interlocked.Increment(ref now));
                ran.Enqueue(process);
                var seen = quick;
                await Eventually.TrueAsync(() => quick >= seen + 2 || stopping.IsCancellationRequested);
                Interlocked.Decrement(ref now);
            }),
            new("quick", _ => Task.FromResult(Interlocked.Increment(ref quick))),
        ];

        // Both find an empty database at once.
        var hosts = await Task.WhenAll(ScheduleHost.StartAsync(store.Settings, Of("one")), ScheduleHost.StartAsync(store.Settings, Of("two")));
        await using var one = hosts[0];
        await using var two = hosts[1];
        await Eventually.TrueAsync(() => ran.Count >= 3);
        await one.StopAsync();
        var before = ran.Count;
        await Eventually.TrueAsync(() => ran.Count >= before + 2);

        Assert.Equal(1, most);
        Assert.All(ran.Skip(before), process => Assert.Equal("two", process));
    }

    [PostgresFact]
    public async Task An_older_version_leaves_what_it_does_not_know_to_a_newer_one()
    {
        await using var store = await TestDatabase.CreateAsync(Engine.Postgres);
        var added = 0;
        var fresh = new Every("added", _ => Task.FromResult(Interlocked.Increment(ref added)));
        var known = new Every("known", _ => Task.CompletedTask);
        await using (var newer = await ScheduleHost.StartAsync(store.Settings, known, fresh))
        {
            await Eventually.TrueAsync(() => added > 0);
        }

        await using (var older = await ScheduleHost.StartAsync(store.Settings, known))
        {
            await Eventually.TrueAsync(() => older.Said.Any(said => said.StartsWith("Schedule added belongs to another version", StringComparison.Ordinal)));
        }

        var before = added;
        await using var again = await ScheduleHost.StartAsync(store.Settings, known, fresh);
        await Eventually.TrueAsync(() => added > before);
    }

    [PostgresFact]
    public async Task What_is_planned_stays_as_it_is_over_a_start_unless_its_interval_is_another()
    {
        await using var store = await TestDatabase.CreateAsync(Engine.Postgres);
        var first = await PlannedAsync(store, TimeSpan.FromHours(1));
        var second = await PlannedAsync(store, TimeSpan.FromHours(1));
        var third = await PlannedAsync(store, TimeSpan.FromHours(2));

        Assert.Equal(first, second);
        Assert.True(third > first, $"{third} is not after {first}.");
    }

    [OwnPostgresFact]
    public async Task A_database_that_is_away_is_waited_for_and_its_restart_is_outlived()
    {
        await using var cluster = await PostgresCluster.CreateAsync();
        var settings = new Dictionary<string, string?> { ["Database:Provider"] = "Postgres", ["Database:ConnectionString"] = cluster.ConnectionString };
        var runs = 0;
        var schedule = new Every("test", _ => Task.FromResult(Interlocked.Increment(ref runs)));
        await cluster.StopAsync();
        await using var host = await ScheduleHost.StartAsync(settings, schedule);
        await Eventually.TrueAsync(() => host.Warnings.Any(said => said.StartsWith("The schedules could not be started", StringComparison.Ordinal)));
        await cluster.StartAsync();
        await Eventually.TrueAsync(() => runs > 0);

        await cluster.StopAsync();
        await cluster.StartAsync();
        var before = runs;
        await Eventually.TrueAsync(() => runs > before + 1);

        await cluster.StopAsync();
        await host.StopAsync();
    }

    /// <summary>When it is due, in ticks, after a process planned it and ended.</summary>
    private static async Task<long> PlannedAsync(TestDatabase store, TimeSpan interval)
    {
        await using var host = await ScheduleHost.StartAsync(store.Settings, new Every("test", _ => Task.CompletedTask) { Interval = interval });
        const string Due = "SELECT next_fire_time FROM qrtz_triggers WHERE trigger_name = 'test' AND next_fire_time IS NOT NULL";
        await Eventually.TrueAsync(() => host.Said.Any(said => said.Contains("started", StringComparison.Ordinal)));
        return await host.Database.ReadAsync(connection => connection.ExecuteScalarAsync<long>(Due), default);
    }

    /// <summary>Every second, what the test says.</summary>
    private sealed class Every(string name, Func<CancellationToken, Task> run) : ISchedule
    {
        public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

        public string Name => name;

        TimeSpan ISchedule.Every => Interval;

        public Task RunAsync(CancellationToken cancellationToken) => run(cancellationToken);
    }
}
