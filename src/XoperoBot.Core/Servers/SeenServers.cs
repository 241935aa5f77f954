using XoperoBot.Core.Access;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Servers;

internal static class SeenServers
{
    /// <summary>The servers that exist for somebody, in configured order.</summary>
    public static IEnumerable<IManagementService> SeenBy(this IManagementServices services, Sight sight) => services.All.Where(service => sight.Sees(service.Name));
}
