using Microsoft.Extensions.Options;

namespace XoperoBot.Host.Hosting;

/// <summary>
/// The bot as a service of Windows: <c>XoperoBot.Host.exe service</c>, as the Service Control Manager starts it. It is running once the
/// application has started, and stopped once what was under way has ended.
/// </summary>
internal sealed class WindowsService(IServiceControl manager, IHostApplicationLifetime application, IOptions<HostOptions> options) : IHostLifetime
{
    /// <summary>Migrations of a large database included.</summary>
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(5);

    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static bool IsAsked(string[] args) => args is ["service", ..];

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        application.ApplicationStarted.Register(() => manager.Tell(ServiceState.Running, TimeSpan.Zero));
        application.ApplicationStopping.Register(() => manager.Tell(ServiceState.StopPending, options.Value.ShutdownTimeout + TimeSpan.FromSeconds(3)));

        // The connection needs a thread of its own for as long as the service lives.
        new Thread(Connect) { IsBackground = true, Name = "Service Control Manager" }.Start();
        return _begun.Task.WaitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        manager.Tell(ServiceState.Stopped, TimeSpan.Zero);
        return Task.CompletedTask;
    }

    private void Connect()
    {
        try
        {
            manager.Run(Begin, application.StopApplication);
        }
        catch (Exception fault)
        {
            _begun.TrySetException(fault);
        }
    }

    private void Begin()
    {
        manager.Tell(ServiceState.StartPending, StartPatience);
        _begun.TrySetResult();
    }
}
