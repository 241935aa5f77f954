using System.Reflection;
using Xunit.Sdk;

namespace XoperoBot.Tests.Fakes;

/// <summary>A database product that a store test runs on. <c>[Theory, OnSqlite, OnPostgres]</c> runs it on both.</summary>
public enum Engine
{
    Sqlite,
    Postgres,
}

internal sealed class OnSqliteAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[Engine.Sqlite]];
}

/// <summary>Skipped, with the reason, where no PostgreSQL is; failing there when everything is required.</summary>
internal sealed class OnPostgresAttribute : DataAttribute
{
    public OnPostgresAttribute()
    {
        Skip = PostgresServer.SkipReason;
    }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[Engine.Postgres]];
}

/// <summary>A test of what only PostgreSQL can: several processes on one database.</summary>
internal sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute()
    {
        Skip = PostgresServer.SkipReason;
    }
}

/// <summary>A test that stops and starts a PostgreSQL of its own.</summary>
internal sealed class OwnPostgresFactAttribute : FactAttribute
{
    public OwnPostgresFactAttribute()
    {
        Skip = PostgresServer.OwnSkipReason;
    }
}

/// <summary>The same, with rows.</summary>
internal sealed class OwnPostgresTheoryAttribute : TheoryAttribute
{
    public OwnPostgresTheoryAttribute()
    {
        Skip = PostgresServer.OwnSkipReason;
    }
}

/// <summary>A table that needs PostgreSQL: left out, with the reason, where there is none.</summary>
internal sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute()
    {
        Skip = PostgresServer.SkipReason;
    }
}
