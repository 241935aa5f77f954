using XoperoBot.Core.Access;

namespace XoperoBot.Core.Watch;

/// <summary>What a subscription or a mute is about: everything, a server, an organization, a plan, or one incident.</summary>
/// <param name="Server">Empty for everything.</param>
/// <param name="Organization">Id; empty for the whole server.</param>
/// <param name="Plan">Id; empty for the whole organization.</param>
/// <param name="Incident">Id of one incident; then the others are empty.</param>
public sealed record Scope(string Server = "", string Organization = "", string Plan = "", string Incident = "")
{
    public static Scope All { get; } = new();

    /// <summary>As it is stored.</summary>
    public string Key => string.Join('\t', Server, Organization, Plan, Incident).TrimEnd('\t');

    public static Scope Parse(string key)
    {
        var parts = key.Split('\t');
        return new Scope(parts.ElementAtOrDefault(0) ?? "", parts.ElementAtOrDefault(1) ?? "", parts.ElementAtOrDefault(2) ?? "", parts.ElementAtOrDefault(3) ?? "");
    }

    /// <summary>Whether it is about nothing that is hidden from somebody: then it is theirs to set and to end.</summary>
    public bool IsWithin(Sight sight) => sight.IsAll || (Server.Length > 0 && sight.Sees(Server));

    /// <summary>Whether somebody may know of it: of what is about everything they may, because it is about theirs too. An incident's server does not stand in it.</summary>
    public bool IsShownTo(Sight sight) => IsWithin(sight) || (Server.Length == 0 && Incident.Length == 0);

    /// <summary>Whether somebody who watches this would want to know of that. A server that cannot be read concerns everything on it.</summary>
    internal bool Covers(string server, PartKey part) => Incident.Length == 0
        && Matches(Server, server)
        && (part.Kind.IsOfServer() || (Matches(Organization, part.Organization) && (Plan.Length == 0 || (part.Kind.IsOfPlan() && Matches(Plan, part.Subject)))));

    private static bool Matches(string wanted, string given) => wanted.Length == 0 || string.Equals(wanted, given, StringComparison.OrdinalIgnoreCase);
}
