using System.Data.Common;
using Microsoft.Data.Sqlite;
using XoperoBot.Core.Storage;

namespace XoperoBot.Tests.Channels.Playground;

/// <summary>A real SQLite database in memory; it lives as long as this object, across restarts of the application.</summary>
internal sealed class SqliteFake : IDatabase, IDisposable
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");
    private readonly SemaphoreSlim _gate = new(1, 1);

    public SqliteFake() => _connection.Open();

    public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return await work(_connection);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async Task<T> WriteAsync<T>(Func<Session, Task<T>> work, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await using var transaction = await _connection.BeginTransactionAsync(cancellationToken);
            var result = await work(new Session(_connection, transaction));
            await transaction.CommitAsync(cancellationToken);
            return result;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        _connection.Dispose();
        _gate.Dispose();
    }
}
