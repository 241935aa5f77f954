using System.ComponentModel.DataAnnotations;

namespace XoperoBot.Core.Features.Synchronise;

/// <summary>How a synchronisation is followed.</summary>
public sealed class SynchroniseOptions
{
    public const string Section = "Synchronise";

    /// <summary>How often the service is asked while one runs.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Not seen to begin within this long: said so.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan StartsWithin { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Longer than this is unusual: said so, and followed on less often.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan UnusualAfter { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Followed no longer than this.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromHours(12);
}
