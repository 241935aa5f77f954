using XoperoBot.Core.Access;
using XoperoBot.Core.Servers;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Watch;

/// <summary>How fresh what is known of one server is.</summary>
/// <param name="Server">As configured.</param>
/// <param name="ReadAt">The newest reading that succeeded; null for none ever.</param>
/// <param name="TriedAt">The newest reading of all; null for none ever.</param>
/// <param name="Fault">Why the newest failed; null when it did not.</param>
public sealed record ServerAge(string Server, DateTimeOffset? ReadAt, DateTimeOffset? TriedAt, string? Fault);

/// <summary>When each server was read last, by whichever process. For <c>status</c> and for health checks.</summary>
public interface IWatchAge
{
    /// <summary>One per server that is seen, in configured order.</summary>
    Task<IReadOnlyList<ServerAge>> AllAsync(Sight sight, CancellationToken cancellationToken);
}

internal sealed class WatchAge(WatchStore store, IManagementServices services) : IWatchAge
{
    public async Task<IReadOnlyList<ServerAge>> AllAsync(Sight sight, CancellationToken cancellationToken)
    {
        var rows = (await store.ServersAsync(cancellationToken)).ToDictionary(row => row.Server, StringComparer.OrdinalIgnoreCase);
        return [.. services.SeenBy(sight).Select(service => rows.TryGetValue(service.Name, out var row)
            ? new ServerAge(service.Name, At(row.PassedAt), At(row.TriedAt), row.Fault)
            : new ServerAge(service.Name, ReadAt: null, TriedAt: null, Fault: null))];
    }

    private static DateTimeOffset? At(long milliseconds) => milliseconds > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
}
