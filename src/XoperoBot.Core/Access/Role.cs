namespace XoperoBot.Core.Access;

/// <summary>What a person may do. Operator includes Viewer; Approver and Admin stand beside them. Whoever has any role may read.</summary>
[Flags]
public enum Role
{
    None = 0,

    /// <summary>Reads: status, plans, repositories.</summary>
    Viewer = 1,

    /// <summary>Reads, synchronises, and asks for what needs approval.</summary>
    Operator = 2,

    /// <summary>Decides on requests of others.</summary>
    Approver = 4,

    /// <summary>Runs the bot itself: people, doctor, configuration.</summary>
    Admin = 8,
}

/// <summary>What a command needs.</summary>
public enum Needs
{
    /// <summary>Nothing: everybody who reaches the bot, known or not.</summary>
    Nobody,

    /// <summary>Any role.</summary>
    AnyRole,

    /// <summary><see cref="Role.Operator"/>.</summary>
    Operator,

    /// <summary><see cref="Role.Approver"/>.</summary>
    Approver,

    /// <summary><see cref="Role.Admin"/>.</summary>
    Admin,

    /// <summary><see cref="Role.Operator"/> or <see cref="Role.Admin"/>: the command itself tells what each of them may.</summary>
    OperatorOrAdmin,
}

public static class Roles
{
    /// <summary>The one place that says what a role allows.</summary>
    public static bool Allow(this Role roles, Needs needs) => needs switch
    {
        Needs.Nobody => true,
        Needs.AnyRole => roles != Role.None,
        Needs.Operator => roles.HasFlag(Role.Operator),
        Needs.Approver => roles.HasFlag(Role.Approver),
        Needs.Admin => roles.HasFlag(Role.Admin),
        Needs.OperatorOrAdmin => roles.HasFlag(Role.Operator) || roles.HasFlag(Role.Admin),
        _ => false,
    };

    /// <summary>The role an administrator would grant for it.</summary>
    public static Role Grants(this Needs needs) => needs switch
    {
        Needs.AnyRole => Role.Viewer,
        Needs.Operator or Needs.OperatorOrAdmin => Role.Operator,
        Needs.Approver => Role.Approver,
        Needs.Admin => Role.Admin,
        _ => Role.None,
    };
}
