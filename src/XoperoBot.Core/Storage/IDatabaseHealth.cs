using Dapper;

namespace XoperoBot.Core.Storage;

/// <summary>Whether this process can serve, as far as the database goes.</summary>
public interface IDatabaseHealth
{
    /// <summary>Asks the database. Never throws but for cancellation.</summary>
    Task<DatabaseState> CheckAsync(CancellationToken cancellationToken);
}

/// <param name="Reachable">A query was answered.</param>
/// <param name="Migrated">The schema is as this version needs it.</param>
/// <param name="Problem">One sentence without secrets; null when all is well.</param>
public sealed record DatabaseState(bool Reachable, bool Migrated, string? Problem)
{
    public bool Ready => Reachable && Migrated;
}

internal sealed class DatabaseHealth(IDatabase database, Migrator migrator) : IDatabaseHealth
{
    public async Task<DatabaseState> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await database.ReadAsync(connection => connection.ExecuteScalarAsync<long>("SELECT 1"), cancellationToken);
            var migrated = migrator.Done || await migrator.LookAsync(cancellationToken);
            return new DatabaseState(true, migrated, migrated ? null : "Migrations are not done.");
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var problem = exception is DatabaseUnavailableException ? exception.Message : "The database did not answer.";
            return new DatabaseState(false, migrator.Done, problem);
        }
    }
}
