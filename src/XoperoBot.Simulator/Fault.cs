using System.ComponentModel.DataAnnotations;

namespace XoperoBot.Simulator;

/// <summary>The eleven documented calls.</summary>
public enum SimulatorCall
{
    Login,
    GetOrganizations,
    AttachRepository,
    DetachRepository,
    ListAssignedPlans,
    ModifyPlan,
    Activate,
    Deactivate,
    GetRepositories,
    Remove,
    Sync,
}

/// <summary>What can go wrong.</summary>
public enum FaultKind
{
    /// <summary>An error status, <see cref="Fault.Status"/>, with the body that <see cref="Assumptions.ErrorBody"/> names.</summary>
    Status,

    /// <summary>A server error, <see cref="Fault.Status"/> or 502, as a page of HTML.</summary>
    HtmlError,

    /// <summary>429 with Retry-After, <see cref="Fault.Delay"/> or 2 s.</summary>
    TooManyRequests,

    /// <summary>401, and the token that came is worth nothing from now on.</summary>
    ExpiredToken,

    /// <summary>No answer until the caller gives up.</summary>
    Hang,

    /// <summary>The answer comes after <see cref="Fault.Delay"/>.</summary>
    Slow,

    /// <summary>The connection breaks.</summary>
    Drop,

    /// <summary>200 with the first half of the answer.</summary>
    TruncatedJson,

    /// <summary>200 with the answer but for its last brace, as in one sample of the vendor's page.</summary>
    MissingBrace,

    /// <summary>200 with no body.</summary>
    EmptyBody,

    /// <summary>200 with a page of HTML, as a proxy's sign-in page would be.</summary>
    HtmlInsteadOfJson,

    /// <summary>Ids that are no GUIDs.</summary>
    OddIds,

    /// <summary>Lists say that there are fewer rows and pages than there are.</summary>
    TotalsTooLow,

    /// <summary>Lists say that there are more rows and pages than there are.</summary>
    TotalsTooHigh,

    /// <summary>Lists never end: after the last page the first comes again.</summary>
    EndlessPages,

    /// <summary>Every page begins with the last row of the page before and gives its own first row twice.</summary>
    RepeatedRows,

    /// <summary>Login answers 200 without an access token.</summary>
    SecondFactor,
}

/// <summary>One fault and when it applies.</summary>
public sealed record Fault
{
    public FaultKind Kind { get; init; }

    /// <summary>The call that it meets; null for every call.</summary>
    public SimulatorCall? Call { get; init; }

    /// <summary>How many requests it meets; null for all to come.</summary>
    [Range(1, int.MaxValue)]
    public int? Times { get; init; }

    /// <summary>So many requests pass before it begins.</summary>
    [Range(0, int.MaxValue)]
    public int Skip { get; init; }

    /// <summary>HTTP status, where the kind uses one.</summary>
    [Range(400, 599)]
    public int? Status { get; init; }

    /// <summary>Wait, or the wait asked for, where the kind uses one.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>For Status, HtmlError, TooManyRequests, Hang and Drop: the service does what was asked before the fault hides it.</summary>
    public bool AfterApply { get; init; }
}
