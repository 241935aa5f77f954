using XoperoBot.Core.Chat;

namespace XoperoBot.Core.Features.Synchronise;

internal enum RunState
{
    /// <summary>Asked for; the service does not show it yet.</summary>
    Asked,
    Running,
    Finished,

    /// <summary>The service never showed that it began.</summary>
    NotStarted,

    /// <summary>Followed long enough.</summary>
    GivenUp,

    /// <summary>It was seen to run, and then the service named an earlier one as its last.</summary>
    Lost,
}

/// <summary>A synchronisation that is being followed: what the agenda keeps between two looks.</summary>
internal sealed record Run
{
    public required string Server { get; init; }

    public required string OrganizationId { get; init; }

    public required string OrganizationName { get; init; }

    public required string RequestedBy { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    public RunState State { get; init; }

    /// <summary>Start of the synchronisation before this one, to tell the two apart.</summary>
    public DateTimeOffset? StartBefore { get; init; }

    /// <summary>When the service says that this one began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public int? RepositoriesBefore { get; init; }

    public int? RepositoriesAfter { get; init; }

    public int? RemovedBefore { get; init; }

    public int? RemovedAfter { get; init; }

    /// <summary>Looks in a row that the service did not answer.</summary>
    public int Unread { get; init; }

    /// <summary>What it said then.</summary>
    public string? Problem { get; init; }

    public required Place Place { get; init; }

    public string? Thread { get; init; }

    /// <summary>Our name for the card.</summary>
    public required string Key { get; init; }
}
