using Dapper;
using Microsoft.Extensions.DependencyInjection;
using XoperoBot.Core.Schedules;
using XoperoBot.Core.Storage;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Storage;

public sealed class MigratorTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Processes_that_start_together_run_each_step_once(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        void Steps(IServiceCollection services) => services
            .AddMigration(9002, "second", "INSERT INTO runs (n) VALUES (2); INSERT INTO runs (n) VALUES (3)")
            .AddMigration(9001, "first", $"CREATE TABLE runs (id {Migration.Identity}, n BIGINT NOT NULL)");

        var providers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => store.OpenAsync(Steps))));

        var rows = await providers[0].GetRequiredService<IDatabase>()
            .ReadAsync(connection => connection.QueryAsync<long>("SELECT n FROM runs ORDER BY id"), default);
        Assert.Equal([2, 3], rows);
        foreach (var provider in providers)
        {
            await provider.DisposeAsync();
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_older_version_runs_beside_a_newer_schema(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        await using (await store.OpenAsync(services => services.AddMigration(9009, "newer", "CREATE TABLE newer (id TEXT)")))
        {
            await using var older = await store.OpenAsync();

            Assert.True(older.GetRequiredService<Migrator>().Done);
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_failing_step_leaves_the_schema_as_it_was(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);

        await Assert.ThrowsAnyAsync<Exception>(() => store.OpenAsync(services => services
            .AddMigration(9001, "good", "CREATE TABLE good (id TEXT)")
            .AddMigration(9002, "bad", "CREATE NONSENSE")));

        await using var provider = await store.OpenAsync(services => services.AddMigration(9001, "good", "CREATE TABLE good (id TEXT)"));
        Assert.True(provider.GetRequiredService<Migrator>().Done);
    }

    [Fact]
    public async Task Two_steps_with_one_number_stop_the_start()
    {
        await using var store = await TestDatabase.CreateAsync(Engine.Sqlite);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => store.OpenAsync(services => services
            .AddMigration(9001, "one", "SELECT 1")
            .AddMigration(9001, "other", "SELECT 1")));

        Assert.Contains("one, other", refused.Message, StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Rows_go_when_their_time_is_over_and_not_before(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var time = new ManualTime();
        await using var provider = await store.OpenAsync(
            services => services
                .AddMigration(9001, "notes", "CREATE TABLE notes (id TEXT PRIMARY KEY, done_at BIGINT)")
                .AddSingleton(new Expiry("notes", "id", "done_at", TimeSpan.FromHours(24))),
            time);
        var database = provider.GetRequiredService<IDatabase>();
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        await database.WriteAsync(
            session => session.Connection.ExecuteAsync(
                "INSERT INTO notes (id, done_at) VALUES (@Id, @At)",
                Enumerable.Range(0, 1200).Select(n => new { Id = $"{n:0000}", At = n == 1199 ? (long?)null : n < 1100 ? now : now + 5000 }),
                session.Transaction),
            default);

        time.Advance(TimeSpan.FromHours(24) + TimeSpan.FromMilliseconds(1));
        await ActivatorUtilities.CreateInstance<ExpirySchedule>(provider).RunAsync(default);

        Assert.Equal(100, await database.ReadAsync(c => c.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM notes"), default));
    }
}
