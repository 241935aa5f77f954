namespace XoperoBot.Simulator.State;

/// <summary>What happens in time: runs, synchronisations, the host's changes. Not locked; <see cref="Simulation"/> does that.</summary>
internal sealed class Engine(SimulatorOptions options, Dice dice, Recorder recorder)
{
    private readonly Dictionary<Guid, SimPlan> _plans = [];
    private long _nextDue;

    public Dice Dice { get; } = dice;

    public List<SimOrganization> Organizations { get; } = [];

    public int FreeLicences { get; set; } = options.FreeLicences;

    public bool IsDown { get; set; }

    public FaultBook Faults { get; } = new(options.Faults);

    public long Scale(TimeSpan span) => Math.Max(1, (long)(span.TotalMilliseconds / options.Speed));

    public void Add(SimPlan plan)
    {
        plan.Organization.Plans.Add(plan);
        _plans.Add(plan.Id, plan);
    }

    public SimPlan? FindPlan(Guid id) => _plans.GetValueOrDefault(id);

    public SimOrganization? FindOrganization(Guid id) => Organizations.Find(organization => organization.Id == id);

    /// <summary>A repository that is still on a list.</summary>
    public (SimOrganization Organization, int Index)? FindRepository(Guid id)
    {
        if (!Dice.TryRead(id, IdKind.Repository, out var owner, out var index) || owner >= Organizations.Count)
        {
            return null;
        }

        var organization = Organizations[owner];
        return index < organization.RowCount && !organization.Rows[index].IsGone ? (organization, index) : null;
    }

    /// <summary>Lets everything happen that was due up to now, in the order of time.</summary>
    public void Advance(long now)
    {
        while (_nextDue <= now)
        {
            var (due, fire) = Next();
            if (due > now)
            {
                _nextDue = due;
                return;
            }

            fire?.Invoke(due);
        }
    }

    /// <summary>Something changed: what is next must be looked for again.</summary>
    public void Changed(SimOrganization organization)
    {
        _nextDue = 0;
        organization.Touch();
    }

    public SimulationEvent StartRun(SimPlan plan, long at)
    {
        plan.StartedAt = at;
        plan.FinishesAt = at + plan.Duration;
        plan.Reschedule(at);
        Changed(plan.Organization);
        return Record(at, SimulationEventKind.PlanStarted, plan.Organization, plan);
    }

    public SimulationEvent FinishRun(SimPlan plan, long at, (RunOutcome Outcome, int Count)? forced = null)
    {
        var before = plan.LastOutcome;
        var (outcome, count) = forced ?? (plan.Planned.TryDequeue(out var planned) ? planned : Draw(plan));
        Settle(plan, at, outcome, count);
        var kind = plan.LastOutcome switch
        {
            RunOutcome.Error => SimulationEventKind.PlanFailed,
            RunOutcome.Warning => SimulationEventKind.PlanWarned,
            _ => SimulationEventKind.PlanSucceeded,
        };
        var ended = Record(at, kind, plan.Organization, plan);
        if (before == RunOutcome.Error && plan.LastOutcome != RunOutcome.Error)
        {
            Record(at, SimulationEventKind.PlanRecovered, plan.Organization, plan);
        }

        return ended;
    }

    /// <summary>Writes the end of a run into the plan and its repositories. A repository without a licence always ends with an error.</summary>
    public void Settle(SimPlan plan, long at, RunOutcome outcome, int count)
    {
        var rows = plan.Organization.Rows;
        var tasks = plan.Organization.TasksOf(plan);
        var (warnings, errors) = (0, 0);
        var offset = tasks.Count == 0 ? 0 : Dice.Below(tasks.Count, plan.Number, plan.Runs);
        for (var i = 0; i < tasks.Count; i++)
        {
            ref var row = ref rows[tasks[(i + offset) % tasks.Count]];
            var hit = i < count;
            var result = !row.HasLicence || (hit && outcome == RunOutcome.Error) ? RunOutcome.Error
                : hit && outcome == RunOutcome.Warning ? RunOutcome.Warning
                : RunOutcome.Success;
            row.LastSuccess = result == RunOutcome.Error ? row.LastSuccess : Math.Max(row.LastSuccess, at);

            // Several plans may take it, and they are not settled in the order of their runs.
            if (at >= row.LastBackup)
            {
                (row.LastBackup, row.TaskStatus) = (at, (byte)(result + 1));
            }

            warnings += result == RunOutcome.Warning ? 1 : 0;
            errors += result == RunOutcome.Error ? 1 : 0;
        }

        plan.Successes = tasks.Count - warnings - errors;
        plan.Warnings = tasks.Count == 0 && outcome == RunOutcome.Warning ? count : warnings;
        plan.Errors = tasks.Count == 0 && outcome == RunOutcome.Error ? count : errors;
        plan.FinishedAt = at;
        plan.StartedAt = 0;
        plan.FinishesAt = 0;
        plan.Runs++;
        plan.Reschedule(at);
        Changed(plan.Organization);
    }

