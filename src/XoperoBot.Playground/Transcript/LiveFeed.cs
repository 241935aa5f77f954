using System.Collections.Concurrent;
using System.Threading.Channels;
using XoperoBot.Core.Chat;

namespace XoperoBot.Playground.Transcript;

/// <summary>
/// Wakes the open pages. It carries no content: what is new is read from the store, so a lost or late signal loses nothing and a
/// page of another process catches up at its next look.
/// </summary>
internal sealed class LiveFeed
{
    private readonly ConcurrentDictionary<Subscription, byte> _subscriptions = new();

    public void Changed() => Send(new Signal(WorkingIn: null));

    /// <summary>The bot is at work in a place.</summary>
    public void Working(Place place) => Send(new Signal(place));

    public Subscription Subscribe()
    {
        var subscription = new Subscription(this);
        _subscriptions.TryAdd(subscription, 0);
        return subscription;
    }

    private void Send(Signal signal)
    {
        foreach (var (subscription, _) in _subscriptions)
        {
            subscription.Signals.Writer.TryWrite(signal);
        }
    }

    internal sealed record Signal(Place? WorkingIn);

    internal sealed class Subscription(LiveFeed feed) : IDisposable
    {
        public Channel<Signal> Signals { get; } =
            Channel.CreateBounded<Signal>(new BoundedChannelOptions(16) { FullMode = BoundedChannelFullMode.DropOldest });

        public void Dispose() => feed._subscriptions.TryRemove(this, out _);
    }
}
