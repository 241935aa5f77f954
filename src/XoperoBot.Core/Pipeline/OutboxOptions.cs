using System.ComponentModel.DataAnnotations;

namespace XoperoBot.Core.Pipeline;

/// <summary>Section <c>Outbox</c>: how messages are sent.</summary>
public sealed class OutboxOptions
{
    public const string Section = "Outbox";

    /// <summary>Sends at once, for each channel.</summary>
    [Range(1, 1000)]
    public int Parallel { get; set; } = 32;

    /// <summary>One attempt that takes longer is ended and repeated. At most a third of <c>Database:TakeoverAfter</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:03:00")]
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>What no channel took for so long is given up and logged.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The longest wait between attempts that the channel did not ask for.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>At the stop: how long sends that run may still take.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan StopPatience { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Multiplies the rates that every channel's product publishes: for a tenant with other limits, and for measuring.</summary>
    [Range(0.01, 10_000)]
    public double RateFactor { get; set; } = 1;
}
