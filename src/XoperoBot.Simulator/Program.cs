using System.Runtime.InteropServices;

namespace XoperoBot.Simulator;

/// <summary>Runs one simulated service alone. Settings: section <c>Simulator</c> of the environment and the command line.</summary>
internal static class Program
{
    private const string DefaultAddress = "http://127.0.0.1:28555";

    private static async Task Main(string[] args)
    {
        var options = new SimulatorOptions { Address = new Uri(DefaultAddress) };
        new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build().GetSection(SimulatorOptions.Section).Bind(options);
        await using var app = await SimulatorApp.StartAsync(options, TimeProvider.System);

        var email = options.Accounts.Count > 0 ? options.Accounts[0].Email : AccountOptions.Demo.Email;
        var password = options.Accounts.Count > 0 ? "…" : AccountOptions.Demo.Password;
        await Console.Out.WriteLineAsync(
            $"Simulated Management Service at {app.BaseAddress} - point the bot at it with Xopero__Servers__0__BaseUrl={app.BaseAddress} " +
            $"Xopero__Servers__0__AllowHttp=true Xopero__Servers__0__Email={email} Xopero__Servers__0__Password={password}");

        var stopped = new TaskCompletionSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await stopped.Task;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stopped.TrySetResult();
        }
    }
}
