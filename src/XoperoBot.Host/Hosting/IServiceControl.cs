using System.ComponentModel;

namespace XoperoBot.Host.Hosting;

/// <summary>Where a service stands. The values are Windows' own.</summary>
internal enum ServiceState
{
    Stopped = 1,
    StartPending = 2,
    StopPending = 3,
    Running = 4,
}

/// <summary>
/// What Windows' Service Control Manager and a service say to each other.
/// Source: https://learn.microsoft.com/windows/win32/services/service-programs
/// </summary>
internal interface IServiceControl
{
    /// <summary>Connects, and returns once the service was told to be <see cref="ServiceState.Stopped"/>. Calls back on threads of the manager.</summary>
    /// <param name="begun">The manager waits for the service to start.</param>
    /// <param name="stop">The service is to stop, or Windows shuts down.</param>
    /// <exception cref="Win32Exception">The manager did not start this process, for example (1063).</exception>
    void Run(Action begun, Action stop);

    /// <summary>Tells the manager where the service stands.</summary>
    /// <param name="state">From here on.</param>
    /// <param name="patience">How long the manager should wait for the next word.</param>
    void Tell(ServiceState state, TimeSpan patience);
}
