using System.ComponentModel.DataAnnotations;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Npgsql;

namespace XoperoBot.Core.Storage;

/// <summary>The database product.</summary>
public enum DatabaseProvider
{
    /// <summary>A file beside one process.</summary>
    Sqlite,

    /// <summary>A server that several processes share.</summary>
    Postgres,
}

/// <summary>Section <c>Database</c>: where everything that must survive a restart is kept.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>An ADO.NET connection string of the provider, for example <c>Data Source=xoperobot.db</c>. May hold a password.</summary>
    [Required]
    public string ConnectionString { get; set; } = "Data Source=xoperobot.db";

    /// <summary>
    /// Several processes on one database: so long after its last sign of life another takes over what a dead one was doing. At least
    /// three times <c>Outbox:SendTimeout</c>, so that nothing is sent by one process while another begins to.
    /// </summary>
    public TimeSpan TakeoverAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>A PostgreSQL that is away at the start is waited for so long; then the process ends and says so.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan StartPatience { get; set; } = TimeSpan.FromMinutes(2);
}

/// <summary>Says what is wrong with the section by key, and never repeats the connection string.</summary>
internal sealed class DatabaseOptionsValidator : IValidateOptions<DatabaseOptions>
{
    private static readonly TimeSpan ShortestTakeover = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestTakeover = TimeSpan.FromMinutes(10);

    private const string Key = $"{DatabaseOptions.Section}:{nameof(DatabaseOptions.ConnectionString)}";

    public ValidateOptionsResult Validate(string? name, DatabaseOptions options)
    {
        if (!Enum.IsDefined(options.Provider))
        {
            return ValidateOptionsResult.Fail($"{DatabaseOptions.Section}:{nameof(DatabaseOptions.Provider)} is Sqlite or Postgres.");
        }

        if (options.TakeoverAfter < ShortestTakeover || options.TakeoverAfter > LongestTakeover)
        {
            return ValidateOptionsResult.Fail($"{DatabaseOptions.Section}:{nameof(DatabaseOptions.TakeoverAfter)} is between {ShortestTakeover} and {LongestTakeover}.");
        }

        if (string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            return ValidateOptionsResult.Fail($"{Key} is missing.");
        }

        try
        {
            return options.Provider == DatabaseProvider.Sqlite
                ? CheckSqlite(new SqliteConnectionStringBuilder(options.ConnectionString))
                : CheckPostgres(new NpgsqlConnectionStringBuilder(options.ConnectionString));
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or KeyNotFoundException)
        {
            return ValidateOptionsResult.Fail($"{Key} is not a connection string of {options.Provider}.");
        }
    }

    private static ValidateOptionsResult CheckSqlite(SqliteConnectionStringBuilder builder)
    {
        var memory = builder.Mode == SqliteOpenMode.Memory
            || builder.DataSource.Contains(":memory:", StringComparison.OrdinalIgnoreCase)
            || builder.DataSource.Contains("mode=memory", StringComparison.OrdinalIgnoreCase);
        return builder.DataSource.Length == 0 || memory || builder.Mode == SqliteOpenMode.ReadOnly
            ? ValidateOptionsResult.Fail($"{Key} must name a writable file in Data Source.")
            : ValidateOptionsResult.Success;
    }

    private static ValidateOptionsResult CheckPostgres(DbConnectionStringBuilder builder) =>
        builder.ContainsKey("Host") && builder["Host"] is string { Length: > 0 }
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"{Key} must name a Host.");
}
