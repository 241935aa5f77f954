namespace XoperoBot.Xopero.Wire;

/// <summary>One page of any list call: its rows and what the service claims about the whole.</summary>
internal sealed class Page<T>
{
    public int? CurrentPage { get; set; }

    public int? PageCount { get; set; }

    public int? TotalEntries { get; set; }

    public List<T> Rows { get; } = [];

    /// <summary>Rows as they stood in the answer, the unusable ones included: what counts against the page size.</summary>
    public int RowsSeen { get; set; }

    /// <summary>Rows, or parts of rows, left out because they had no id.</summary>
    public int Skipped { get; set; }

    public bool? SynchronizationInProgress { get; set; }

    public DateTimeOffset? LastSynchronizationStarted { get; set; }

    public int? RemovedRepositories { get; set; }
}
