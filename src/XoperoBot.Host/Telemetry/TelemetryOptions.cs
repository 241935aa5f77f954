namespace XoperoBot.Host.Telemetry;

/// <summary>Traces, metrics and logs for whoever runs the bot.</summary>
internal sealed class TelemetryOptions
{
    public const string Section = "Telemetry";

    /// <summary>Where they go by OTLP, without the path of a signal; the standard variable <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> does the same.
    /// Null: nowhere.</summary>
    public string? OtlpEndpoint { get; set; }
}
