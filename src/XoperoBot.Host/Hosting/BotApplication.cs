using Microsoft.Extensions.Options;
using XoperoBot.Core;
using XoperoBot.Core.Storage;
using XoperoBot.Host.Demo;
using XoperoBot.Host.Health;
using XoperoBot.Host.Telemetry;
using XoperoBot.Playground;
using XoperoBot.Slack;
using XoperoBot.Teams;
using XoperoBot.Xopero;

namespace XoperoBot.Host.Hosting;

/// <summary>The whole bot, put together.</summary>
public static class BotApplication
{
    /// <summary>Containers are killed after ten seconds as a rule; what has to be given up at the end of this takes the rest.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(7);

    /// <summary>Exit code of a start that may succeed later: EX_TEMPFAIL of sysexits.h, so that a supervisor can tell it from a wrong configuration.</summary>
    private const int MayPass = 75;

    private const string DefaultAddress = "http://localhost:3978";

    /// <summary>Largest body that any endpoint reads.</summary>
    private const long LargestBody = 1024 * 1024;

    /// <summary>Runs until stopped. Returns 0, or 1 when the configuration does not allow a start.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            if (DatabaseMove.IsAsked(args))
            {
                return await DatabaseMove.RunAsync(args, CancellationToken.None);
            }

            if (WindowsService.IsAsked(args) && !OperatingSystem.IsWindows())
            {
                await Console.Error.WriteLineAsync("XoperoBot did not start. “service” is for Windows; elsewhere start it without that word (systemd: docs/operations.md).");
                return 1;
            }

            await using var app = await BuildAsync(args, builder => LookOnly(builder, args));

            // Before anything is begun, so that every section is heard and not only the first one needed.
            app.Services.GetRequiredService<IStartupValidator>().Validate();
            if (DoctorLine.IsAsked(args))
            {
                return await DoctorLine.RunAsync(app.Services, args, CancellationToken.None);
            }

            if (AuditVerification.IsAsked(args))
            {
                return await AuditVerification.RunAsync(app.Services, CancellationToken.None);
            }

            app.NotifySystemd();
            return await RunAsync(app);
        }
        catch (Exception wrong) when (StartProblems.Of(wrong).Count > 0)
        {
            var problems = await StartProblems.AllAsync(wrong, without => BuildAsync(args, builder =>
            {
                foreach (var key in without)
                {
                    builder.Configuration[key] = null;
                }
            }));
            if (DoctorLine.IsAsked(args))
            {
                return await DoctorLine.TellAsync(problems, args);
            }

            await Console.Error.WriteLineAsync(StartProblems.Message(problems));
            return 1;
        }
        catch (Exception away) when (away is DatabaseInUseException or DatabaseUnavailableException)
        {
            return await DidNotStartAsync(away, 1);
        }
    }

    /// <summary>Its services are gone when it comes back: what they say is asked before.</summary>
    private static async Task<int> RunAsync(WebApplication app)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        var waits = app.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value.Provider == DatabaseProvider.Postgres;
        try
        {
            await app.RunAsync();
            return 0;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopped while it still waited for what it needs to start.
            return 0;
        }
        catch (DatabaseUnavailableException away) when (waits)
        {
            return await DidNotStartAsync(away, MayPass);
        }
    }

    private static async Task<int> DidNotStartAsync(Exception why, int code)
    {
        await Console.Error.WriteLineAsync($"XoperoBot did not start. {why.Message}");
        return code;
    }

    // A line that only looks must not leave an empty database behind where the path is mistyped.
    private static void LookOnly(WebApplicationBuilder builder, string[] args)
    {
        const string provider = $"{DatabaseOptions.Section}:{nameof(DatabaseOptions.Provider)}";
        const string connection = $"{DatabaseOptions.Section}:{nameof(DatabaseOptions.ConnectionString)}";
        var looks = DoctorLine.IsAsked(args) || AuditVerification.IsAsked(args);
        if (looks && string.Equals(builder.Configuration[provider], nameof(DatabaseProvider.Sqlite), StringComparison.OrdinalIgnoreCase)
            && builder.Configuration[connection] is { Length: > 0 } text)
        {
            builder.Configuration[connection] = $"{text};Mode=ReadWrite";
        }
    }

    /// <summary>Builds the bot without starting it.</summary>
    /// <param name="args">Command line: configuration as <c>--Section:Key=value</c>.</param>
    /// <param name="adjust">Last word before it is built; for tests.</param>
    public static async Task<WebApplication> BuildAsync(string[] args, Action<WebApplicationBuilder>? adjust = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        await builder.Configuration.AddSecretsAsync(CancellationToken.None);
        adjust?.Invoke(builder);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
        });
        if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]))
        {
            builder.WebHost.UseUrls(DefaultAddress);
        }

        if (DoctorLine.IsAsked(args))
        {
            // Its findings are the output.
            builder.Logging.ClearProviders();
        }

        await builder.AddTelemetry().AddDemoAsync();
        builder.Services
            .Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout)
            .AddXopero(builder.Configuration)
            .AddCore(builder.Configuration)
            .AddSlack(builder.Configuration)
            .AddTeams(builder.Configuration)
            .AddPlayground(builder.Configuration)
            .AddHealth();
        if (WindowsService.IsAsked(args) && OperatingSystem.IsWindows())
        {
            builder.Services.AddSingleton<IServiceControl, ServiceControlManager>().AddSingleton<IHostLifetime, WindowsService>();
        }

        var app = builder.Build();
        app.UseTelemetryNames();
        app.UseUnavailableAnswer();
        app.MapHealth();
        app.MapSlack();
        app.MapTeams();
        app.MapPlayground();
        return app;
    }
}
