using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using XoperoBot.Host.Hosting;
using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Stories;

/// <summary>The whole bot on a port of its own, with a simulated service behind it. Stopped and started again, it keeps its database.</summary>
internal sealed class Bot : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly TimeProvider _time;
    private WebApplication? _app;

    private Bot(SimulatorApp service, TestDatabase database, Dictionary<string, string?> settings, TimeProvider time)
    {
        Service = service;
        Settings = settings;
        _database = database;
        _time = time;
    }

    /// <summary>The configuration; what is changed in it holds from the next start on.</summary>
    public Dictionary<string, string?> Settings { get; }

    public SimulatorApp Service { get; }

    public RecordingLogs Logs { get; } = new();

    public IServiceProvider Services => _app!.Services;

    public Uri Address => new(_app!.Urls.First());

    public static Task<Bot> StartAsync(IEnumerable<KeyValuePair<string, string?>> channel, SimulatorOptions? simulator = null, params (string Key, string? Value)[] more) =>
        StartAsync(channel, Engine.Sqlite, TimeProvider.System, simulator, more);

    public static async Task<Bot> StartAsync(
        IEnumerable<KeyValuePair<string, string?>> channel, Engine engine, TimeProvider time, SimulatorOptions? simulator = null, params (string Key, string? Value)[] more)
    {
        var service = await SimulatorApp.StartAsync(simulator ?? new SimulatorOptions { SyncDuration = TimeSpan.FromSeconds(1) }, time);
        var database = await TestDatabase.CreateAsync(engine);
        var settings = new Dictionary<string, string?>(database.Settings, StringComparer.Ordinal)
        {
            ["Xopero:Servers:0:Name"] = "main",
            ["Xopero:Servers:0:BaseUrl"] = service.BaseAddress.AbsoluteUri,
            ["Xopero:Servers:0:AllowHttp"] = "true",
            ["Xopero:Servers:0:Email"] = AccountOptions.Demo.Email,
            ["Xopero:Servers:0:Password"] = AccountOptions.Demo.Password,
            ["Synchronise:Interval"] = "00:00:00.200",
        };
        foreach (var (key, value) in channel.Concat(more.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))))
        {
            settings[key] = value;
        }

        var bot = new Bot(service, database, settings, time);
        await bot.StartAsync();
        return bot;
    }

    public async Task StartAsync()
    {
        _app = await BotApplication.BuildAsync(["--environment", "Development"], builder =>
        {
            builder.Configuration.AddInMemoryCollection(Settings);
            builder.Services.AddSingleton(_time);
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders().AddProvider(Logs);
        });
        await _app.StartAsync();
    }

    public async Task StopAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
        _app = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await StopAsync();
        }

        await Service.DisposeAsync();
        await _database.DisposeAsync();
    }
}
