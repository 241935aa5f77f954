using System.ComponentModel.DataAnnotations;

namespace XoperoBot.Simulator;

/// <summary>What one simulated Management Service is and how it behaves. Bindable from configuration (section <c>Simulator</c>).</summary>
public sealed class SimulatorOptions
{
    public const string Section = "Simulator";

    /// <summary>Where it listens. Port 0 lets the system choose; <see cref="SimulatorApp.BaseAddress"/> then tells.</summary>
    [Required]
    public Uri Address { get; set; } = new("http://127.0.0.1:0");

    /// <summary>Equal seeds give equal ids, names and outcomes.</summary>
    public int Seed { get; set; } = 28555;

    /// <summary>Divides every schedule and duration: at 60, what takes an hour takes a minute. Times on the wire stay true.</summary>
    [Range(0.001, 100_000)]
    public double Speed { get; set; } = 1;

    /// <summary>Accounts that may log in; <see cref="AccountOptions.Demo"/> when none is given.</summary>
    public IList<AccountOptions> Accounts { get; init; } = [];

    /// <summary>The organizations; a demonstration estate when none is given.</summary>
    public IList<OrganizationOptions> Organizations { get; init; } = [];

    /// <summary>Repositories of the big organization of the demonstration estate.</summary>
    [Range(1, 1_000_000)]
    public int BigOrganizationRepositories { get; set; } = 400;

    /// <summary>Adds an organization whose repositories and plan have names that try to be markup.</summary>
    public bool HostileNames { get; set; }

    /// <summary>Licences that are free at the start, for the whole service.</summary>
    [Range(0, int.MaxValue)]
    public int FreeLicences { get; set; } = 10;

    /// <summary>How long a synchronisation takes, before <see cref="Speed"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan SyncDuration { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>Requests that the recorder keeps; older ones are forgotten.</summary>
    [Range(1, 1_000_000)]
    public int RecordedRequests { get; set; } = 2_000;

    /// <summary>Events that the recorder keeps; older ones are forgotten.</summary>
    [Range(1, 10_000_000)]
    public int RecordedEvents { get; set; } = 20_000;

    /// <summary>One switch for everything that the vendor's page leaves open.</summary>
    public Assumptions Assumptions { get; init; } = new();

    /// <summary>Faults that are set from the start.</summary>
    public IList<Fault> Faults { get; init; } = [];

    /// <summary>Whether <c>/_simulator</c> is served; it answers loopback callers only.</summary>
    public bool ControlSurface { get; set; } = true;
}

/// <summary>An account of the simulated service.</summary>
public sealed class AccountOptions
{
    /// <summary>What the simulator accepts when nothing is configured. It guards invented data only.</summary>
    public static AccountOptions Demo { get; } = new() { Email = "bot@demo.test", Password = "made-up-for-the-demonstration" };

    [Required]
    public string Email { get; set; } = "";

    [Required]
    public string Password { get; set; } = "";

    /// <summary>Role names as the vendor's page spells them; the three that the calls may ask for when none is given.</summary>
    public IList<string> Roles { get; init; } = [];

    /// <summary>Login answers 200 without an access token, as a service might that asks for a second factor.</summary>
    public bool SecondFactor { get; set; }
}

/// <summary>One organization. Repositories are numbered from 0 in the order of their names.</summary>
public sealed class OrganizationOptions
{
    [Required]
    public string Name { get; set; } = "";

    /// <summary>Number of the Git host's kind; the vendor publishes no legend.</summary>
    public int Driver { get; set; } = 1;

    [Range(0, 1_000_000)]
    public int Repositories { get; set; } = 20;

    /// <summary>So many of the last ones are no longer visible at the host.</summary>
    [Range(0, 1_000_000)]
    public int Removed { get; set; }

    /// <summary>So many of the last ones have no licence; their backups end with an error.</summary>
    [Range(0, 1_000_000)]
    public int Unlicensed { get; set; }

    /// <summary>Names instead of generated ones, for the first repositories; without the organization's name before them.</summary>
    public IList<string> RepositoryNames { get; init; } = [];

    public IList<PlanOptions> Plans { get; init; } = [];

    /// <summary>Adds so many nightly plans that share the repositories evenly.</summary>
    [Range(0, 10_000)]
    public int GeneratedPlans { get; set; }

    /// <summary>Rhythm of the synchronisation by itself, before <see cref="SimulatorOptions.Speed"/>; null for none.</summary>
    public TimeSpan? SyncEvery { get; set; }

    /// <summary>So many repositories appear at every synchronisation, and as many vanish at every second one.</summary>
    [Range(0, 1_000)]
    public int ChurnPerSync { get; set; }
}

/// <summary>One plan of an organization.</summary>
public sealed class PlanOptions
{
    [Required]
    public string Name { get; set; } = "";

    /// <summary>Number of the first repository that it takes.</summary>
    [Range(0, 1_000_000)]
    public int First { get; set; }

    /// <summary>How many it takes from there.</summary>
    [Range(0, 1_000_000)]
    public int Count { get; set; }

    /// <summary>It takes every repository, those to come included.</summary>
    public bool IncludeAll { get; set; }

    /// <summary>Rhythm, before <see cref="SimulatorOptions.Speed"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "366.00:00:00")]
    public TimeSpan Every { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Start of the first run after midnight UTC; the rhythm counts from there.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan At { get; set; } = TimeSpan.FromHours(2);

    /// <summary>How long a run takes, before <see cref="SimulatorOptions.Speed"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan Duration { get; set; } = TimeSpan.FromMinutes(4);

    /// <summary>How its last run before the start ended.</summary>
    public RunOutcome LastOutcome { get; set; } = RunOutcome.Success;

    /// <summary>Share of later runs that end with a warning, 0 to 1.</summary>
    [Range(0, 1)]
    public double WarningRate { get; set; }

    /// <summary>Share of later runs that end with an error, 0 to 1.</summary>
    [Range(0, 1)]
    public double FailureRate { get; set; }

    /// <summary>An inactive plan does not run and protects nothing.</summary>
    public bool Active { get; set; } = true;
}

/// <summary>How a run ended, or that there was none.</summary>
public enum RunOutcome
{
    Success,
    Warning,
    Error,
    NeverRun,
}
