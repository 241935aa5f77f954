namespace XoperoBot.Simulator.State;

/// <summary>A plan: its rhythm, its last outcome and what a script has in store for it.</summary>
internal sealed class SimPlan(Guid id, int number, SimOrganization organization, string name)
{
    public const long Never = long.MaxValue;

    public Guid Id { get; } = id;

    public int Number { get; } = number;

    public SimOrganization Organization { get; } = organization;

    public Membership Members { get; } = new();

    public string Name { get; set; } = name;

    public bool IsActive { get; set; } = true;

    public bool IncludeAll { get; set; }

    public bool IncludeMetadata { get; set; } = true;

    public int BackupType { get; set; } = 5;

    public long Period { get; init; }

    public long Duration { get; init; }

    public double WarningRate { get; init; }

    public double FailureRate { get; init; }

    public long NextStart { get; set; }

    /// <summary>Unix ms; 0 while not running.</summary>
    public long StartedAt { get; set; }

    /// <summary><see cref="Never"/> while hung.</summary>
    public long FinishesAt { get; set; }

    /// <summary>End of the last run; 0 for never.</summary>
    public long FinishedAt { get; set; }

    public int Successes { get; set; }

    public int Warnings { get; set; }

    public int Errors { get; set; }

    public int Runs { get; set; }

    /// <summary>Kept by the organization until something changes.</summary>
    public int? TaskCount { get; set; }

    /// <summary>It does not start by itself until resumed.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Outcomes of the runs to come, set by a script.</summary>
    public Queue<(RunOutcome Outcome, int Count)> Planned { get; } = new();

    public bool IsRunning => StartedAt > 0;

    public bool IsHung => IsRunning && FinishesAt == Never;

    public RunOutcome LastOutcome => FinishedAt == 0 ? RunOutcome.NeverRun
        : Errors > 0 ? RunOutcome.Error
        : Warnings > 0 ? RunOutcome.Warning
        : RunOutcome.Success;

    /// <summary>When it next does something by itself.</summary>
    public long Due => IsRunning ? FinishesAt : IsActive && !IsPaused ? NextStart : Never;

    public bool Takes(int index) => IncludeAll || Members.Contains(index);

    /// <summary>Moves the next start behind <paramref name="now"/> without leaving the rhythm.</summary>
    public void Reschedule(long now)
    {
        if (NextStart <= now)
        {
            NextStart += ((now - NextStart) / Period * Period) + Period;
        }
    }
}
