using System.ComponentModel.DataAnnotations;

namespace XoperoBot.Core.Approvals;

/// <summary>Who must agree before something risky is done, and where they are asked.</summary>
public sealed class ApprovalsOptions
{
    public const string Section = "Approvals";

    /// <summary>Places, written <c>channel:id</c>, that get a copy of every request besides the place where it was asked.</summary>
    public IList<string> Channels { get; init; } = [];

    /// <summary>The first that fits an operation and its organization holds; without one, the operation's own default.</summary>
    public IList<ApprovalRuleOptions> Rules { get; init; } = [];

    /// <summary>Most repositories that one request may name.</summary>
    [Range(1, 1000)]
    public int MostRepositories { get; set; } = 100;

    /// <summary>Longest time to look for repositories by name.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan SearchPatience { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest time for the choices of a form's field; channels wait three seconds at most.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:10")]
    public TimeSpan LookupPatience { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>After an unclear end: so long is waited before "it is not there" counts as "it was not done".</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan SettleFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>After an unclear end: so long the service is read again before a person is asked.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ProveWithin { get; set; } = TimeSpan.FromMinutes(30);
}

/// <summary>A rule as it is configured. What is left out is taken from the operation's default.</summary>
public sealed class ApprovalRuleOptions
{
    /// <summary>activate, deactivate, attach, detach, modify, remove, grant or revoke.</summary>
    [Required]
    public string? Operation { get; set; }

    /// <summary>Names of organizations, <c>server/name</c> or <c>name</c>, with <c>*</c> for any text; empty: all.</summary>
    public IList<string> Organizations { get; init; } = [];

    /// <summary>How many people must approve; the requester never counts.</summary>
    [Range(1, 20)]
    public int? Approvers { get; set; }

    /// <summary>Names of the people who may approve, as under <c>Access:People</c>; empty: everybody with the role Approver.</summary>
    public IList<string> ApproverNames { get; init; } = [];

    /// <summary>A request that is not approved within this time ends.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan? ExpiresAfter { get; set; }

    /// <summary>After the last approval it must begin within this time, cool-down included.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan? RunWithin { get; set; }

    /// <summary>Between the last approval and the run; it can be stopped meanwhile.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan? CoolDown { get; set; }

    /// <summary>The requester types the repository's name.</summary>
    public bool? TypeToConfirm { get; set; }

    public bool? ReasonRequired { get; set; }

    /// <summary>A regular expression that the whole reason must match, for example <c>OPS-\d+.*</c>.</summary>
    public string? ReasonPattern { get; set; }

    /// <summary>Said when the reason does not match.</summary>
    public string? ReasonHelp { get; set; }
}

/// <summary>A rule in force; a request keeps the one that it was asked under.</summary>
public sealed record ApprovalRule
{
    public required string Operation { get; init; }

    public int Approvers { get; init; } = 1;

    /// <summary>Empty: everybody with the role Approver.</summary>
    public IReadOnlyList<string> ApproverNames { get; init; } = [];

    public TimeSpan ExpiresAfter { get; init; } = TimeSpan.FromHours(8);

    public TimeSpan RunWithin { get; init; } = TimeSpan.FromHours(24);

    public TimeSpan CoolDown { get; init; }

    public bool TypeToConfirm { get; init; }

    public bool ReasonRequired { get; init; }

    public string? ReasonPattern { get; init; }

    public string? ReasonHelp { get; init; }
}
