using System.Diagnostics.Metrics;

namespace XoperoBot.Core.Pipeline;

/// <summary>Figures of the outbox, on the same meter as the inbox's.</summary>
internal sealed class OutboxMetrics
{
    private readonly Counter<long> _outcomes;
    private readonly Histogram<double> _paceWaits;
    private readonly Histogram<double> _delay;
    private long _depth;
    private long _ageMilliseconds;

    public OutboxMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(InboxMetrics.MeterName);
        _outcomes = meter.CreateCounter<long>("xoperobot.outbox.outcomes", "{message}", "What became of attempts to send.");
        _paceWaits = meter.CreateHistogram<double>("xoperobot.outbox.pace_wait", "s", "Waits for a channel's rates.");
        _delay = meter.CreateHistogram<double>("xoperobot.outbox.delay", "s", "From the commit of a message to its acceptance by the channel.");
        meter.CreateObservableGauge("xoperobot.outbox.depth", () => Volatile.Read(ref _depth), "{message}", "Messages that wait.");
        meter.CreateObservableGauge("xoperobot.outbox.age", () => Volatile.Read(ref _ageMilliseconds) / 1000.0, "s", "Age of the oldest that waits.");
    }

    public void Backlog(long depth, TimeSpan age)
    {
        Volatile.Write(ref _depth, depth);
        Volatile.Write(ref _ageMilliseconds, (long)age.TotalMilliseconds);
    }

    public void Outcome(string channel, string outcome) =>
        _outcomes.Add(1, KeyValuePair.Create<string, object?>("channel", channel), KeyValuePair.Create<string, object?>("outcome", outcome));

    public void PaceWait(string channel, TimeSpan wait) =>
        _paceWaits.Record(wait.TotalSeconds, KeyValuePair.Create<string, object?>("channel", channel));

    public void Sent(string channel, TimeSpan delay) =>
        _delay.Record(delay.TotalSeconds, KeyValuePair.Create<string, object?>("channel", channel));
}
