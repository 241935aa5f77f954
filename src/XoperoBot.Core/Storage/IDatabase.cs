using System.Data.Common;

namespace XoperoBot.Core.Storage;

/// <summary>
/// The database, SQLite or PostgreSQL. Both understand the one dialect used here: TEXT keys, BIGINT times in Unix milliseconds, ON
/// CONFLICT, RETURNING. Who owns a table owns its SQL; this owns connections and transactions.
/// </summary>
public interface IDatabase
{
    /// <summary>Runs reads on a connection of their own.</summary>
    Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>
    /// Runs one transaction, durable when the task completes. Several callers may share one commit; each still succeeds or fails by
    /// itself. The work may run again after a conflict, so it touches nothing but the session.
    /// </summary>
    Task<T> WriteAsync<T>(Func<Session, Task<T>> work, CancellationToken cancellationToken);
}

/// <summary>A transaction in progress. Use Dapper on <see cref="Connection"/> with <see cref="Transaction"/>.</summary>
public sealed record Session(DbConnection Connection, DbTransaction Transaction);
