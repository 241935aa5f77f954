using System.ComponentModel.DataAnnotations;

namespace XoperoBot.Core.Pipeline;

/// <summary>Section <c>Inbox</c>: how turns run.</summary>
public sealed class InboxOptions
{
    public const string Section = "Inbox";

    /// <summary>Turns that run at once, in all places together.</summary>
    [Range(1, 1000)]
    public int Parallel { get; set; } = 64;

    /// <summary>A turn that takes longer is given up, and the person told.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>Runs of one delivery, those that ended with the process included, before it is given up and the person told.</summary>
    [Range(1, 100)]
    public int Attempts { get; set; } = 3;

    /// <summary>At the stop: how long turns that run may still take. What does not end runs again at the next start.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan StopPatience { get; set; } = TimeSpan.FromSeconds(4);
}
