using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Logging;

namespace XoperoBot.Core.Storage;

/// <summary>Brings the schema up to date, once, whichever of several processes comes first.</summary>
internal sealed partial class Migrator
{
    private const string CreateTable =
        "CREATE TABLE IF NOT EXISTS schema_migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)";

    private readonly IEngine _engine;
    private readonly TimeProvider _time;
    private readonly ILogger<Migrator> _logger;
    private readonly IReadOnlyList<Migration> _migrations;

    public Migrator(IEngine engine, IEnumerable<Migration> migrations, TimeProvider time, ILogger<Migrator> logger)
    {
        _engine = engine;
        _time = time;
        _logger = logger;
        _migrations = [.. migrations.OrderBy(migration => migration.Number)];
        var twice = _migrations.GroupBy(migration => migration.Number).FirstOrDefault(group => group.Skip(1).Any());
        if (twice is not null)
        {
            throw new InvalidOperationException(
                $"Migration {twice.Key} exists twice: {string.Join(", ", twice.Select(migration => migration.Name))}.");
        }
    }

    /// <summary>Every known step is in the database.</summary>
    public bool Done { get; private set; }

    /// <summary>Looks, without changing anything, whether every known step is in the database.</summary>
    public async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var applied = await _engine.ReadAsync(
                connection => connection.QueryAsync<long>("SELECT number FROM schema_migrations"), cancellationToken);
            return !_migrations.Select(migration => (long)migration.Number).Except(applied).Any();
        }
        catch (DbException)
        {
            // No such table: nothing was ever migrated here.
            return false;
        }
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _engine.WriteAsync(ApplyAsync, cancellationToken);
        Done = true;
    }

    /// <summary>The steps that are missing, in the caller's transaction.</summary>
    public async Task ApplyAsync(Session session)
    {
        var (connection, transaction) = session;
        await _engine.LockMigrationsAsync(session);
        await connection.ExecuteAsync(CreateTable, transaction: transaction);
        var applied = (await connection.QueryAsync<long>("SELECT number FROM schema_migrations", transaction: transaction)).ToHashSet();

        // A newer version may have been here first: during a rolling upgrade the older one goes on beside it.
        var unknown = applied.Where(number => _migrations.All(migration => migration.Number != number)).ToList();
        if (unknown.Count > 0)
        {
            Log.Newer(_logger, unknown.Max());
        }

        foreach (var migration in _migrations.Where(migration => !applied.Contains(migration.Number)))
        {
            var sql = migration.Sql.Replace(Migration.Identity, _engine.IdentityColumn, StringComparison.Ordinal);
            await connection.ExecuteAsync(sql, transaction: transaction);
            await connection.ExecuteAsync(
                "INSERT INTO schema_migrations (number, name, applied_at) VALUES (@Number, @Name, @Now)",
                new { Number = (long)migration.Number, migration.Name, Now = _time.GetUtcNow().ToUnixTimeMilliseconds() },
                transaction);
            Log.Applied(_logger, migration.Number, migration.Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Migration {Number} applied: {Name}")]
        public static partial void Applied(ILogger logger, int number, string name);

        [LoggerMessage(2, LogLevel.Warning, "The database has migration {Number}, which this version does not know; going on")]
        public static partial void Newer(ILogger logger, long number);
    }
}