    public SimulationEvent StartSync(SimOrganization organization, long at)
    {
        organization.SyncStartedBefore = organization.SyncStartedAt;
        organization.SyncStartedAt = at;
        organization.SyncEndsAt = at + Scale(options.SyncDuration);
        Changed(organization);
        return Record(at, SimulationEventKind.SyncStarted, organization);
    }

    public SimulationEvent LoseSync(SimOrganization organization, long at)
    {
        organization.SyncEndsAt = 0;
        organization.SyncStartedAt = organization.SyncStartedBefore;
        Changed(organization);
        return Record(at, SimulationEventKind.SyncLost, organization);
    }

    public SimulationEvent FinishSync(SimOrganization organization, long at)
    {
        organization.SyncEndsAt = 0;
        organization.Syncs++;
        while (organization.NextSync <= at)
        {
            organization.NextSync += organization.SyncPeriod;
        }

        Churn(organization);
        foreach (var change in organization.Pending)
        {
            Apply(organization, change, at);
        }

        organization.Pending.Clear();
        Changed(organization);
        return Record(at, SimulationEventKind.SyncFinished, organization);
    }

    public SimulationEvent? Apply(SimOrganization organization, HostChange change, long at)
    {
        if (change.Kind == HostChangeKind.Appears)
        {
            return options.Assumptions.SyncListsNewRepositories ? Appear(organization, change.Name, at) : null;
        }

        ref var row = ref organization.Rows[change.Index];
        var vanishes = change.Kind == HostChangeKind.Vanishes;
        if (row.IsGone || row.IsRemoved == vanishes)
        {
            return null;
        }

        row.IsRemoved = vanishes;
        Changed(organization);
        return Record(at, vanishes ? SimulationEventKind.RepositoryVanished : SimulationEventKind.RepositoryReturned, organization, index: change.Index);
    }

    public SimulationEvent Record(
        long at, SimulationEventKind kind, SimOrganization? organization = null, SimPlan? plan = null, int? index = null, string? detail = null)
    {
        var ended = kind is SimulationEventKind.PlanSucceeded or SimulationEventKind.PlanWarned or SimulationEventKind.PlanFailed;
        return recorder.Add(new SimulationEvent
        {
            At = DateTimeOffset.FromUnixTimeMilliseconds(at),
            Kind = kind,
            Organization = organization?.Name,
            OrganizationId = organization?.Id.ToString(),
            Plan = plan?.Name,
            PlanId = plan?.Id.ToString(),
            Repository = index is { } named ? organization?.RepositoryName(named) : null,
            RepositoryId = index is { } known ? organization?.RepositoryId(known).ToString() : null,
            Successes = ended ? plan?.Successes : null,
            Warnings = ended ? plan?.Warnings : null,
            Errors = ended ? plan?.Errors : null,
            Detail = detail,
        });
    }

    private (long Due, Action<long>? Fire) Next()
    {
        var due = SimPlan.Never;
        Action<long>? fire = null;
        foreach (var organization in Organizations)
        {
            if (organization.Due < due)
            {
                (due, fire) = (organization.Due, at => Step(organization, at));
            }

            foreach (var plan in organization.Plans)
            {
                if (plan.Due < due)
                {
                    (due, fire) = (plan.Due, at => Step(plan, at));
                }
            }
        }

        return (due, fire);
    }

    private void Step(SimOrganization organization, long at)
    {
        _ = organization.IsSyncing ? FinishSync(organization, at) : StartSync(organization, at);
    }

    private void Step(SimPlan plan, long at)
    {
        _ = plan.IsRunning ? FinishRun(plan, at) : StartRun(plan, at);
    }

    private (RunOutcome Outcome, int Count) Draw(SimPlan plan)
    {
        var share = Dice.Share(plan.Number, plan.Runs);
        var outcome = share < plan.FailureRate ? RunOutcome.Error
            : share < plan.FailureRate + plan.WarningRate ? RunOutcome.Warning
            : RunOutcome.Success;
        return (outcome, 1);
    }

    private void Churn(SimOrganization organization)
    {
        for (var i = 0; i < organization.ChurnPerSync; i++)
        {
            var name = Names.Generated(Dice.Below(288, organization.Number, organization.Syncs, i), 288);
            organization.Pending.Add(new HostChange(HostChangeKind.Appears, $"{name}-{organization.Syncs}.{i}", -1));
            if (organization.Syncs % 2 == 0 && organization.RowCount > 0)
            {
                var index = Dice.Below(organization.RowCount, organization.Number, organization.Syncs, -i);
                organization.Pending.Add(new HostChange(HostChangeKind.Vanishes, "", index));
            }
        }
    }

    private SimulationEvent Appear(SimOrganization organization, string name, long at)
    {
        var index = organization.Add(new RepositoryRow { Name = name });
        if (options.Assumptions.NewRepositoriesJoinPlans && organization.Plans.Count > 0)
        {
            organization.Plans[0].Members.Add(index);
        }

        Changed(organization);
        return Record(at, SimulationEventKind.RepositoryAppeared, organization, index: index);
    }
}
