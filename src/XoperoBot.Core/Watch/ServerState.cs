namespace XoperoBot.Core.Watch;

/// <summary>A plan as this process knows it.</summary>
internal sealed class PlanEntry(PlanState state)
{
    public PlanState State { get; set; } = state;

    public PlanTroubles Open { get; set; }

    /// <summary>Readings in a row that did not list it.</summary>
    public int Missed { get; set; }

    public long SeenIn { get; set; }
}

/// <summary>What is kept of an organization between two readings.</summary>
internal sealed record OrganizationState
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public int? Protected { get; init; }

    public int? Total { get; init; }

    public int? Missing { get; init; }

    public int? Removed { get; init; }

    /// <summary>Licences missing that count as usual; null before the first figure.</summary>
    public int? MissingBase { get; init; }

    /// <summary>UTC day of the newest coverage row.</summary>
    public string CoverageDay { get; init; } = "";

    /// <summary>Unix milliseconds of the next reading of its repositories.</summary>
    public long RepositoriesDue { get; init; }
}

internal sealed class OrganizationEntry(OrganizationState state)
{
    public OrganizationState State { get; set; } = state;

    /// <summary>Readings in a row that did not list it.</summary>
    public int Missed { get; set; }

    public Dictionary<string, PlanEntry> Plans { get; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>When something that is wrong began to be, and what would end it.</summary>
internal sealed record OpenPart(long OpenedAt, long Base);

/// <summary>
/// What the readings of one server are compared with. A copy of the database: it counts only while <see cref="Pass"/> is the number that
/// is stored there, else another process has read the server meanwhile.
/// </summary>
internal sealed class ServerState(string server)
{
    public string Server { get; } = server;

    /// <summary>Readings so far, failed ones included.</summary>
    public long Pass { get; set; }

    /// <summary>Unix milliseconds of the newest success; 0 for never.</summary>
    public long PassedAt { get; set; }

    public int Failures { get; set; }

    /// <summary>Unix milliseconds of the first failure of the row.</summary>
    public long FailingSince { get; set; }

    public Dictionary<string, OrganizationEntry> Organizations { get; } = new(StringComparer.OrdinalIgnoreCase);

    public Dictionary<PartKey, OpenPart> Open { get; } = [];
}
