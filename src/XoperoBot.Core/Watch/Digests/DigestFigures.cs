using System.Runtime.InteropServices;
using XoperoBot.Core.Approvals;

namespace XoperoBot.Core.Watch.Digests;

/// <summary>Everything that a digest says, as it was read.</summary>
internal sealed record DigestFigures
{
    /// <summary>What the place is told about, as people call it.</summary>
    public required string About { get; init; }

    public required DateTimeOffset Since { get; init; }

    public required DateTimeOffset Until { get; init; }

    public required IReadOnlyList<PlanFigures> Plans { get; init; }

    /// <summary>Open incidents, by what is wrong: how many things have it.</summary>
    public required IReadOnlyList<(Trouble Kind, long Count)> Open { get; init; }

    public required Share Coverage { get; init; }

    public required IReadOnlyList<WindowFigures> Windows { get; init; }

    public required IReadOnlyList<DayFigures> Days { get; init; }

    public required IReadOnlyList<UnprotectedRepository> Unprotected { get; init; }

    public required IReadOnlyList<Request> Pending { get; init; }

    public required IReadOnlyList<ServerAge> Servers { get; init; }

    /// <summary>A reading older than this says nothing about now.</summary>
    public required TimeSpan Stale { get; init; }

    public IEnumerable<ServerAge> Unread => Servers.Where(server => server.Fault is not null || server.ReadAt is null || Until - server.ReadAt > Stale);
}

/// <summary>A part of a whole.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Share(long Part, long Whole);

/// <summary>One plan since the last digest.</summary>
internal sealed record PlanFigures
{
    public required string Server { get; init; }

    public required string Organization { get; init; }

    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>How its last run ended; null when none was seen.</summary>
    public PlanOutcome? Outcome { get; init; }

    public string Counters { get; init; } = "";

    public DateTimeOffset? FinishedAt { get; init; }

    public long Runs { get; init; }

    /// <summary>Of <see cref="Runs"/>.</summary>
    public long Failed { get; init; }

    public bool DidNotRun { get; init; }

    public bool IsHung { get; init; }
}

/// <summary>One of the vendor's windows, back from now.</summary>
/// <param name="Span">How long.</param>
/// <param name="Repositories">Protected repositories with at least one successful backup in it.</param>
/// <param name="Plans">Plans that successfully finished at least once in it.</param>
/// <param name="CoverageThen">Protected share when it began; an empty whole when that was not watched yet.</param>
internal sealed record WindowFigures(TimeSpan Span, Share Repositories, Share Plans, Share CoverageThen);

/// <summary>One day, in UTC.</summary>
internal sealed record DayFigures(DateOnly Day, Share Coverage, Share Runs);

/// <summary>A repository in no active plan, and since when that is known.</summary>
internal sealed record UnprotectedRepository(string Name, DateTimeOffset Since, DateTimeOffset? LastSuccess);
