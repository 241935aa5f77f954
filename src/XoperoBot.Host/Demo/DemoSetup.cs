using System.Globalization;
using XoperoBot.Core.Access;
using XoperoBot.Simulator;
using XoperoBot.Xopero;

namespace XoperoBot.Host.Demo;

/// <summary>Nothing configured, in Development: a simulated Management Service inside the process, and people to play.</summary>
internal static partial class DemoSetup
{
    private static readonly (string Account, string Name, Role[] Roles)[] Cast =
    [
        ("viewer", "Vera", [Role.Viewer]),
        ("operator", "Olaf", [Role.Operator]),
        ("approver1", "Ada", [Role.Viewer, Role.Approver]),
        ("approver2", "Ben", [Role.Viewer, Role.Approver]),
        ("admin", "Amir", [Role.Operator, Role.Admin]),
    ];

    public static async Task AddDemoAsync(this WebApplicationBuilder builder)
    {
        var servers = builder.Configuration.GetSection($"{XoperoOptions.Section}:{nameof(XoperoOptions.Servers)}");
        if (!builder.Environment.IsDevelopment() || servers.GetChildren().Any())
        {
            return;
        }

        var options = builder.Configuration.GetSection(SimulatorOptions.Section).Get<SimulatorOptions>() ?? new SimulatorOptions();
        var simulator = await SimulatorApp.StartAsync(options, TimeProvider.System);
        builder.Configuration.AddInMemoryCollection(Settings(builder.Configuration, simulator, options));
        builder.Services.AddSingleton(_ => simulator);
        builder.Services.AddSingleton(DemoControls.For(simulator.Simulation));
        builder.Services.AddHostedService<Announcement>();
    }

    private static IEnumerable<KeyValuePair<string, string?>> Settings(ConfigurationManager configuration, SimulatorApp simulator, SimulatorOptions options)
    {
        var account = options.Accounts.FirstOrDefault() ?? AccountOptions.Demo;
        var server = $"{XoperoOptions.Section}:{nameof(XoperoOptions.Servers)}:0";
        yield return new($"{server}:{nameof(XoperoServerOptions.Name)}", "demo");
        yield return new($"{server}:{nameof(XoperoServerOptions.BaseUrl)}", simulator.BaseAddress.ToString());
        yield return new($"{server}:{nameof(XoperoServerOptions.AllowHttp)}", "true");
        yield return new($"{server}:{nameof(XoperoServerOptions.Email)}", account.Email);
        yield return new($"{server}:{nameof(XoperoServerOptions.Password)}", account.Password);

        var people = $"{AccessOptions.Section}:{nameof(AccessOptions.People)}";
        if (configuration.GetSection(people).GetChildren().Any())
        {
            yield break;
        }

        foreach (var (who, at) in Cast.Select((who, at) => (who, at.ToString(CultureInfo.InvariantCulture))))
        {
            yield return new($"{people}:{at}:{nameof(PersonOptions.Name)}", who.Name);
            yield return new($"{people}:{at}:{nameof(Playground)}", who.Account);
            for (var role = 0; role < who.Roles.Length; role++)
            {
                yield return new(string.Create(CultureInfo.InvariantCulture, $"{people}:{at}:{nameof(PersonOptions.Roles)}:{role}"), who.Roles[role].ToString());
            }
        }
    }

    // Owns the simulator, so that it is disposed with the application.
    private sealed partial class Announcement(SimulatorApp simulator, ILogger<Announcement> logger) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            Log.Demonstration(logger, simulator.BaseAddress);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        private static partial class Log
        {
            [LoggerMessage(Level = LogLevel.Warning, Message = "No Management Service is configured: everything shown is a demonstration, from a simulated service at {Address}")]
            public static partial void Demonstration(ILogger logger, Uri address);
        }
    }
}
