namespace XoperoBot.Xopero;

/// <summary>An organization as <c>git/organizations/getmany</c> gives it. Counters overlap and must not be derived from each other:
/// in the vendor's sample 43 protected and 15 removed make 58 in total, with 58 licences missing.</summary>
public sealed record Organization
{
    /// <summary>Opaque; compare without case.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The Git host's number. The vendor publishes no legend: shown as a number unless an administrator mapped it.</summary>
    public int? Driver { get; init; }

    /// <summary>Address of a self-hosted Git host; null for cloud hosts in the vendor's samples.</summary>
    public string? ApiUrl { get; init; }

    public bool? IsReadOnly { get; init; }

    /// <summary>Repositories in at least one active plan; says nothing about a backup existing.</summary>
    public int? ProtectedRepositories { get; init; }

    public int? TotalRepositories { get; init; }

    public int? MissingLicences { get; init; }

    /// <summary>Repositories no longer visible at the Git host.</summary>
    public int? RemovedRepositories { get; init; }

    public string? DefaultWorkerId { get; init; }

    public bool? IsCreatedByMarketplace { get; init; }

    public bool? SynchronizationInProgress { get; init; }

    public IReadOnlyList<Plan> Plans { get; init; } = [];
}

/// <summary>A plan inside an <see cref="Organization"/>: what it did last.</summary>
public sealed record Plan
{
    public required string Id { get; init; }

    /// <summary>Not unique: the vendor's samples repeat names across organizations.</summary>
    public required string Name { get; init; }

    /// <summary>Number without a published legend; 5 in every sample.</summary>
    public int? BackupType { get; init; }

    public bool? IncludeMetadata { get; init; }

    /// <summary>Repositories that the plan takes.</summary>
    public int? RepoCount { get; init; }

    /// <summary>Counters of the last finished run; null when the service gave none.</summary>
    public PlanStatus? LastStatus { get; init; }

    /// <summary>End of the last run; null for never.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    public bool? IsRunning { get; init; }
}

/// <summary>How many of a run's tasks ended how. Cancelled and not started ones are in none of the three.</summary>
public sealed record PlanStatus(int Successes, int Warnings, int Errors);

/// <summary>A plan as <c>plans/listassignedtoorganization</c> gives it: what it takes.</summary>
public sealed record AssignedPlan
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The plan takes every repository of the organization; <see cref="RepositoryIds"/> may then be empty.</summary>
    public bool? IncludeAllRepositories { get; init; }

    public IReadOnlyList<string> RepositoryIds { get; init; } = [];
}
