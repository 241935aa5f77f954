namespace XoperoBot.Xopero.Http;

/// <summary>How long a call may take in all, and the caller's own wish to stop.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _limit;
    private readonly CancellationTokenSource _both;
    private readonly TimeProvider _time;
    private readonly TimeSpan _length;
    private readonly long _started;

    /// <param name="length"><see cref="Timeout.InfiniteTimeSpan"/> for a call that is bounded by its single attempt.</param>
    /// <param name="time">The clock.</param>
    /// <param name="caller">The caller's token.</param>
    public Deadline(TimeSpan length, TimeProvider time, CancellationToken caller)
    {
        _time = time;
        _length = length;
        _started = time.GetTimestamp();
        _limit = new CancellationTokenSource(length, time);
        _both = CancellationTokenSource.CreateLinkedTokenSource(caller, _limit.Token);
        Caller = caller;
    }

    public CancellationToken Caller { get; }

    public CancellationToken Token => _both.Token;

    public TimeSpan Elapsed => _time.GetElapsedTime(_started);

    /// <summary>Whether anything is left after a wait of this length.</summary>
    public bool Outlasts(TimeSpan wait) => _length == Timeout.InfiniteTimeSpan || Elapsed + wait < _length;

    public void Dispose()
    {
        _both.Dispose();
        _limit.Dispose();
    }
}
