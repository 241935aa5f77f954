using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace XoperoBot.Core.Storage;

/// <summary>One use of a statement that its connection keeps. Its text is given before its parameters, as Dapper does.</summary>
internal sealed class PreparedCommand(PreparedConnection connection) : DbCommand
{
    private SqliteCommand? _statement;
    private SqliteTransaction? _transaction;
    private DbDataReader? _reader;

    [AllowNull]
    public override string CommandText
    {
        get => _statement?.CommandText ?? "";
        set
        {
            GiveBack();
            _statement = connection.Take(value ?? "");
        }
    }

    public override int CommandTimeout
    {
        get => Statement.CommandTimeout;
        set => Statement.CommandTimeout = value;
    }

    public override CommandType CommandType
    {
        get => CommandType.Text;
        set => ArgumentOutOfRangeException.ThrowIfNotEqual(value, CommandType.Text);
    }

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource { get; set; }

    protected override DbConnection? DbConnection
    {
        get => connection;
        set => throw new NotSupportedException("It belongs to its connection.");
    }

    protected override DbTransaction? DbTransaction
    {
        get => _transaction;
        set => _transaction = (SqliteTransaction?)value;
    }

    protected override DbParameterCollection DbParameterCollection => Statement.Parameters;

    private SqliteCommand Statement => _statement ?? throw new InvalidOperationException("It has no text yet.");

    public override void Cancel() => _statement?.Cancel();

    public override int ExecuteNonQuery() => Ready().ExecuteNonQuery();

    public override object? ExecuteScalar() => Ready().ExecuteScalar();

    public override void Prepare() => Ready().Prepare();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => _reader = Ready().ExecuteReader(behavior);

    protected override DbParameter CreateDbParameter() => new SqliteParameter();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            GiveBack();
        }

        base.Dispose(disposing);
    }

    private SqliteCommand Ready()
    {
        Statement.Transaction = _transaction;
        return Statement;
    }

    private void GiveBack()
    {
        // A statement in the middle of its rows is of no use to the next.
        _reader?.Dispose();
        _reader = null;
        if (_statement is { } statement)
        {
            _statement = null;
            connection.GiveBack(statement);
        }
    }
}
