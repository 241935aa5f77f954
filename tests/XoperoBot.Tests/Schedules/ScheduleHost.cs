using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using XoperoBot.Core.Schedules;
using XoperoBot.Core.Storage;

namespace XoperoBot.Tests.Schedules;

/// <summary>One process that has nothing but schedules, which are the test's own.</summary>
internal sealed class ScheduleHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly ConcurrentQueue<(LogLevel Level, string Said)> _log;

    private ScheduleHost(IHost host, ConcurrentQueue<(LogLevel Level, string Said)> log)
    {
        (_host, _log) = (host, log);
    }

    public IDatabase Database => _host.Services.GetRequiredService<IDatabase>();

    /// <summary>What the schedules' own code and Quartz.NET logged.</summary>
    public IEnumerable<string> Said => _log.Select(entry => entry.Said);

    public IEnumerable<string> Warnings => _log.Where(entry => entry.Level >= LogLevel.Warning).Select(entry => entry.Said);

    public static async Task<ScheduleHost> StartAsync(IDictionary<string, string?> settings, params ISchedule[] schedules)
    {
        var log = new ConcurrentQueue<(LogLevel, string)>();
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddStorage(builder.Configuration).AddSchedules();

        // The database may be away: the schedules themselves wait for it.
        foreach (var service in builder.Services.Where(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType != typeof(SchedulesWorker)).ToList())
        {
            builder.Services.Remove(service);
        }

        foreach (var schedule in schedules)
        {
            builder.Services.AddSingleton(schedule);
        }

        builder.Services.AddLogging(logging => logging.AddProvider(new Log(log)));
        var host = builder.Build();
        await host.StartAsync();
        return new ScheduleHost(host, log);
    }

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    private sealed class Log(ConcurrentQueue<(LogLevel, string)> log) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => categoryName.Contains("Schedule", StringComparison.Ordinal) ? new Logger(log) : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public void Dispose()
        {
        }
    }

    private sealed class Logger(ConcurrentQueue<(LogLevel, string)> log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                log.Enqueue((logLevel, formatter(state, exception)));
            }
        }
    }
}
