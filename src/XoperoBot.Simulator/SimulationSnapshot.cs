using XoperoBot.Simulator.State;

namespace XoperoBot.Simulator;

/// <summary>A simulated service at one moment.</summary>
public sealed record SimulationSnapshot
{
    public required DateTimeOffset At { get; init; }

    public required bool IsDown { get; init; }

    public required int FreeLicences { get; init; }

    /// <summary>Requests since the start.</summary>
    public required long Requests { get; init; }

    public required IReadOnlyList<Fault> Faults { get; init; }

    public required IReadOnlyList<OrganizationSnapshot> Organizations { get; init; }

    internal static SimulationSnapshot Of(Simulation simulation) => new()
    {
        At = DateTimeOffset.FromUnixTimeMilliseconds(simulation.NowMs),
        IsDown = simulation.Engine.IsDown,
        FreeLicences = simulation.Engine.FreeLicences,
        Requests = simulation.Recorder.RequestCount,
        Faults = simulation.Engine.Faults.Current,
        Organizations =
        [
            .. simulation.Engine.Organizations.Select(organization => OrganizationSnapshot.Of(organization, simulation.Options.Assumptions)),
        ],
    };
}

/// <summary>One organization at that moment, with the numbers that the wire gives.</summary>
public sealed record OrganizationSnapshot
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required int Protected { get; init; }

    public required int Total { get; init; }

    public required int MissingLicences { get; init; }

    public required int Removed { get; init; }

    public required bool IsSynchronizing { get; init; }

    public required IReadOnlyList<PlanSnapshot> Plans { get; init; }

    internal static OrganizationSnapshot Of(SimOrganization organization, Assumptions assumptions)
    {
        var counters = organization.Counters(assumptions.CountersOverlap);
        return new OrganizationSnapshot
        {
            Id = organization.Id.ToString(),
            Name = organization.Name,
            Protected = counters.Protected,
            Total = counters.Total,
            MissingLicences = counters.Missing,
            Removed = counters.Removed,
            IsSynchronizing = organization.IsSyncing,
            Plans = [.. organization.Plans.Select(PlanSnapshot.Of)],
        };
    }
}

/// <summary>One plan at that moment.</summary>
public sealed record PlanSnapshot
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required RunOutcome LastOutcome { get; init; }

    public required DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Next start by itself; null while paused or inactive.</summary>
    public required DateTimeOffset? NextStart { get; init; }

    public required bool IsRunning { get; init; }

    public required bool IsHung { get; init; }

    public required bool IsPaused { get; init; }

    internal static PlanSnapshot Of(SimPlan plan) => new()
    {
        Id = plan.Id.ToString(),
        Name = plan.Name,
        LastOutcome = plan.LastOutcome,
        FinishedAt = plan.FinishedAt == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(plan.FinishedAt),
        NextStart = plan.IsPaused || !plan.IsActive ? null : DateTimeOffset.FromUnixTimeMilliseconds(plan.NextStart),
        IsRunning = plan.IsRunning,
        IsHung = plan.IsHung,
        IsPaused = plan.IsPaused,
    };
}
