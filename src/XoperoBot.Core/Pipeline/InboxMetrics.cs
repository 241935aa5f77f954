using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace XoperoBot.Core.Pipeline;

/// <summary>Figures of the inbox, on the meter <see cref="MeterName"/>.</summary>
internal sealed class InboxMetrics
{
    public const string MeterName = "XoperoBot.Core";

    private readonly Histogram<double> _duration;
    private long _depth;

    public InboxMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _duration = meter.CreateHistogram<double>("xoperobot.turn.duration", "s", "From a turn's begin to its stored end.");
        meter.CreateObservableGauge("xoperobot.inbox.depth", () => Volatile.Read(ref _depth), "{delivery}", "Deliveries without an end.");
    }

    public static ActivitySource Source { get; } = new(MeterName);

    public void Depth(long depth) => Volatile.Write(ref _depth, depth);

    public void TurnEnded(string channel, string outcome, TimeSpan took) =>
        _duration.Record(took.TotalSeconds, KeyValuePair.Create<string, object?>("channel", channel), KeyValuePair.Create<string, object?>("outcome", outcome));
}
