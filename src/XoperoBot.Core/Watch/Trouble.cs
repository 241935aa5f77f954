using XoperoBot.Core.Chat;

namespace XoperoBot.Core.Watch;

/// <summary>What can be wrong. Stored by name.</summary>
public enum Trouble
{
    PlanFailed,
    PlanWarnings,

    /// <summary>It finished, and neither of its counters counted anything.</summary>
    PlanNothing,
    PlanDidNotRun,
    PlanHung,

    /// <summary>A repository that is new to the service, or was protected before, is in no active plan.</summary>
    RepositoryUnprotected,
    PlanLostRepositories,

    /// <summary>No longer visible at the Git host; never called deleted.</summary>
    RepositoryNotVisible,
    LicencesMissing,
    RepositoryLate,
    ServiceUnreachable,
    AccountRefused,

    /// <summary>The bot itself did not look.</summary>
    NotWatched,

    /// <summary>How a server stood when it was first read. Only of an incident as a whole, never of a part.</summary>
    FirstContact,
}

/// <summary>What a place may want to hear of.</summary>
[Flags]
public enum Topics
{
    None = 0,
    Failures = 1,
    Warnings = 2,
    Coverage = 4,
    All = Failures | Warnings | Coverage,
}

/// <summary>What is said about each kind.</summary>
internal static class Troubles
{
    public static Topics Topic(this Trouble kind) => kind switch
    {
        Trouble.PlanWarnings or Trouble.PlanNothing => Topics.Warnings,
        Trouble.RepositoryUnprotected or Trouble.PlanLostRepositories or Trouble.RepositoryNotVisible or Trouble.LicencesMissing => Topics.Coverage,
        Trouble.FirstContact => Topics.All,
        _ => Topics.Failures,
    };

    public static Tone Tone(this Trouble kind) => kind.Topic() == Topics.Failures ? Chat.Tone.Bad : Chat.Tone.Warning;

    /// <summary>Everything on the server stands behind it, whatever the organization.</summary>
    public static bool IsOfServer(this Trouble kind) => kind is Trouble.ServiceUnreachable or Trouble.AccountRefused or Trouble.NotWatched;

    public static bool IsOfPlan(this Trouble kind) => kind is Trouble.PlanFailed or Trouble.PlanWarnings or Trouble.PlanNothing
        or Trouble.PlanDidNotRun or Trouble.PlanHung or Trouble.PlanLostRepositories;

    /// <summary>"3 plans failed", "Plan nightly failed": what follows the subject, and the subject's kind.</summary>
    public static (string One, string Many, string Verb) Words(this Trouble kind) => kind switch
    {
        Trouble.PlanFailed => ("plan", "plans", "failed"),
        Trouble.PlanWarnings => ("plan", "plans", "finished with warnings"),
        Trouble.PlanNothing => ("plan", "plans", "finished with nothing backed up"),
        Trouble.PlanDidNotRun => ("plan", "plans", "did not run"),
        Trouble.PlanHung => ("plan", "plans", "running unusually long"),
        Trouble.RepositoryUnprotected => ("repository", "repositories", "unprotected"),
        Trouble.PlanLostRepositories => ("plan", "plans", "lost repositories"),
        Trouble.RepositoryNotVisible => ("repository", "repositories", "no longer visible at the Git host"),
        Trouble.LicencesMissing => ("organization", "organizations", "missing more licences"),
        Trouble.RepositoryLate => ("repository", "repositories", "without a successful backup for too long"),
        Trouble.ServiceUnreachable => ("server", "servers", "cannot be read"),
        Trouble.AccountRefused => ("server", "servers", "refusing the bot's account"),
        Trouble.NotWatched => ("server", "servers", "not watched"),
        _ => ("server", "servers", "watched from now on"),
    };
}
