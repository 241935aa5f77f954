namespace XoperoBot.Simulator;

/// <summary>What can happen in a simulated service.</summary>
public enum SimulationEventKind
{
    PlanStarted,
    PlanSucceeded,
    PlanWarned,
    PlanFailed,

    /// <summary>Follows the end of a run that is better than an error, when the run before ended with one.</summary>
    PlanRecovered,
    PlanHung,
    PlanPaused,
    PlanResumed,
    PlanModified,
    RepositoryAttached,
    RepositoryDetached,
    SyncStarted,
    SyncFinished,
    SyncHung,
    SyncLost,
    RepositoryAppeared,
    RepositoryVanished,
    RepositoryReturned,
    RepositoryRemoved,
    LicenceActivated,
    LicenceRefused,
    LicenceDeactivated,
    LicencesChanged,
    TokensExpired,
    ServiceDown,
    ServiceUp,
    FaultSet,
    FaultsCleared,
}

/// <summary>One change of state, at the time it happened in the simulation (not when it was noticed).</summary>
public sealed record SimulationEvent
{
    /// <summary>From 1, without gaps.</summary>
    public long Number { get; init; }

    public required DateTimeOffset At { get; init; }

    public required SimulationEventKind Kind { get; init; }

    public string? Organization { get; init; }

    public string? OrganizationId { get; init; }

    public string? Plan { get; init; }

    public string? PlanId { get; init; }

    /// <summary>As on the wire, <c>org/repo</c>.</summary>
    public string? Repository { get; init; }

    public string? RepositoryId { get; init; }

    /// <summary>Counters of the run that ended.</summary>
    public int? Successes { get; init; }

    public int? Warnings { get; init; }

    public int? Errors { get; init; }

    /// <summary>What the kind does not say: a code, a number, a fault.</summary>
    public string? Detail { get; init; }
}

/// <summary>One request as it came. Never holds a password or a token.</summary>
public sealed record RecordedRequest
{
    /// <summary>From 1, without gaps.</summary>
    public required long Number { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Null for a path that is none of the documented calls.</summary>
    public SimulatorCall? Call { get; init; }

    public required string Path { get; init; }

    /// <summary>As it came; a member that holds a password is replaced by <c>***</c>, and a body over 64 KiB is cut.</summary>
    public string Body { get; init; } = "";

    /// <summary>Scheme of the Authorization header, without the token; null without one.</summary>
    public string? AuthorizationScheme { get; init; }

    /// <summary>The faults that it met.</summary>
    public IReadOnlyList<FaultKind> Faults { get; init; } = [];

    /// <summary>Whether the service did, or read, what was asked.</summary>
    public bool Applied { get; init; }

    /// <summary>Status of the answer; null while there is none, 0 when the connection was broken instead.</summary>
    public int? Status { get; init; }
}
