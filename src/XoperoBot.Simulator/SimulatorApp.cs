using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using XoperoBot.Simulator.Wire;

namespace XoperoBot.Simulator;

/// <summary>A simulated Management Service that listens. Many can run in one process.</summary>
public sealed class SimulatorApp : IAsyncDisposable
{
    private const int LargestBody = 16 * 1024 * 1024;

    private readonly WebApplication _app;

    private SimulatorApp(WebApplication app, Simulation simulation, Uri baseAddress)
    {
        _app = app;
        Simulation = simulation;
        BaseAddress = baseAddress;
    }

    /// <summary>Where it listens, with the port that the system chose.</summary>
    public Uri BaseAddress { get; }

    public Simulation Simulation { get; }

    /// <summary>Starts one on a web server of its own.</summary>
    /// <param name="options">What to simulate.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="cancellationToken">Stops the start, not the running service.</param>
    /// <exception cref="ValidationException">An option is out of its range.</exception>
    public static async Task<SimulatorApp> StartAsync(SimulatorOptions options, TimeProvider time, CancellationToken cancellationToken = default)
    {
        Validate(options);
        var simulation = new Simulation(options, time);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Listen(Address(options.Address), options.Address.Port);
        });

        // Signals belong to the process that holds the simulator, not to each simulator in it.
        builder.Services.AddSingleton<IHostLifetime, OwnerDecides>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        var app = builder.Build();
        Map(app, simulation);
        await app.StartAsync(cancellationToken);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new SimulatorApp(app, simulation, new Uri(address));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static void Map(WebApplication app, Simulation simulation)
    {
        var service = new ServiceHandler(simulation, app.Lifetime.ApplicationStopping);
        var control = new ControlHandler(simulation);
        app.Run(http => simulation.Options.ControlSurface && http.Request.Path.StartsWithSegments(ControlHandler.Prefix, StringComparison.Ordinal, out var rest)
            ? control.HandleAsync(http, rest)
            : service.HandleAsync(http));
    }

    private static IPAddress Address(Uri uri) =>
        IPAddress.TryParse(uri.DnsSafeHost, out var address) ? address
        : string.Equals(uri.Host, "localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
        : throw new ValidationException("Simulator:Address must be http:// with localhost or an IP address.");

    private static void Validate(SimulatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        object[] parts =
        [
            options, options.Assumptions, .. options.Accounts, .. options.Faults, .. options.Organizations,
            .. options.Organizations.SelectMany(organization => organization.Plans),
        ];
        foreach (var part in parts)
        {
            Validator.ValidateObject(part, new ValidationContext(part), validateAllProperties: true);
        }
    }

    private sealed class OwnerDecides : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
