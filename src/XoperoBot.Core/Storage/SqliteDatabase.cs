using System.Collections.Concurrent;
using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace XoperoBot.Core.Storage;

/// <summary>
/// One SQLite file, one process. Reads run on connections that are kept. Writes queue for one connection: whatever waits is run together,
/// each in its own savepoint, and one commit to disk serves all of it.
/// </summary>
internal sealed partial class SqliteDatabase : IEngine, IAsyncDisposable
{
    /// <summary>Bounds what one failing commit takes with it, and how long the first of a batch waits for the last.</summary>
    private const int LargestBatch = 256;

    private const int BusyTimeoutSeconds = 30;
    private const string Save = "SAVEPOINT item";
    private const string UndoSaved = "ROLLBACK TO SAVEPOINT item";
    private const string Release = "RELEASE SAVEPOINT item";

    private readonly string _connectionString;
    private readonly ILogger<SqliteDatabase> _logger;
    private readonly Channel<SqliteWrite> _queue =
        Channel.CreateUnbounded<SqliteWrite>(new UnboundedChannelOptions { SingleReader = true });

    private readonly ConcurrentStack<PreparedConnection> _readers = new();
    private readonly Task _writer;
    private PreparedConnection? _connection;
    private FileStream? _lock;

    public SqliteDatabase(IOptions<DatabaseOptions> options, ILogger<SqliteDatabase> logger)
    {
        _logger = logger;
        _connectionString = new SqliteConnectionStringBuilder(options.Value.ConnectionString)
        {
            ForeignKeys = true,
            DefaultTimeout = BusyTimeoutSeconds,
            Pooling = false,
        }.ConnectionString;
        _writer = Task.Run(WriteBatchesAsync);
    }

    public bool Shared => false;

    public void Claim() => _lock ??= SqliteLock.Take(_connectionString);

    public string IdentityColumn => "INTEGER PRIMARY KEY";

    /// <summary>The write transaction itself is the lock.</summary>
    public Task LockMigrationsAsync(Session session) => Task.CompletedTask;

    public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            var connection = _readers.TryPop(out var idle) ? idle : await OpenReaderAsync(cancellationToken);
            try
            {
                var value = await work(connection);
                _readers.Push(connection);
                return value;
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }
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

    /// <summary>Opening a file that is not there would make one.</summary>
    /// <exception cref="DatabaseCopyException">There is no file.</exception>
    public void RefuseToCreate()
    {
        var path = SqliteLock.PathOf(new SqliteConnectionStringBuilder(_connectionString).DataSource);
        if (!File.Exists(path))
        {
            throw new DatabaseCopyException($"There is no database file {path}.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writer;
        while (_readers.TryPop(out var reader))
        {
            await reader.DisposeAsync();
        }

        if (_lock is not null)
        {
            await _lock.DisposeAsync();
        }
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
            await using (var transaction = _connection.BeginImmediate())
            {
                if (await RunAllAsync(batch, _connection, transaction))
                {
                    await transaction.CommitAsync();
                }
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

    /// <summary>False when there is nothing to commit. A write that is alone needs no savepoint: the transaction is its own.</summary>
    private static async Task<bool> RunAllAsync(List<SqliteWrite> batch, PreparedConnection connection, SqliteTransaction transaction)
    {
        if (batch is [var alone])
        {
            return !alone.IsCancelled && await alone.RunAsync(new Session(connection, transaction));
        }

        foreach (var write in batch)
        {
            await RunOneAsync(write, connection, transaction);
        }

        return true;
    }

    private static async Task RunOneAsync(SqliteWrite write, PreparedConnection connection, SqliteTransaction transaction)
    {
        if (write.IsCancelled)
        {
            return;
        }

        connection.Run(Save, transaction);
        if (!await write.RunAsync(new Session(connection, transaction)))
        {
            // Throws when the fault ended the whole transaction (disk full, for example): then the whole batch failed.
            connection.Run(UndoSaved, transaction);
        }

        connection.Run(Release, transaction);
    }

    // Writes have one way in.
    private Task<PreparedConnection> OpenReaderAsync(CancellationToken cancellationToken) => OpenAsync("PRAGMA query_only = 1", cancellationToken);

    // FULL: a commit that was answered survives a power cut (https://www.sqlite.org/pragma.html#pragma_synchronous). Checkpoints
    // each 16 MB of log, not 4: under load most pages change again before they are copied.
    private Task<PreparedConnection> OpenWriterAsync() =>
        OpenAsync("PRAGMA query_only = 0; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000", CancellationToken.None);

    private async Task<PreparedConnection> OpenAsync(string settings, CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = settings;
            await command.ExecuteNonQueryAsync(cancellationToken);
            return new PreparedConnection(connection);
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
        await connection.DisposeAsync();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A batch of {Count} writes failed as a whole")]
        public static partial void BatchFailed(ILogger logger, int count, Exception exception);
    }
}
