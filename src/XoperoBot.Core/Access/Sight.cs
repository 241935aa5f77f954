namespace XoperoBot.Core.Access;

/// <summary>
/// Which Management Services somebody may see, by name and without case. Whatever shows what is on a server, or works on it for a
/// person, asks this; a server that is not seen is answered for like one that does not exist.
/// </summary>
public sealed class Sight
{
    /// <summary>In the place of a server's name: every one of them, or one that is not known. Only who sees all sees what is about that.</summary>
    public const string Every = "*";

    private readonly HashSet<string>? _servers;

    private Sight(IEnumerable<string>? servers) => _servers = servers?.ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Every server, those too that are configured later.</summary>
    public static Sight All { get; } = new(servers: null);

    public static Sight None { get; } = new([]);

    public bool IsAll => _servers is null;

    /// <summary>The names, in their order; empty where all are seen.</summary>
    public IReadOnlyList<string> Servers => [.. (_servers ?? []).Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>These and no other; all where <see cref="Every"/> is among them.</summary>
    public static Sight Of(IReadOnlyCollection<string> servers) => servers.Contains(Every, StringComparer.Ordinal) ? All : new Sight(servers);

    public bool Sees(string server) => _servers is null || _servers.Contains(server);

    /// <summary>Whether nothing of what the other sees is hidden from this one.</summary>
    public bool Covers(Sight other) => _servers is null || other._servers?.All(_servers.Contains) == true;
}
