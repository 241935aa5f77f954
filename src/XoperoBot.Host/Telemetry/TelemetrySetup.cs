using System.Reflection;
using Microsoft.AspNetCore.Http.Features;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace XoperoBot.Host.Telemetry;

/// <summary>
/// Traces, metrics and logs by OTLP, once an endpoint is configured: <c>Telemetry:OtlpEndpoint</c> or the standard variable
/// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, without the path of a signal. The protocol is http/protobuf unless
/// <c>OTEL_EXPORTER_OTLP_PROTOCOL</c> says grpc; the other standard variables (headers, service name, resource attributes, intervals)
/// hold as they are published: https://opentelemetry.io/docs/specs/otel/protocol/exporter.
/// </summary>
internal static class TelemetrySetup
{
    private const string EndpointKey = $"{TelemetryOptions.Section}:{nameof(TelemetryOptions.OtlpEndpoint)}";
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ProtocolVariable = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string Own = "XoperoBot.*";

    // Outgoing HTTP is measured and not traced: the addresses that Slack gives to answer at are secrets themselves.
    private static readonly string[] Meters =
        [Own, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime", "Npgsql"];

    public static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder)
    {
        var named = Named(builder.Configuration);
        if (string.IsNullOrWhiteSpace(named))
        {
            return builder;
        }

        if (!Uri.TryCreate(named, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
        {
            throw new Microsoft.Extensions.Options.OptionsValidationException(
                EndpointKey, typeof(Uri), [$"{EndpointKey} (or {EndpointVariable}) is not an http or https address."]);
        }

        var grpc = string.Equals(builder.Configuration[ProtocolVariable], "grpc", StringComparison.OrdinalIgnoreCase);
        void Export(OtlpExporterOptions options, string signal)
        {
            options.Protocol = grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
            options.Endpoint = grpc ? endpoint : new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/v1/{signal}");
        }

        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.IncludeFormattedMessage = true;
            logs.SetResourceBuilder(Resource()).AddOtlpExporter(options => Export(options, "logs"));
        });
        builder.Services.AddHostedService(_ => new TelemetryService(
            () => Sdk.CreateTracerProviderBuilder()
                .SetResourceBuilder(Resource())
                .AddSource(Own, "Microsoft.AspNetCore", "Npgsql")
                .AddOtlpExporter(options => Export(options, "traces"))
                .Build(),
            () => Sdk.CreateMeterProviderBuilder()
                .SetResourceBuilder(Resource())
                .AddMeter(Meters)
                .AddOtlpExporter(options => Export(options, "metrics"))
                .Build()));
        return builder;
    }

    /// <summary>The server's spans are called by their route, which holds no one's data, where somebody listens to them.</summary>
    public static void UseTelemetryNames(this WebApplication app)
    {
        if (string.IsNullOrWhiteSpace(Named(app.Configuration)))
        {
            return;
        }

        app.Use((http, next) =>
        {
            if (http.GetEndpoint() is RouteEndpoint route && http.Features.Get<IHttpActivityFeature>()?.Activity is { } activity)
            {
                activity.DisplayName = $"{http.Request.Method} {route.RoutePattern.RawText}";
            }

            return next(http);
        });
    }

    private static string? Named(IConfiguration configuration) =>
        configuration[EndpointKey] is { Length: > 0 } key ? key : configuration[EndpointVariable];

    private static ResourceBuilder Resource() => ResourceBuilder.CreateDefault().AddService(
        Environment.GetEnvironmentVariable("OTEL_SERVICE_NAME") is { Length: > 0 } given ? given : "xoperobot",
        serviceVersion: typeof(TelemetrySetup).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);
}

/// <summary>Listens before anything else starts, and sends the rest after everything else has stopped, for a bounded time.</summary>
internal sealed class TelemetryService(Func<TracerProvider> traces, Func<MeterProvider> metrics) : IHostedLifecycleService, IDisposable
{
    private const int FlushMilliseconds = 1000;

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _traces = traces();
        _metrics = metrics();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.WhenAll(
        Task.Run(() => _traces?.Shutdown(FlushMilliseconds), CancellationToken.None),
        Task.Run(() => _metrics?.Shutdown(FlushMilliseconds), CancellationToken.None));

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }
}
