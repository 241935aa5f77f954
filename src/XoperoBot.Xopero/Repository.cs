namespace XoperoBot.Xopero;

/// <summary>A repository as <c>git/repositories/getmany</c> gives it.</summary>
public sealed record Repository
{
    /// <summary>Opaque; compare without case.</summary>
    public required string Id { get; init; }

    /// <summary>Meaning not published; nearly equal to <see cref="Id"/> in the samples.</summary>
    public string? ServerId { get; init; }

    /// <summary><c>org/repo</c> in the samples.</summary>
    public required string Name { get; init; }

    /// <summary>Null for never.</summary>
    public DateTimeOffset? LastBackup { get; init; }

    /// <summary>Null for never.</summary>
    public DateTimeOffset? LastSuccessfulBackup { get; init; }

    /// <summary>Null for none.</summary>
    public DateTimeOffset? NextBackup { get; init; }

    /// <summary>In at least one active plan; says nothing about a backup existing.</summary>
    public bool? IsProtected { get; init; }

    /// <summary>No longer visible at the Git host; its data may still be kept.</summary>
    public bool? IsRemoved { get; init; }

    /// <summary>Number without a published legend.</summary>
    public int? Status { get; init; }

    /// <summary>Number without a published legend; 0 is seen together with no backup at all.</summary>
    public int? LastBackupTaskStatus { get; init; }

    public bool? IsPublic { get; init; }
}

/// <summary>What to ask of <c>git/repositories/getmany</c>.</summary>
public sealed record RepositoryQuery
{
    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>Rows per page; the vendor names no maximum. 0: the client's configured size.</summary>
    public int Limit { get; init; }

    /// <summary>A field's name in Pascal case, as the vendor's sample has it.</summary>
    public string OrderBy { get; init; } = "Name";

    public bool Descending { get; init; }

    /// <summary>True: only those no longer visible at the host; false: only the others; null: all. The only filter that the page shows.</summary>
    public bool? IsRemoved { get; init; }
}

/// <summary>A page of <c>git/repositories/getmany</c>. Its numbers may contradict each other (they do in the vendor's sample).</summary>
public sealed record RepositoryPage
{
    public int? CurrentPage { get; init; }

    public int? PageCount { get; init; }

    public int? TotalEntries { get; init; }

    public bool? SynchronizationInProgress { get; init; }

    /// <summary>When the last synchronisation began; null for never. The service gives no end.</summary>
    public DateTimeOffset? LastSynchronizationStarted { get; init; }

    /// <summary>Of the whole organization, whatever the filter.</summary>
    public int? RemovedRepositories { get; init; }

    public IReadOnlyList<Repository> Repositories { get; init; } = [];
}
