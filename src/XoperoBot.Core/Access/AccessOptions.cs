using System.ComponentModel.DataAnnotations;

namespace XoperoBot.Core.Access;

/// <summary>Who may do what. Nobody may do anything that is not granted here or at run time by an administrator.</summary>
public sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>What an unknown person may do; empty: nothing but <c>whoami</c> and <c>help</c>.</summary>
    public IList<Role> DefaultRoles { get; init; } = [];

    public IList<PersonOptions> People { get; init; } = [];

    /// <summary>Names of the servers that people see who have no <see cref="PersonOptions.Servers"/>, those too who were named at run time; empty: all.</summary>
    public IList<string> DefaultServers { get; init; } = [];
}

/// <summary>
/// One human. Besides <see cref="Name"/>, <see cref="Roles"/> and <see cref="Servers"/> every key names a channel and gives the person's account there, in
/// that channel's own form; <c>whoami</c> shows both.
/// </summary>
public sealed class PersonOptions
{
    /// <summary>Shown on cards and in the audit; unique.</summary>
    [Required]
    public string? Name { get; set; }

    /// <summary>Granted roles: Viewer, Operator, Approver, Admin.</summary>
    public IList<Role> Roles { get; init; } = [];

    /// <summary>Names of the servers that they see, as under Xopero:Servers, or * for all; empty: those of <see cref="AccessOptions.DefaultServers"/>.</summary>
    public IList<string> Servers { get; init; } = [];

    /// <summary>Channel name (lower case) to account.</summary>
    public IDictionary<string, string> Accounts { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}
