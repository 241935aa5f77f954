using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Storage;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Storage;

public sealed class DatabaseTests
{
    private static readonly Action<IServiceCollection> Schema = services =>
        services.AddMigration(9001, "things", "CREATE TABLE things (id TEXT PRIMARY KEY, value BIGINT NOT NULL)");

    [Theory, OnSqlite, OnPostgres]
    public async Task A_write_is_there_for_the_next_read(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        await using var provider = await store.OpenAsync(Schema);
        var database = provider.GetRequiredService<IDatabase>();

        await database.WriteAsync(session => Insert(session, "a", 1), default);

        Assert.Equal(["a"], await Ids(database));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Of_many_writes_at_once_only_the_failing_ones_fail(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        await using var provider = await store.OpenAsync(Schema);
        var database = provider.GetRequiredService<IDatabase>();

        var writes = Enumerable.Range(0, 300).Select(number => database.WriteAsync(
            async session =>
            {
                await Insert(session, $"{number:000}", number);
                if (number % 3 == 0)
                {
                    throw new InvalidOperationException("fails after its insert");
                }

                if (number % 3 == 1)
                {
                    await Insert(session, $"{number:000}", number);
                }
            },
            default)).ToList();
        await Task.WhenAll(writes.Select(write => write.ContinueWith(_ => { }, TaskScheduler.Default)));

        Assert.All(writes.Where((_, number) => number % 3 == 0), write => Assert.IsType<InvalidOperationException>(write.Exception!.InnerException));
        Assert.All(writes.Where((_, number) => number % 3 == 1), write => Assert.IsAssignableFrom<DbException>(write.Exception!.InnerException));
        Assert.Equal(
            Enumerable.Range(0, 300).Where(number => number % 3 == 2).Select(number => $"{number:000}"),
            await Ids(database));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Hooks_run_after_the_commit_and_only_then(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        await using var provider = await store.OpenAsync(Schema);
        var database = provider.GetRequiredService<IDatabase>();
        var ran = new List<string>();

        await database.WriteAsync(
            session =>
            {
                session.AfterCommit(() => ran.Add("kept"));
                return Insert(session, "a", 1);
            },
            default);
        await Assert.ThrowsAsync<InvalidOperationException>(() => database.WriteAsync(
            session =>
            {
                session.AfterCommit(() => ran.Add("lost"));
                throw new InvalidOperationException();
            },
            default));

        Assert.Equal(["kept"], ran);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_write_inside_a_write_is_refused_instead_of_waiting_for_itself(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        await using var provider = await store.OpenAsync(Schema);
        var database = provider.GetRequiredService<IDatabase>();

        await Assert.ThrowsAsync<InvalidOperationException>(() => database.WriteAsync(
            _ => database.WriteAsync(session => Insert(session, "inner", 1), default), default));

        await database.WriteAsync(session => Insert(session, "later", 1), default);
        Assert.Equal(["later"], await Ids(database));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_cancelled_write_leaves_nothing(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        await using var provider = await store.OpenAsync(Schema);
        var database = provider.GetRequiredService<IDatabase>();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => database.WriteAsync(session => Insert(session, "a", 1), new CancellationToken(canceled: true)));

        Assert.Empty(await Ids(database));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Opposite_orders_of_locking_both_succeed(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        await using var provider = await store.OpenAsync(Schema);
        var database = provider.GetRequiredService<IDatabase>();
        await database.WriteAsync(session => Insert(session, "a", 0), default);
        await database.WriteAsync(session => Insert(session, "b", 0), default);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(number => database.WriteAsync(
            async session =>
            {
                await Add(session, number % 2 == 0 ? "a" : "b");
                await Add(session, number % 2 == 0 ? "b" : "a");
            },
            default)));

        Assert.Equal(12, await database.ReadAsync(connection => connection.ExecuteScalarAsync<long>("SELECT SUM(value) FROM things"), default));
    }

    [Fact]
    public async Task Reads_on_SQLite_cannot_write()
    {
        await using var store = await TestDatabase.CreateAsync(Engine.Sqlite);
        await using var provider = await store.OpenAsync(Schema);
        var database = provider.GetRequiredService<IDatabase>();

        await Assert.ThrowsAnyAsync<Exception>(() => database.ReadAsync(
            connection => connection.ExecuteAsync("INSERT INTO things (id, value) VALUES ('a', 1)"), default));

        Assert.Empty(await Ids(database));
    }

    [Fact]
    public async Task A_commit_on_SQLite_waits_for_the_disk()
    {
        await using var store = await TestDatabase.CreateAsync(Engine.Sqlite);
        await using var provider = await store.OpenAsync(Schema);

        var (journal, synchronous) = await provider.GetRequiredService<IDatabase>().WriteAsync(
            async session => (
                await session.Connection.ExecuteScalarAsync<string>("PRAGMA journal_mode", transaction: session.Transaction),
                await session.Connection.ExecuteScalarAsync<long>("PRAGMA synchronous", transaction: session.Transaction)),
            default);

        Assert.Equal(("wal", 2), (journal, synchronous));
    }

    [Fact]
    public async Task A_fault_that_ends_the_transaction_fails_its_batch_and_the_next_one_succeeds()
    {
        await using var store = await TestDatabase.CreateAsync(Engine.Sqlite);
        await using var provider = await store.OpenAsync(Schema);
        var database = provider.GetRequiredService<IDatabase>();

        await Assert.ThrowsAsync<SqliteException>(() => database.WriteAsync(
            async session =>
            {
                await Insert(session, "a", 1);
                await session.Connection.ExecuteAsync("INSERT OR ROLLBACK INTO things (id, value) VALUES ('a', 1)", transaction: session.Transaction);
            },
            default));

        await database.WriteAsync(session => Insert(session, "b", 1), default);
        Assert.Equal(["b"], await Ids(database));
    }

    [Theory, OnPostgres]
    public async Task A_connection_that_breaks_under_its_user_is_the_databases_fault_whatever_the_user_then_throws(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        await using var provider = await store.OpenAsync(Schema);
        var database = provider.GetRequiredService<IDatabase>();

        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => database.ReadAsync<int>(BreakAsync, default));
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => database.WriteAsync(session => BreakAsync(session.Connection), default));
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => database.WriteAsync<int>(_ => throw new ObjectDisposedException("the connector"), default));
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => database.ReadAsync<int>(_ => throw new TimeZoneNotFoundException(), default));

