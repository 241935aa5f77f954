using System.ComponentModel.DataAnnotations;

namespace XoperoBot.Core.Watch;

/// <summary>How the Management Services are watched and when somebody is told. Section <c>Watch</c>.</summary>
public sealed class WatchOptions
{
    public const string Section = "Watch";

    /// <summary>A failure is seen at most this long after it shows in the service. Each server is read once in it, a little earlier by chance.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Longest pause between two readings of a server that fails or is slow.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "06:00:00")]
    public TimeSpan SlowestInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>A reading that takes longer has failed. Stays below the minute that an agenda item may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:00:55")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(40);

    /// <summary>Servers read at the same time by one process.</summary>
    [Range(1, 64)]
    public int Parallel { get; set; } = 8;

    /// <summary>An organization's repositories are read this often even when its counters stay as they are.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "7.00:00:00")]
    public TimeSpan RepositoriesEvery { get; set; } = TimeSpan.FromHours(1);

    /// <summary>A plan that finished nothing for this long did not run, whatever its rhythm; only what a person confirmed as normal lasts
    /// longer. Not set: each plan's own rhythm decides, learned from when it finished, weekends and other silences that come back at the
    /// same time of the week included; until one is known, 26 hours, or 8 days for a plan whose last run was already older when it was
    /// first seen.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "400.00:00:00")]
    public TimeSpan? OverdueAfter { get; set; }

    /// <summary>A plan that is running for longer than this hangs, whatever is usual for it. Not set: three times its own longest run, and
    /// at least an hour more than that, once five of its runs were seen; until then 12 hours.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan? HungAfter { get; set; }

    /// <summary>A protected repository without a successful backup for longer than this is an incident. Zero: never.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "400.00:00:00")]
    public TimeSpan RepositoryLimit { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Readings of a server that fail in a row before it counts as unreachable. An account that is refused is told at once.</summary>
    [Range(1, 100)]
    public int UnreachableAfter { get; set; } = 2;

    /// <summary>A server that was not read for so many intervals was not watched: a missed reading is never taken as good news.</summary>
    [Range(2, 1000)]
    public int NotWatchedAfter { get; set; } = 5;

    /// <summary>The first incident of a kind is told at once. Others of its kind that are found within this time and one
    /// <see cref="Interval"/> (servers are read at different moments) are added to that message instead of becoming their own.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan GroupWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>While nobody acted on a failure, it is said again this often; a warning or a gap in coverage six times less often.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan RepeatAfter { get; set; } = TimeSpan.FromHours(4);

    /// <summary>The same trouble back within this time after its recovery reopens its incident and is not told as a new one; a recovery
    /// after that is told once it lasted this long.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan ReopenWithin { get; set; } = TimeSpan.FromHours(2);

    /// <summary>An acknowledgement lapses after this long; its owner is reminded at half of it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan AcknowledgedFor { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Repositories that a plan lost, or that are no longer visible at the Git host, count as the new normal after this long.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "400.00:00:00")]
    public TimeSpan NoticeFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>A change of coverage this soon after a person did something to the organization through the bot is not told to the place
    /// where they did it.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan OwnDoingWithin { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>IANA or Windows id of the time zone in which digests are meant when neither the command nor the person's channel names one.</summary>
    [Required]
    public string Zone { get; set; } = "Etc/UTC";

    /// <summary>Places, as <c>channel:id</c>, that are told when another place cannot be reached any more. None: those that subscribed
    /// to everything.</summary>
    public IList<string> Administrators { get; init; } = [];
}
