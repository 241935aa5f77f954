using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace XoperoBot.Core.Storage;

public static class StorageServiceCollectionExtensions
{
    /// <summary>
    /// The database of section <c>Database</c>, ids, and the worker that deletes what expired. Migrations run before any hosted service
    /// starts; folders contribute <see cref="Migration"/> and <see cref="Expiry"/> as singletons. The host adds the <see cref="TimeProvider"/>.
    /// </summary>
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DatabaseOptions>()
            .Bind(configuration.GetSection(DatabaseOptions.Section))
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
        services.TryAddSingleton<ExpiryWorker>();
        services.AddHostedService<StorageStartup>();
        services.AddHostedService(provider => provider.GetRequiredService<ExpiryWorker>());
        return services;
    }

    /// <summary>Adds a step of the schema; see <see cref="Migration"/>.</summary>
    public static IServiceCollection AddMigration(this IServiceCollection services, int number, string name, string sql) =>
        services.AddSingleton(new Migration(number, name, sql));
}

/// <summary>Migrations come before every other service's start, whatever the order of registration.</summary>
internal sealed class StorageStartup(IEngine engine, Migrator migrator) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        engine.Claim();
        return migrator.RunAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
