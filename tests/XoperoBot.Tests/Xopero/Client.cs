using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using XoperoBot.Tests.Fakes;
using XoperoBot.Xopero;

namespace XoperoBot.Tests.Xopero;

/// <summary>The client as the application composes it, against one address.</summary>
internal sealed class Client : IAsyncDisposable
{
    private readonly ServiceProvider _provider;

    public Client(Uri address, TimeProvider? time = null, params (string Key, string? Value)[] settings)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Xopero:Servers:0:Name"] = "main",
            ["Xopero:Servers:0:BaseUrl"] = address.AbsoluteUri,
            ["Xopero:Servers:0:AllowHttp"] = "true",
            ["Xopero:Servers:0:Email"] = "test@test.test",
            ["Xopero:Servers:0:Password"] = "Password123!",
        };
        foreach (var (key, value) in settings)
        {
            values[$"Xopero:Servers:0:{key}"] = value;
        }

        var services = new ServiceCollection();
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new Collector(Lines)));
        services.AddXopero(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        _provider = services.BuildServiceProvider();
    }

    public ConcurrentQueue<string> Lines { get; } = new();

    public IManagementServices Services => _provider.GetRequiredService<IManagementServices>();

    public IManagementService Service => Services.All[0];

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    public async Task<List<Organization>> OrganizationsAsync() =>
        await Service.ListOrganizationsAsync(CancellationToken.None).ToListAsync();

    private sealed class Collector(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}

/// <summary>A clock that tells which waits were begun, so that a test moves it when, and only when, something waits.</summary>
internal sealed class ObservedTime : TimeProvider
{
    private readonly ManualTime _inner = new();
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    public override long TimestampFrequency => _inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _inner.GetUtcNow();

    public override long GetTimestamp() => _inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = _inner.CreateTimer(callback, state, dueTime, period);
        _waits.Writer.TryWrite(dueTime);
        return timer;
    }

    public void Advance(TimeSpan by) => _inner.Advance(by);

    /// <summary>Waits until somebody waits for exactly this long, and then lets that time pass.</summary>
    public async Task PassAsync(TimeSpan wait)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await _waits.Reader.ReadAsync(patience.Token) != wait)
        {
        }

        Advance(wait);
    }
}

internal static class Sample
{
    public static string Text(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Xopero", "Samples", name + ".json"));
}
