using XoperoBot.Core.Access;

namespace XoperoBot.Core.Approvals;

/// <summary>What somebody asks for: one operation on things of one organization. Holds ids, so that a name that moves means nothing.</summary>
public sealed record Order
{
    /// <summary><see cref="IOperation.Name"/>.</summary>
    public required string Operation { get; init; }

    /// <summary>Name of the server, as configured; empty for what is done on none, as a change of who may do what.</summary>
    public required string Server { get; init; }

    public required string OrganizationId { get; init; }

    public required string OrganizationName { get; init; }

    /// <summary>What it is done to, each in a result of its own: repositories, or the plan itself.</summary>
    public required IReadOnlyList<Target> Targets { get; init; }

    /// <summary>The plan that repositories are put into or taken out of; null where none takes part.</summary>
    public Target? Plan { get; init; }

    /// <summary>Deletes the backup data too.</summary>
    public bool WithData { get; init; }

    /// <summary>The operation's own text, for example a whole definition that is sent as it is.</summary>
    public string? Definition { get; init; }

    /// <summary>Whether it exists for somebody; what is on no server does for everybody.</summary>
    public bool IsSeenBy(Sight sight) => Server.Length == 0 || sight.Sees(Server);
}

/// <param name="Id">The service's id; compared without case.</param>
/// <param name="Name">As it was when it was asked; shown, and typed to confirm.</param>
public sealed record Target(string Id, string Name);

/// <summary>One call to the service, exactly as it will be sent.</summary>
/// <param name="Targets">Ids that the call is about.</param>
/// <param name="Path">Path below the service's address.</param>
/// <param name="Body">The JSON that is sent.</param>
public sealed record Step(IReadOnlyList<string> Targets, string Path, string Body)
{
    /// <summary>How it reads on cards and in the audit, before the path.</summary>
    public string Verb { get; init; } = "POST";
}
