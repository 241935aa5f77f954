using XoperoBot.Xopero;

namespace XoperoBot.Core.Servers;

/// <summary>What one server said last, and what went wrong when it was asked now.</summary>
/// <param name="Service">The server.</param>
/// <param name="Organizations">From the newest reading that succeeded; empty when there was none.</param>
/// <param name="At">When that reading was made; null when there was none.</param>
/// <param name="Fault">Why there is none from now; null when this is from now.</param>
public sealed record Reading(IManagementService Service, IReadOnlyList<Organization> Organizations, DateTimeOffset? At, XoperoException? Fault)
{
    public string Server => Service.Name;
}
