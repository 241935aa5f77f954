namespace XoperoBot.Simulator.State;

/// <summary>What cannot be derived from a repository's number. Kept small: an organization may hold a hundred thousand.</summary>
internal struct RepositoryRow
{
    /// <summary>Unix ms; 0 for never.</summary>
    public long LastBackup;

    /// <summary>Unix ms; 0 for never.</summary>
    public long LastSuccess;

    /// <summary>Null: generated from the number.</summary>
    public string? Name;

    /// <summary>0 none, then 1 success, 2 warning, 3 error: the vendor publishes no legend.</summary>
    public byte TaskStatus;

    public bool HasLicence;

    /// <summary>No longer visible at the host.</summary>
    public bool IsRemoved;

    /// <summary>Taken off the list by the call remove; the number stays used.</summary>
    public bool IsGone;

    public readonly bool IsTask => !IsGone && !IsRemoved;
}
