using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace XoperoBot.Core.Storage;

public static class StorageServiceCollectionExtensions
{
    /// <summary>
    /// The database of section <c>Database</c>, and ids. Migrations run before any hosted service starts; folders contribute <see cref="Migration"/> and <see cref="Expiry"/> as singletons. The host adds the <see cref="TimeProvider"/>.
    /// </summary>
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DatabaseOptions>()
            .Bind(configuration.GetSection(DatabaseOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DatabaseOptions>, DatabaseOptionsValidator>());
        services.TryAddSingleton(_ => RandomNumberGenerator.Create());
        services.TryAddSingleton<IIds, Ids>();
        services.TryAddSingleton<SqliteDatabase>();
        services.TryAddSingleton<PostgresDatabase>();
        services.TryAddSingleton<IEngine>(provider =>
            provider.GetRequiredService<IOptions<DatabaseOptions>>().Value.Provider == DatabaseProvider.Sqlite
                ? provider.GetRequiredService<SqliteDatabase>()
                : provider.GetRequiredService<PostgresDatabase>());
        services.TryAddSingleton<IDatabase>(provider => provider.GetRequiredService<IEngine>());
        services.TryAddSingleton<Migrator>();
        services.TryAddSingleton<IDatabaseHealth, DatabaseHealth>();
        services.AddHostedService<StorageStartup>();
        return services;
    }

    /// <summary>Adds a step of the schema; see <see cref="Migration"/>.</summary>
    public static IServiceCollection AddMigration(this IServiceCollection services, int number, string name, string sql) =>
        services.AddSingleton(new Migration(number, name, sql));
}

/// <summary>Migrations come before every other service's start, whatever the order of registration.</summary>
internal sealed partial class StorageStartup(
    IEngine engine, Migrator migrator, IOptions<DatabaseOptions> options, TimeProvider time, ILogger<StorageStartup> logger) : IHostedLifecycleService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        engine.Claim();
        for (var started = time.GetTimestamp(); !await TryAsync(started, cancellationToken);)
        {
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A server may start after the bot that uses it; a file that cannot be opened now will not be later.</summary>
    private async Task<bool> TryAsync(long started, CancellationToken cancellationToken)
    {
        try
        {
            await migrator.RunAsync(cancellationToken);
            return true;
        }
        catch (DatabaseUnavailableException exception) when (engine.Shared && time.GetElapsedTime(started) < options.Value.StartPatience)
        {
            Log.Waits(logger, exception.Message);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The start waits for the database: {Reason}")]
        public static partial void Waits(ILogger logger, string reason);
    }
}
