using XoperoBot.Simulator.State;
using XoperoBot.Simulator.Wire;

namespace XoperoBot.Simulator;

/// <summary>What a step of a script did.</summary>
/// <param name="Done">False: nothing changed, and <paramref name="Message"/> says why.</param>
/// <param name="Message">One plain sentence.</param>
/// <param name="Event">The change as the log has it.</param>
public sealed record ScriptResult(bool Done, string Message, SimulationEvent? Event = null);

/// <summary>
/// Makes things happen in a simulation, for tests and demonstrations. Organizations, plans and repositories are given by name
/// (without case) or id; the first of several equal names is meant.
/// </summary>
public sealed class SimulationScript
{
    private readonly Simulation _simulation;

    internal SimulationScript(Simulation simulation) => _simulation = simulation;

    private Engine Engine => _simulation.Engine;

    private long Now => _simulation.NowMs;

    /// <summary>Ends a run at once with errors; starts one first if none runs.</summary>
    /// <param name="organization">Name or id.</param>
    /// <param name="plan">Name or id.</param>
    /// <param name="errors">Repositories that it fails for, as far as the plan has so many.</param>
    /// <param name="runs">This run and so many less one of the next fail.</param>
    public ScriptResult FailPlan(string organization, string plan, int errors = 1, int runs = 1) =>
        EndRun(organization, plan, RunOutcome.Error, errors, runs);

    /// <summary>Ends a run at once with warnings; starts one first if none runs.</summary>
    public ScriptResult WarnPlan(string organization, string plan, int warnings = 1, int runs = 1) =>
        EndRun(organization, plan, RunOutcome.Warning, warnings, runs);

    /// <summary>Ends a run at once without fault, a hung one too; starts one first if none runs. Repositories without a licence still fail.</summary>
    public ScriptResult SucceedPlan(string organization, string plan) => EndRun(organization, plan, RunOutcome.Success, 0, 1);

    /// <summary>Says how the next runs will end, without starting one.</summary>
    public ScriptResult NextRun(string organization, string plan, RunOutcome outcome, int count = 1, int runs = 1) =>
        WithPlan(organization, plan, found =>
        {
            Plan(found, outcome, count, runs);
            return new ScriptResult(true, $"The next run of {found.Name} ends as said.");
        });

    /// <summary>Starts a run that takes as long as the plan's runs do.</summary>
    public ScriptResult RunPlan(string organization, string plan) => WithPlan(organization, plan, found => found.IsRunning
        ? new ScriptResult(false, $"{found.Name} is running already.")
        : Done("It runs.", Engine.StartRun(found, Now)));

    /// <summary>The plan runs and does not end, until FailPlan, WarnPlan or SucceedPlan ends it.</summary>
    public ScriptResult HangPlan(string organization, string plan) => WithPlan(organization, plan, found =>
    {
        if (!found.IsRunning)
        {
            Engine.StartRun(found, Now);
        }

        found.FinishesAt = SimPlan.Never;
        Engine.Changed(found.Organization);
        return Done("It hangs.", Engine.Record(Now, SimulationEventKind.PlanHung, found.Organization, found));
    });

    /// <summary>The plan stays active but does not start any more, as when its worker is off.</summary>
    public ScriptResult PausePlan(string organization, string plan) => WithPlan(organization, plan, found =>
    {
        found.IsPaused = true;
        Engine.Changed(found.Organization);
        return Done("It does not start any more.", Engine.Record(Now, SimulationEventKind.PlanPaused, found.Organization, found));
    });

    public ScriptResult ResumePlan(string organization, string plan) => WithPlan(organization, plan, found =>
    {
        found.IsPaused = false;
        found.Reschedule(Now);
        Engine.Changed(found.Organization);
        return Done("It starts again in its rhythm.", Engine.Record(Now, SimulationEventKind.PlanResumed, found.Organization, found));
    });

    /// <summary>A repository is made at the Git host. The service lists it after its next synchronisation, or at once if asked.</summary>
    public ScriptResult AddRepository(string organization, string name, bool atOnce = false) => WithOrganization(organization, found =>
        HostDoes(found, new HostChange(HostChangeKind.Appears, name, -1), atOnce));

    /// <summary>A repository vanishes from the Git host. The service notices at its next synchronisation, or at once if asked.</summary>
    public ScriptResult RemoveFromHost(string organization, string repository, bool atOnce = false) =>
        WithRepository(organization, repository, (found, index) => HostDoes(found, new HostChange(HostChangeKind.Vanishes, "", index), atOnce));

    /// <summary>A vanished repository is visible at the Git host again.</summary>
    public ScriptResult ReturnToHost(string organization, string repository, bool atOnce = false) =>
        WithRepository(organization, repository, (found, index) => HostDoes(found, new HostChange(HostChangeKind.Returns, "", index), atOnce));

    /// <summary>Starts a synchronisation as the call would.</summary>
    public ScriptResult Sync(string organization) => WithOrganization(organization, found => found.IsSyncing
        ? new ScriptResult(false, $"{found.Name} is being synchronised already.")
        : Done("It synchronises.", Engine.StartSync(found, Now)));

    /// <summary>A synchronisation runs and does not end, until <see cref="FinishSync"/>.</summary>
    public ScriptResult HangSync(string organization) => WithOrganization(organization, found =>
    {
        if (!found.IsSyncing)
        {
            Engine.StartSync(found, Now);
        }

        found.SyncEndsAt = SimPlan.Never;
        Engine.Changed(found);
        return Done("It hangs.", Engine.Record(Now, SimulationEventKind.SyncHung, found));
    });

