using XoperoBot.Core.Chat;

namespace XoperoBot.Core.Approvals;

/// <summary>Where a request stands. Stored by name.</summary>
public enum RequestState
{
    /// <summary>Waits for approvals.</summary>
    Asked,

    /// <summary>Enough approvals; the state is being read again.</summary>
    Approved,

    /// <summary>Waits; anybody of the rule may stop it.</summary>
    CoolingDown,

    /// <summary>Calls are being made.</summary>
    Running,

    /// <summary>A call ended so that nobody can read what became of it: a person has to say.</summary>
    Unclear,

    Done,

    /// <summary>Some targets are done, others are not.</summary>
    Partial,

    /// <summary>No target is done.</summary>
    Failed,

    Rejected,

    /// <summary>Taken back by the requester.</summary>
    Cancelled,

    /// <summary>Not approved, or not begun, in time.</summary>
    Expired,

    /// <summary>Things are not as they were when it was asked for, or an approval is no longer valid.</summary>
    Voided,

    /// <summary>Stopped before it began.</summary>
    Stopped,
}

/// <summary>One request from the asking to the report. Kept in one row with a version.</summary>
public sealed record Request
{
    /// <summary>What people type: <c>R-7K2M9Q</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Counts up with every change.</summary>
    public long Version { get; init; }

    public required RequestState State { get; init; }

    public required Order Order { get; init; }

    /// <summary>The rule that it was asked under. The stricter of this and the present one holds.</summary>
    public required ApprovalRule Rule { get; init; }

    /// <summary>The human, as an administrator named them.</summary>
    public required string Requester { get; init; }

    public required Actor RequesterAccount { get; init; }

    public required Place Place { get; init; }

    public string? Thread { get; init; }

    public string? Reason { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>What was seen at the asking: what is approved.</summary>
    public required Observation Seen { get; init; }

    public required IReadOnlyList<StepState> Steps { get; init; }

    /// <summary>Approvals needed.</summary>
    public int Needed { get; init; } = 1;

    public DateTimeOffset? ApprovedAt { get; init; }

    /// <summary>Must have begun by then.</summary>
    public DateTimeOffset? RunUntil { get; init; }

    public DateTimeOffset? CoolUntil { get; init; }

    /// <summary>When what was approved was last read and found unchanged.</summary>
    public DateTimeOffset? VerifiedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Who ended it; null when nobody did.</summary>
    public string? EndedBy { get; init; }

    /// <summary>Why it ended, or what it waits for, as a sentence.</summary>
    public string? Because { get; init; }

    public IReadOnlyList<Difference> Drift { get; init; } = [];

    public IReadOnlyList<Outcome> Outcomes { get; init; } = [];

    /// <summary>Nothing more will happen.</summary>
    public bool IsOver => State is RequestState.Done or RequestState.Partial or RequestState.Failed or RequestState.Rejected
        or RequestState.Cancelled or RequestState.Expired or RequestState.Voided or RequestState.Stopped;

    /// <summary>Nothing was sent yet, so it can still be stopped.</summary>
    public bool CanStop => State is RequestState.Asked or RequestState.Approved or RequestState.CoolingDown;
}

/// <summary>One call of a request: its intent is stored before it is made.</summary>
public sealed record StepState(Step Step)
{
    /// <summary>When the intent was stored last; null when it may be begun.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The service answered: the call is not made again, whatever is read.</summary>
    public bool Answered { get; init; }

    public bool Ended { get; init; }

    public int Attempts { get; init; }
}

public enum Verdict
{
    Approved,
    Rejected,
}

/// <summary>What one human decided, whatever account they used; stored once per request and human.</summary>
public sealed record Decision(string RequestId, string Person, Verdict Verdict, DateTimeOffset At, Actor Account, Place Place)
{
    public string? Reason { get; init; }

    /// <summary>The delivery that brought it: the same one again is answered as before.</summary>
    public required string DeliveryId { get; init; }
}
