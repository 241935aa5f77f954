namespace XoperoBot.Xopero;

/// <summary>All configured Management Services.</summary>
public interface IManagementServices
{
    /// <summary>In the order of the configuration.</summary>
    IReadOnlyList<IManagementService> All { get; }

    /// <summary>The one of this name, in any case; null when there is none.</summary>
    IManagementService? Find(string name);
}
