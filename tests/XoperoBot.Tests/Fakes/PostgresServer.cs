using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace XoperoBot.Tests.Fakes;

/// <summary>One throwaway PostgreSQL for the whole test run. <c>XOPEROBOT_TEST_POSTGRES</c> names a server to use instead.</summary>
internal static class PostgresServer
{
    private static readonly Lazy<Task<PostgresCluster>> Started = new(PostgresCluster.CreateAsync);
    private static int _databases;

    private static string? Given => Environment.GetEnvironmentVariable("XOPEROBOT_TEST_POSTGRES");

    public static string? SkipReason => Given is null && !Requirements.AreAll && PostgresCluster.Programs is null
        ? "No PostgreSQL here: install its server programs, or name a server in XOPEROBOT_TEST_POSTGRES."
        : null;

    /// <summary>For tests that stop the server: one that is named from outside is not ours to stop.</summary>
    public static string? OwnSkipReason => !Requirements.AreAll && PostgresCluster.Programs is null ? "No PostgreSQL here: install its server programs." : null;

    /// <summary>An empty database of its own; the connection string to it.</summary>
    public static async Task<string> CreateDatabaseAsync()
    {
        var server = Given ?? (await Started.Value).ConnectionString;
        var name = string.Create(
            CultureInfo.InvariantCulture, $"test_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}_{Stopwatch.GetTimestamp() % 100000}");
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 20 }.ConnectionString;
    }
}
