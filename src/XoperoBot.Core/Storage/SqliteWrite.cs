using Microsoft.Data.Sqlite;

namespace XoperoBot.Core.Storage;

/// <summary>One caller's transaction inside a batch. Its caller hears nothing before the batch is on disk.</summary>
internal abstract class SqliteWrite
{
    public abstract bool IsCancelled { get; }

    /// <summary>False when the work failed and what it did must be undone.</summary>
    public abstract Task<bool> RunAsync(Session session);

    public abstract void Committed();

    /// <summary>The batch failed; a failure of its own is told first.</summary>
    public abstract void Failed(Exception exception);
}

internal sealed class SqliteWrite<T>(Func<Session, Task<T>> work, CancellationToken cancellationToken) : SqliteWrite
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _value;
    private Exception? _failure;
    private Session? _session;

    public Task<T> Task => _completion.Task;

    public override bool IsCancelled => cancellationToken.IsCancellationRequested;

    public override async Task<bool> RunAsync(Session session)
    {
        try
        {
            _value = await WriteScope.RunAsync(work, session);
            _session = session;
            return true;
        }
        catch (Exception exception)
        {
            _failure = exception;
            return false;
        }
    }

    public override void Committed()
    {
        if (_failure is not null)
        {
            Failed(_failure);
            return;
        }

        if (_session is null)
        {
            _completion.TrySetCanceled(cancellationToken);
            return;
        }

        _session.Committed();
        _completion.TrySetResult(_value!);
    }

    public override void Failed(Exception exception)
    {
        switch (_failure ?? exception)
        {
            case OperationCanceledException cancelled:
                _completion.TrySetCanceled(cancelled.CancellationToken);
                break;
            case SqliteException fault when SqliteFaults.MayPass(fault):
                _completion.TrySetException(SqliteFaults.Unavailable(fault));
                break;
            case var other:
                _completion.TrySetException(other);
                break;
        }
    }
}

/// <summary>Faults of the file and the disk, as against faults of a statement (https://www.sqlite.org/rescode.html).</summary>
internal static class SqliteFaults
{
    public static bool MayPass(SqliteException exception) =>
        exception.SqliteErrorCode is SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED or SQLitePCL.raw.SQLITE_IOERR
            or SQLitePCL.raw.SQLITE_FULL or SQLitePCL.raw.SQLITE_CANTOPEN or SQLitePCL.raw.SQLITE_READONLY;

    public static DatabaseUnavailableException Unavailable(SqliteException exception) =>
        new($"The database file cannot be used now (SQLite error {exception.SqliteErrorCode}). Check disk space and permissions.", exception);
}
