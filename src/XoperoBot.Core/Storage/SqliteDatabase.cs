using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace XoperoBot.Core.Storage;

/// <summary>
/// One SQLite file, one process. Reads run on pooled connections. Writes queue for one connection: whatever waits is run together,
/// each in its own savepoint, and one commit to disk serves all of it.
/// </summary>
internal sealed partial class SqliteDatabase : IEngine, IAsyncDisposable
{
    /// <summary>Bounds what one failing commit takes with it, and how long the first of a batch waits for the last.</summary>
    private const int LargestBatch = 256;

    private const int BusyTimeoutSeconds = 30;
    private const string Savepoint = "item";

    private readonly string _connectionString;
    private readonly ILogger<SqliteDatabase> _logger;
    private readonly Channel<SqliteWrite> _queue =
        Channel.CreateUnbounded<SqliteWrite>(new UnboundedChannelOptions { SingleReader = true });

    private readonly Task _writer;
    private SqliteConnection? _connection;

    public SqliteDatabase(IOptions<DatabaseOptions> options, ILogger<SqliteDatabase> logger)
    {
        _logger = logger;
        _connectionString = new SqliteConnectionStringBuilder(options.Value.ConnectionString)
        {
            ForeignKeys = true,
            DefaultTimeout = BusyTimeoutSeconds,
        }.ConnectionString;
        _writer = Task.Run(WriteBatchesAsync);
    }

    public bool Shared => false;

    public string IdentityColumn => "INTEGER PRIMARY KEY";

    /// <summary>The write transaction itself is the lock.</summary>
    public Task LockMigrationsAsync(Session session) => Task.CompletedTask;

    public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new SqliteConnection(_connectionString);
            await connection.OpenAsync(cancellationToken);

            // Writes have one way in. The pool hands connections out again, so this is said each time.
            await RunAsync(connection, "PRAGMA query_only = 1");
            return await work(connection);
        }
        catch (SqliteException exception) when (SqliteFaults.MayPass(exception))
        {
            throw SqliteFaults.Unavailable(exception);
        }
    }

    public Task<T> WriteAsync<T>(Func<Session, Task<T>> work, CancellationToken cancellationToken)
    {
        WriteScope.Refuse();
        var write = new SqliteWrite<T>(work, cancellationToken);
        return _queue.Writer.TryWrite(write) ? write.Task : throw new ObjectDisposedException(nameof(SqliteDatabase));
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writer;
    }

    private static async Task RunAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private async Task WriteBatchesAsync()
    {
        var batch = new List<SqliteWrite>(LargestBatch);
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < LargestBatch && _queue.Reader.TryRead(out var write))
            {
                batch.Add(write);
            }

            await WriteBatchAsync(batch);
            batch.Clear();
        }

        await CloseAsync();
    }

    private async Task WriteBatchAsync(List<SqliteWrite> batch)
    {
        try
        {
            _connection ??= await OpenWriterAsync();
            await using (var transaction = _connection.BeginTransaction(deferred: false))
            {
                foreach (var write in batch)
                {
                    await RunOneAsync(write, _connection, transaction);
                }

                await transaction.CommitAsync();
            }

            batch.ForEach(write => write.Committed());
        }
        catch (Exception exception)
        {
            // Nothing of the batch is on disk. A fresh connection makes sure that nothing of it lingers either.
            Log.BatchFailed(_logger, batch.Count, exception);
            await CloseAsync();
            var told = exception is SqliteException fault && SqliteFaults.MayPass(fault) ? SqliteFaults.Unavailable(fault) : exception;
            batch.ForEach(write => write.Failed(told));
        }
    }

    private static async Task RunOneAsync(SqliteWrite write, SqliteConnection connection, SqliteTransaction transaction)
    {
        if (write.IsCancelled)
        {
            return;
        }

        await transaction.SaveAsync(Savepoint);
        if (!await write.RunAsync(new Session(connection, transaction)))
        {
            // Throws when the fault ended the whole transaction (disk full, for example): then the whole batch failed.
            await transaction.RollbackAsync(Savepoint);
        }

        await transaction.ReleaseAsync(Savepoint);
    }

    private async Task<SqliteConnection> OpenWriterAsync()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            await connection.OpenAsync();

            // FULL: a commit that was answered survives a power cut (https://www.sqlite.org/pragma.html#pragma_synchronous).
            await RunAsync(connection, "PRAGMA query_only = 0; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task CloseAsync()
    {
        if (_connection is not { } connection)
        {
            return;
        }

        _connection = null;
        SqliteConnection.ClearPool(connection);
        await connection.DisposeAsync();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A batch of {Count} writes failed as a whole")]
        public static partial void BatchFailed(ILogger logger, int count, Exception exception);
    }
}