    /// <summary>The service no longer knows of a running synchronisation, as when it was restored from an earlier state.</summary>
    public ScriptResult LoseSync(string organization) => WithOrganization(organization, found => found.IsSyncing
        ? Done("It is lost.", Engine.LoseSync(found, Now))
        : new ScriptResult(false, $"{found.Name} is not being synchronised."));

    /// <summary>Ends a running synchronisation now.</summary>
    public ScriptResult FinishSync(string organization) => WithOrganization(organization, found => found.IsSyncing
        ? Done("It ended.", Engine.FinishSync(found, Now))
        : new ScriptResult(false, $"{found.Name} is not being synchronised."));

    /// <summary>No licence is free any more: activate answers LI5020.</summary>
    public ScriptResult ExhaustLicences() => SetFreeLicences(0);

    public ScriptResult SetFreeLicences(int free)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(free);
        using var held = _simulation.Enter();
        Engine.FreeLicences = free;
        return Done("The number of free licences is set.", Engine.Record(Now, SimulationEventKind.LicencesChanged, detail: Number(free)));
    }

    /// <summary>Every connection is broken off until <see cref="BringUp"/>. What is planned still happens.</summary>
    public ScriptResult TakeDown() => SetDown(true);

    public ScriptResult BringUp() => SetDown(false);

    /// <summary>Every token given so far is worth nothing.</summary>
    public ScriptResult ExpireTokens()
    {
        using var held = _simulation.Enter();
        var count = _simulation.Tokens.Clear();
        return Done("All tokens are expired.", Engine.Record(Now, SimulationEventKind.TokensExpired, detail: Number(count)));
    }

    /// <summary>Sets a fault; several may be set and apply together.</summary>
    /// <param name="call">The call that it meets; null for every call.</param>
    /// <param name="fault">What goes wrong.</param>
    /// <param name="times">How many requests it meets; null for all to come.</param>
    public ScriptResult SetFault(SimulatorCall? call, Fault fault, int? times = null)
    {
        ArgumentNullException.ThrowIfNull(fault);
        using var held = _simulation.Enter();
        var set = fault with { Call = call, Times = times };
        Engine.Faults.Add(set);
        return Done("The fault is set.", Engine.Record(Now, SimulationEventKind.FaultSet, detail: $"{set.Kind} {set.Call?.ToString() ?? "every call"}"));
    }

    /// <inheritdoc cref="SetFault(SimulatorCall?, Fault, int?)"/>
    public ScriptResult SetFault(SimulatorCall? call, FaultKind kind, int? times = null) => SetFault(call, new Fault { Kind = kind }, times);

    /// <summary>Takes back the faults of one call, or all of them.</summary>
    public ScriptResult ClearFaults(SimulatorCall? call = null)
    {
        using var held = _simulation.Enter();
        var count = Engine.Faults.Clear(call);
        return Done("The faults are cleared.", Engine.Record(Now, SimulationEventKind.FaultsCleared, detail: Number(count)));
    }

    private static ScriptResult Done(string message, SimulationEvent? happened) => new(true, message, happened);

    private static bool IsMeant(string given, string name, Guid id) =>
        string.Equals(given, name, StringComparison.OrdinalIgnoreCase) || (WireId.TryRead(given, out var read) && read == id);

    private static string Number(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static void Plan(SimPlan plan, RunOutcome outcome, int count, int runs)
    {
        for (var i = 0; i < runs; i++)
        {
            plan.Planned.Enqueue((outcome, count));
        }
    }

    private ScriptResult EndRun(string organization, string plan, RunOutcome outcome, int count, int runs) => WithPlan(organization, plan, found =>
    {
        if (!found.IsRunning)
        {
            Engine.StartRun(found, Now);
        }

        var ended = Engine.FinishRun(found, Now, (outcome, Math.Max(1, count)));
        Plan(found, outcome, count, runs - 1);
        return Done("The run ended.", ended);
    });

    private ScriptResult HostDoes(SimOrganization organization, HostChange change, bool atOnce)
    {
        if (!atOnce)
        {
            organization.Pending.Add(change);
            return new ScriptResult(true, "The next synchronisation will show it.");
        }

        return Engine.Apply(organization, change, Now) is { } happened
            ? Done("It is listed so.", happened)
            : new ScriptResult(false, "That is so already, or new repositories are not listed.");
    }

    private ScriptResult SetDown(bool down)
    {
        using var held = _simulation.Enter();
        if (Engine.IsDown == down)
        {
            return new ScriptResult(false, down ? "It is down already." : "It is up already.");
        }

        Engine.IsDown = down;
        return Done(down ? "It is down." : "It is up.", Engine.Record(Now, down ? SimulationEventKind.ServiceDown : SimulationEventKind.ServiceUp));
    }

    private ScriptResult WithOrganization(string organization, Func<SimOrganization, ScriptResult> act)
    {
        using var held = _simulation.Enter();
        return Engine.Organizations.Find(one => IsMeant(organization, one.Name, one.Id)) is { } found
            ? act(found)
            : new ScriptResult(false, "There is no such organization.");
    }

    private ScriptResult WithPlan(string organization, string plan, Func<SimPlan, ScriptResult> act) => WithOrganization(organization, owner =>
        owner.Plans.Find(one => IsMeant(plan, one.Name, one.Id)) is { } found ? act(found) : new ScriptResult(false, "There is no such plan."));

    private ScriptResult WithRepository(string organization, string repository, Func<SimOrganization, int, ScriptResult> act) =>
        WithOrganization(organization, owner =>
        {
            var known = WireId.TryRead(repository, out var id) && Engine.FindRepository(id) is { } byId && byId.Organization == owner
                ? byId.Index
                : owner.FindByName(repository);
            return known is { } index ? act(owner, index) : new ScriptResult(false, "There is no such repository.");
        });
}
