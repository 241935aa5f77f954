using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using XoperoBot.Core.Storage;

namespace XoperoBot.Tests.Fakes;

/// <summary>An empty database for one test, on either product. Several providers on it are several processes.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly DirectoryInfo? _folder;

    private TestDatabase(Engine engine, string connectionString, DirectoryInfo? folder)
    {
        Engine = engine;
        ConnectionString = connectionString;
        _folder = folder;
    }

    public Engine Engine { get; }

    public string ConnectionString { get; }

    /// <summary>The configuration keys that point the product here.</summary>
    public Dictionary<string, string?> Settings => new(StringComparer.Ordinal)
    {
        ["Database:Provider"] = Engine.ToString(),
        ["Database:ConnectionString"] = ConnectionString,
    };

    public static async Task<TestDatabase> CreateAsync(Engine engine)
    {
        if (engine == Engine.Postgres)
        {
            return new TestDatabase(engine, await PostgresServer.CreateDatabaseAsync(), null);
        }

        var folder = Directory.CreateTempSubdirectory("xoperobot-db-");
        return new TestDatabase(engine, $"Data Source={Path.Combine(folder.FullName, "test.db")}", folder);
    }

    /// <summary>Storage and whatever a test adds, migrated, with no hosted service started.</summary>
    public async Task<ServiceProvider> OpenAsync(Action<IServiceCollection>? configure = null, TimeProvider? time = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace));
        services.AddStorage(configuration);
        configure?.Invoke(services);
        var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        await provider.GetRequiredService<Migrator>().RunAsync(CancellationToken.None);
        return provider;
    }

    public ValueTask DisposeAsync()
    {
        _folder?.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
