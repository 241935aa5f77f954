namespace XoperoBot.Core.Watch;

/// <summary>One thing that is wrong on a server, whatever incident lists it. At most one open part has this key.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Organization">Id; empty for the server as a whole.</param>
/// <param name="Subject">Id of the plan or repository; empty for the organization or server as a whole.</param>
internal readonly record struct PartKey(Trouble Kind, string Organization, string Subject)
{
    public static PartKey OfServer(Trouble kind) => new(kind, "", "");
}

/// <summary>Something that is wrong from now on.</summary>
internal sealed record PartOpened(PartKey Key)
{
    /// <summary>Name of the plan, the repository, or what else is meant.</summary>
    public required string Name { get; init; }

    public string OrganizationName { get; init; } = "";

    /// <summary>Unix milliseconds: since when, as far as the service tells.</summary>
    public required long Since { get; init; }

    /// <summary>Counters or figures, never a cause.</summary>
    public string Detail { get; init; } = "";

    /// <summary>What was so last time.</summary>
    public string Before { get; init; } = "";

    /// <summary>A figure that must be reached again.</summary>
    public long Base { get; init; }
}

/// <summary>What is wrong is still wrong, and there is more to say about it.</summary>
internal sealed record PartChanged(PartKey Key, string Detail);

/// <summary>What one reading found.</summary>
internal sealed class Findings
{
    public List<PartOpened> Opened { get; } = [];

    public List<PartChanged> Changed { get; } = [];

    /// <summary>What ended, and how.</summary>
    public List<(PartKey Key, string How)> Closed { get; } = [];

    /// <summary>Plans per organization, to tell a common trouble from single ones.</summary>
    public Dictionary<string, int> Plans { get; } = new(StringComparer.OrdinalIgnoreCase);

    public bool IsEmpty => Opened.Count == 0 && Changed.Count == 0 && Closed.Count == 0;
}

/// <summary>How much stands behind an incident.</summary>
internal enum Reach
{
    /// <summary>One plan or repository.</summary>
    One,
    Organization,
    Server,
}

/// <summary>One cause, one incident: things that went wrong together belong together.</summary>
internal static class OneCause
{
    /// <summary>So many at once are not told one by one, whatever share they are.</summary>
    public const int Many = 20;

    private const int Least = 3;

    /// <summary>Divides what newly went wrong in the same way into incidents.</summary>
    /// <param name="opened">All of one kind.</param>
    /// <param name="plans">Plans per organization.</param>
    public static IEnumerable<(Reach Reach, IReadOnlyList<PartOpened> Parts)> Divide(
        IReadOnlyList<PartOpened> opened, IReadOnlyDictionary<string, int> plans)
    {
        var organizations = opened.GroupBy(part => part.Key.Organization, StringComparer.OrdinalIgnoreCase).ToList();
        if (organizations.Count > 1 && IsOne(opened.Count, plans.Values.Sum(), opened[0].Key.Kind))
        {
            return [(Reach.Server, opened)];
        }

        return organizations.SelectMany(group => group.ToList() is var parts && IsOne(parts.Count, plans.GetValueOrDefault(group.Key), parts[0].Key.Kind)
            ? [(Reach.Organization, parts)]
            : parts.Select(part => (Reach.One, (IReadOnlyList<PartOpened>)[part])));
    }

    // Of repositories the whole is not at hand; those that one reading finds were changed together.
    private static bool IsOne(int count, int whole, Trouble kind) =>
        count >= Many || (count >= Least && (!kind.IsOfPlan() || count * 2 >= whole));
}
