using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace XoperoBot.Xopero;

/// <summary>What an OpenTelemetry exporter can listen to, under the name <see cref="Name"/>.</summary>
internal static class Telemetry
{
    public const string Name = "XoperoBot.Xopero";

    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "xopero.client.call.duration", "s", "Duration of a call with its login and repeats, by server, call and outcome.");

    public static void Record(string server, string call, string outcome, TimeSpan duration) => Duration.Record(
        duration.TotalSeconds,
        new TagList { { "server", server }, { "call", call }, { "outcome", outcome } });
}
