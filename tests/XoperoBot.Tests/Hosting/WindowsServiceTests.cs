using System.Collections.Concurrent;
using System.ComponentModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using XoperoBot.Host.Hosting;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Hosting;

/// <summary>The bot as a service of Windows, beside a manager that is played: what it is told and when. Windows itself is not here.</summary>
public sealed class WindowsServiceTests
{
    [Fact]
    public async Task The_manager_is_told_of_each_step_and_stops_the_application()
    {
        var manager = new Manager();
        var work = new Work(manager);
        using var host = Build(manager, work);

        await host.StartAsync();
        Assert.Equal(["StartPending", "work starts", "Running"], manager.Told);
        manager.Stop();
        await host.WaitForShutdownAsync();

        Assert.Equal(["StartPending", "work starts", "Running", "StopPending", "work ends", "Stopped"], manager.Told);
        Assert.True(manager.Ended.Wait(TimeSpan.FromSeconds(30)), "The connection to the manager was never let go.");
        Assert.True(manager.StopPatience > TimeSpan.FromSeconds(5), "The manager must not lose patience before the application does.");
    }

    [Fact]
    public async Task A_manager_that_did_not_start_the_process_ends_the_start()
    {
        var manager = new Manager { Refuses = new Win32Exception(1063) };
        var work = new Work(manager);
        using var host = Build(manager, work);

        var fault = await Assert.ThrowsAsync<Win32Exception>(() => host.StartAsync());

        Assert.Equal(1063, fault.NativeErrorCode);
        Assert.Empty(manager.Told);
    }

    [Fact]
    public async Task Elsewhere_the_word_is_refused_in_one_sentence()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var (code, _, error) = await HostLine.RunAsync(["service"], []);

        Assert.Equal(1, code);
        Assert.StartsWith("XoperoBot did not start. “service” is for Windows", error, StringComparison.Ordinal);
    }

    private static IHost Build(Manager manager, Work work)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services
            .Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(7))
            .AddSingleton<IServiceControl>(manager)
            .AddSingleton<IHostLifetime, WindowsService>()
            .AddSingleton<IHostedService>(work);
        return builder.Build();
    }

    private sealed class Work(Manager manager) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            manager.Told.Enqueue("work starts");
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            manager.Told.Enqueue("work ends");
            return Task.CompletedTask;
        }
    }

    private sealed class Manager : IServiceControl
    {
        private readonly ManualResetEventSlim _stopped = new();
        private Action? _stop;

        public ConcurrentQueue<string> Told { get; } = new();

        public ManualResetEventSlim Ended { get; } = new();

        public TimeSpan StopPatience { get; private set; }

        public Exception? Refuses { get; init; }

        public void Stop() => _stop!();

        public void Run(Action begun, Action stop)
        {
            if (Refuses is not null)
            {
                throw Refuses;
            }

            _stop = stop;
            begun();
            _stopped.Wait();
            Ended.Set();
        }

        public void Tell(ServiceState state, TimeSpan patience)
        {
            Told.Enqueue(state.ToString());
            switch (state)
            {
                case ServiceState.StopPending:
                    StopPatience = patience;
                    break;
                case ServiceState.Stopped:
                    _stopped.Set();
                    break;
            }
        }
    }
}