        static async Task<int> BreakAsync(DbConnection connection)
        {
            await Assert.ThrowsAnyAsync<DbException>(() => connection.ExecuteAsync("SELECT pg_terminate_backend(pg_backend_pid())"));
            throw new TimeZoneNotFoundException();
        }
    }

    [Fact]
    public async Task A_server_whose_name_is_not_known_cannot_be_reached()
    {
        var options = Options.Create(new DatabaseOptions { Provider = DatabaseProvider.Postgres, ConnectionString = "Host=database.invalid;Username=x" });
        await using var database = new PostgresDatabase(options, TimeProvider.System, NullLoggerFactory.Instance);

        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => database.ReadAsync(_ => Task.FromResult(0), default));
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => database.WriteAsync(_ => Task.FromResult(0), default));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_statement_runs_again_after_it_failed_and_while_it_is_being_read(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        await using var provider = await store.OpenAsync(Schema);
        var database = provider.GetRequiredService<IDatabase>();
        await database.WriteAsync(session => Insert(session, "a", 1), default);

        await Assert.ThrowsAnyAsync<DbException>(() => database.WriteAsync(session => Insert(session, "a", 2), default));
        await database.WriteAsync(session => Insert(session, "b", 3), default);
        var seen = await database.ReadAsync(
            async connection =>
            {
                const string Values = "SELECT value FROM things WHERE value >= @Least ORDER BY value";
                await connection.QueryAsync<long>(Values, new { Least = 0L });
                var outer = new List<long>();
                foreach (var value in engine == Engine.Sqlite ? connection.Query<long>(Values, new { Least = 1L }, buffered: false) : connection.Query<long>(Values, new { Least = 1L }))
                {
                    outer.AddRange([value, await connection.QueryFirstAsync<long>(Values, new { Least = 2L })]);
                }

                return outer;
            },
            default);

        Assert.Equal([1, 3, 3, 3], seen);
        Assert.Equal(["a", "b"], await Ids(database));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Health_tells_reachable_and_migrated_apart(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        await using var provider = await store.OpenAsync(Schema);

        Assert.Equal(new DatabaseState(true, true, null), await provider.GetRequiredService<IDatabaseHealth>().CheckAsync(default));
    }

    [Theory]
    [InlineData("Sqlite", "", "Database:ConnectionString")]
    [InlineData("Sqlite", "Data Source=:memory:", "Database:ConnectionString")]
    [InlineData("Sqlite", "Data Source=x;Mode=Memory", "Database:ConnectionString")]
    [InlineData("Sqlite", "Data Source=x;Mode=ReadOnly", "Database:ConnectionString")]
    [InlineData("Sqlite", "Server=x", "Database:ConnectionString")]
    [InlineData("Sqlite", "Password=hunter2", "Database:ConnectionString")]
    [InlineData("Postgres", "Data Source=x.db", "Database:ConnectionString")]
    [InlineData("Postgres", "Username=x", "Database:ConnectionString")]
    [InlineData("7", "Host=x", "Database:Provider")]
    public void A_wrong_section_names_its_key_and_no_secret(string provider, string connectionString, string key)
    {
        var options = new DatabaseOptions { Provider = Enum.Parse<DatabaseProvider>(provider), ConnectionString = connectionString };

        var result = new DatabaseOptionsValidator().Validate(null, options);

        Assert.True(result.Failed);
        Assert.Contains(key, result.FailureMessage, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", result.FailureMessage, StringComparison.Ordinal);
    }

    private static Task Insert(Session session, string id, int value) => session.Connection.ExecuteAsync(
        "INSERT INTO things (id, value) VALUES (@Id, @Value)", new { Id = id, Value = (long)value }, session.Transaction);

    private static Task Add(Session session, string id) => session.Connection.ExecuteAsync(
        "UPDATE things SET value = value + 1 WHERE id = @Id", new { Id = id }, session.Transaction);

    private static async Task<IReadOnlyList<string>> Ids(IDatabase database) =>
        [.. await database.ReadAsync(connection => connection.QueryAsync<string>("SELECT id FROM things ORDER BY id"), default)];
}
