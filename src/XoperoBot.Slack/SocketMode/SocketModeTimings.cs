namespace XoperoBot.Slack.SocketMode;

/// <summary>How patient a Socket Mode connection is.</summary>
internal sealed record SocketModeTimings
{
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan Hello { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A ping after this long without traffic…</summary>
    public TimeSpan Ping { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>…and the connection is given up when nothing answers it for this long.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a replaced connection is still read. Slack closes it about ten seconds after its warning.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(15);

    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A connection that lived this long starts the delays anew.</summary>
    public TimeSpan Healthy { get; init; } = TimeSpan.FromSeconds(30);
}
