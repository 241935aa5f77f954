using XoperoBot.Core.Audit;
using XoperoBot.Core.Storage;

namespace XoperoBot.Host.Hosting;

/// <summary>
/// <c>database copy --from "Data Source=xoperobot.db" --to "Host=…;Database=…"</c>: copies a stopped bot's SQLite file into an empty
/// PostgreSQL database.
/// </summary>
internal static class DatabaseMove
{
    private const string Usage =
        "Usage: database copy --from \"<connection string of the SQLite file>\" --to \"<connection string of an empty PostgreSQL database>\"";

    public static bool IsAsked(string[] args) => args is ["database", "copy", ..];

    /// <summary>0 when everything was copied and proved; 1 when nothing was copied, with one sentence why.</summary>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        if (Named(args, "--from") is not { } from || Named(args, "--to") is not { } to)
        {
            await Console.Error.WriteLineAsync(Usage);
            return 1;
        }

        try
        {
            await using var source = await OpenAsync(DatabaseProvider.Sqlite, from);
            await using var target = await OpenAsync(DatabaseProvider.Postgres, to);
            var report = await DatabaseCopy.RunAsync(source.Services, target.Services, ProveAsync, cancellationToken);
            await Console.Out.WriteLineAsync(report);
            return 0;
        }
        catch (Exception refused) when (refused is DatabaseCopyException or DatabaseInUseException or DatabaseUnavailableException)
        {
            await Console.Error.WriteLineAsync($"Nothing was copied. {refused.Message}");
            return 1;
        }
    }

    private static async Task<string?> ProveAsync(System.Data.Common.DbConnection connection, CancellationToken cancellationToken) =>
        (await AuditLog.VerifyAsync(connection, cancellationToken)).Broken;

    /// <summary>The whole bot, so that every folder's tables are known; never started.</summary>
    private static Task<WebApplication> OpenAsync(DatabaseProvider provider, string connectionString) => BotApplication.BuildAsync(
        ["--environment", Environments.Production, "--Logging:LogLevel:Default", "Warning"],
        builder => builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [$"{DatabaseOptions.Section}:{nameof(DatabaseOptions.Provider)}"] = provider.ToString(),
            [$"{DatabaseOptions.Section}:{nameof(DatabaseOptions.ConnectionString)}"] = connectionString,
        }));

    private static string? Named(string[] args, string option) =>
        Array.IndexOf(args, option) is > 0 and var at && at + 1 < args.Length && args[at + 1] is { Length: > 0 } value ? value : null;
}
