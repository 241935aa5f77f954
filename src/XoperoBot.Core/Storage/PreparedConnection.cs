using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace XoperoBot.Core.Storage;

/// <summary>
/// A SQLite connection that keeps its statements prepared from one use to the next, by their text, as Npgsql does and Microsoft.Data.Sqlite
/// does not (https://learn.microsoft.com/dotnet/standard/data/sqlite/bulk-insert). Opened and closed by who made it.
/// </summary>
internal sealed class PreparedConnection(SqliteConnection connection) : DbConnection
{
    /// <summary>Above the number of texts in the product.</summary>
    private const int Most = 512;

    /// <summary>Longer ones are migrations, and lists of values whose length is another each time.</summary>
    private const int Longest = 2000;

    private readonly Dictionary<string, SqliteCommand> _idle = new(StringComparer.Ordinal);

    [AllowNull]
    public override string ConnectionString
    {
        get => connection.ConnectionString;
        set => throw new NotSupportedException("It is open.");
    }

    public override string Database => connection.Database;

    public override string DataSource => connection.DataSource;

    public override string ServerVersion => connection.ServerVersion;

    public override ConnectionState State => connection.State;

    /// <summary>The statement of this text, prepared if it was used before. Who takes it gives it back.</summary>
    public SqliteCommand Take(string text)
    {
        if (_idle.Remove(text, out var kept))
        {
            return kept;
        }

        var command = connection.CreateCommand();
        command.CommandText = text;
        return command;
    }

    public void GiveBack(SqliteCommand command)
    {
        command.Parameters.Clear();
        command.Transaction = null;
        if (command.CommandText.Length > Longest || _idle.Count >= Most || !_idle.TryAdd(command.CommandText, command))
        {
            command.Dispose();
        }
    }

    /// <summary>Runs a statement without parameters or result.</summary>
    public void Run(string text, SqliteTransaction transaction)
    {
        var command = Take(text);
        command.Transaction = transaction;
        command.ExecuteNonQuery();
        GiveBack(command);
    }

    public override void Open() => connection.Open();

    public override void Close() => connection.Close();

    public override void ChangeDatabase(string databaseName) => connection.ChangeDatabase(databaseName);

    public SqliteTransaction BeginImmediate() => connection.BeginTransaction(deferred: false);

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => connection.BeginTransaction(isolationLevel);

    protected override DbCommand CreateDbCommand() => new PreparedCommand(this);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var command in _idle.Values)
            {
                command.Dispose();
            }

            _idle.Clear();
            connection.Dispose();
        }

        base.Dispose(disposing);
    }
}
