using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;

namespace XoperoBot.Core.Watch.Digests;

/// <summary>When one place gets its digest.</summary>
/// <param name="Place">Where.</param>
/// <param name="Days">On which days of the week; at least one.</param>
/// <param name="At">Time of day there.</param>
/// <param name="Zone">IANA id of the time zone in which days and time are meant.</param>
/// <param name="By">Who asked for it.</param>
public sealed record DigestSetting(Place Place, IReadOnlyList<DayOfWeek> Days, TimeOnly At, string Zone, string By)
{
    /// <summary>What whoever asked for it could see then: it is about nothing else, whatever the place is told about.</summary>
    public required Sight Sight { get; init; }

    /// <summary>When the next one is due.</summary>
    public DateTimeOffset DueAt { get; init; }

    /// <summary>What was seen after this moment is not told yet; null before the first digest.</summary>
    public DateTimeOffset? ToldUntil { get; init; }

    /// <summary>Since when nothing could be delivered there, and why; null while it can.</summary>
    public DateTimeOffset? PausedAt { get; init; }

    public string? PausedWhy { get; init; }
}
