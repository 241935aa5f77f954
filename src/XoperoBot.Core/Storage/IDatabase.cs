using System.Data.Common;

namespace XoperoBot.Core.Storage;

/// <summary>
/// The database, SQLite or PostgreSQL. Both understand the one dialect used here: TEXT keys, BIGINT times in Unix milliseconds, ON
/// CONFLICT, RETURNING. Who owns a table owns its SQL; this owns connections and transactions.
/// </summary>
public interface IDatabase
{
    /// <summary>Runs reads on a connection of their own.</summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be reached now.</exception>
    Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>
    /// Runs one transaction, durable when the task completes. Several callers may share one commit; each still succeeds or fails by
    /// itself. The work may run again after a conflict, so it touches nothing but the session; it never starts a write of its own.
    /// </summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be reached now; whether the commit arrived is unknown.</exception>
    Task<T> WriteAsync<T>(Func<Session, Task<T>> work, CancellationToken cancellationToken);
}

/// <summary>A transaction in progress. Use Dapper on <see cref="Connection"/> with <see cref="Transaction"/>.</summary>
public sealed record Session(DbConnection Connection, DbTransaction Transaction)
{
    private List<Action>? _afterCommit;

    /// <summary>Runs once the transaction is durable, and never when it is not: wakes a worker, for example. Short, and never throws.</summary>
    public void AfterCommit(Action action) => (_afterCommit ??= []).Add(action);

    internal void Committed() => _afterCommit?.ForEach(action => action());
}

/// <summary>What most transactions are: work without a value.</summary>
public static class DatabaseExtensions
{
    /// <inheritdoc cref="IDatabase.WriteAsync{T}"/>
    public static Task WriteAsync(this IDatabase database, Func<Session, Task> work, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                await work(session);
                return true;
            },
            cancellationToken);
}
