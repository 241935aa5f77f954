using System.ComponentModel.DataAnnotations;

namespace XoperoBot.Core.Access;

/// <summary>Who may do what. Nobody may do anything that is not granted here or at run time by an administrator.</summary>
public sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>What an unknown person may do; empty: nothing but <c>whoami</c> and <c>help</c>.</summary>
    public IList<Role> DefaultRoles { get; init; } = [];

    public IList<PersonOptions> People { get; init; } = [];
}

/// <summary>
/// One human. Besides <see cref="Name"/> and <see cref="Roles"/> every key names a channel and gives the person's account there, in
/// that channel's own form; <c>whoami</c> shows both.
/// </summary>
public sealed class PersonOptions
{
    /// <summary>Shown on cards and in the audit; unique.</summary>
    [Required]
    public string? Name { get; set; }

    /// <summary>Granted roles: Viewer, Operator, Approver, Admin.</summary>
    public IList<Role> Roles { get; init; } = [];

    /// <summary>Channel name (lower case) to account.</summary>
    public IDictionary<string, string> Accounts { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}
