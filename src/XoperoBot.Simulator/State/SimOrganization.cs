using System.Runtime.InteropServices;

namespace XoperoBot.Simulator.State;

/// <summary>An organization with its repositories. What is derived from them is kept until something changes.</summary>
internal sealed class SimOrganization(Dice dice, int number, string name, int driver, int generated)
{
    private readonly List<RepositoryRow> _rows = [];
    private readonly Dictionary<RepositoryView, int[]> _views = [];
    private OrganizationCounters? _counters;
    private int[]? _byName;

    public Guid Id { get; } = dice.Id(IdKind.Organization, number, number);

    public Guid WorkerId { get; } = dice.Id(IdKind.Worker, number, number);

    public int Number { get; } = number;

    public string Name { get; } = name;

    public int Driver { get; } = driver;

    public List<SimPlan> Plans { get; } = [];

    /// <summary>What the host has changed and the next synchronisation will find.</summary>
    public List<HostChange> Pending { get; } = [];

    public long SyncStartedAt { get; set; }

    /// <summary>Of the one before.</summary>
    public long SyncStartedBefore { get; set; }

    /// <summary>0 while none runs, <see cref="SimPlan.Never"/> while one hangs.</summary>
    public long SyncEndsAt { get; set; }

    public long NextSync { get; set; } = SimPlan.Never;

    public long SyncPeriod { get; set; }

    public int Syncs { get; set; }

    public int ChurnPerSync { get; init; }

    public bool IsSyncing => SyncEndsAt > 0;

    public long Due => IsSyncing ? SyncEndsAt : NextSync;

    public Span<RepositoryRow> Rows => CollectionsMarshal.AsSpan(_rows);

    public int RowCount => _rows.Count;

    public int Add(RepositoryRow row)
    {
        _rows.Add(row);
        _byName = null;
        Touch();
        return _rows.Count - 1;
    }

    /// <summary>Forgets what was derived.</summary>
    public void Touch()
    {
        _counters = null;
        _views.Clear();
        foreach (var plan in Plans)
        {
            plan.TaskCount = null;
        }
    }

    /// <summary>How many repositories a run of the plan takes.</summary>
    public int TaskCount(SimPlan plan) => plan.TaskCount ??= TasksOf(plan).Count;

    public Guid RepositoryId(int index) => dice.Id(IdKind.Repository, Number, index);

    public Guid ServerId(int index) => dice.Id(IdKind.Server, Number, index);

    public string RepositoryName(int index) => $"{Name}/{_rows[index].Name ?? Names.Generated(index, generated)}";

    public bool IsPublic(int index) => dice.Below(10, (long)IdKind.Repository, Number, index) == 0;

    public bool IsProtected(int index)
    {
        foreach (var plan in Plans)
        {
            if (plan.IsActive && plan.Takes(index))
            {
                return true;
            }
        }

        return false;
    }

    public long NextBackup(int index)
    {
        var next = SimPlan.Never;
        foreach (var plan in Plans)
        {
            if (plan.IsActive && !plan.IsPaused && plan.Takes(index))
            {
                next = Math.Min(next, plan.NextStart);
            }
        }

        return next == SimPlan.Never || _rows[index].IsRemoved ? 0 : next;
    }

    public List<int> TasksOf(SimPlan plan)
    {
        var tasks = new List<int>();
        var rows = Rows;
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i].IsTask && plan.Takes(i))
            {
                tasks.Add(i);
            }
        }

        return tasks;
    }

    public int? FindByName(string name)
    {
        for (var i = 0; i < _rows.Count; i++)
        {
            if (!_rows[i].IsGone && (NameIs(RepositoryName(i), name) || NameIs(RepositoryName(i)[(Name.Length + 1)..], name)))
            {
                return i;
            }
        }

        return null;
    }

    public OrganizationCounters Counters(bool overlap)
    {
        var counters = _counters ??= Count();
        return overlap ? counters : counters with { Total = counters.Visible, Missing = counters.Unlicensed };
    }

    /// <summary>Numbers of the repositories that a list holds, in its order.</summary>
    public int[] View(RepositoryView view)
    {
        if (_views.TryGetValue(view, out var known))
        {
            return known;
        }

        var rows = Rows;
        var found = new List<int>(rows.Length);
        foreach (var index in _byName ??= ByName())
        {
            if (!rows[index].IsGone
                && (view.IsRemoved is not { } removed || rows[index].IsRemoved == removed)
                && (view.IsProtected is not { } covered || IsProtected(index) == covered)
                && (view.IsPublic is not { } open || IsPublic(index) == open))
            {
                found.Add(index);
            }
        }

        return _views[view] = [.. Order(found, view)];
    }

    private static bool NameIs(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private IEnumerable<int> Order(List<int> found, RepositoryView view)
    {
        Func<int, long>? key = view.OrderBy.ToUpperInvariant() switch
        {
            "LASTBACKUP" => index => _rows[index].LastBackup,
            "LASTSUCCESSFULBACKUP" => index => _rows[index].LastSuccess,
            "NEXTBACKUP" => NextBackup,
            _ => null,
        };
        return (key, view.Descending) switch
        {
            (null, false) => found,
            (null, true) => Enumerable.Reverse(found),
            (_, false) => found.OrderBy(key),
            (_, true) => found.OrderByDescending(key),
        };
    }

    private OrganizationCounters Count()
    {
        var (total, covered, missing, removed, unlicensed) = (0, 0, 0, 0, 0);
        var rows = Rows;
        for (var i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            if (row.IsGone)
            {
                continue;
            }

            total++;
            covered += IsProtected(i) ? 1 : 0;
            removed += row.IsRemoved ? 1 : 0;
            missing += row.HasLicence ? 0 : 1;
            unlicensed += row.HasLicence || row.IsRemoved ? 0 : 1;
        }

        return new OrganizationCounters(covered, total, missing, removed, total - removed, unlicensed);
    }

    /// <summary>Generated names are in order by themselves; the few others are put between them.</summary>
    private int[] ByName()
    {
        var named = Enumerable.Range(0, _rows.Count).Where(index => _rows[index].Name is not null)
            .OrderBy(RepositoryName, StringComparer.OrdinalIgnoreCase).ToList();
        var made = Enumerable.Range(0, _rows.Count).Where(index => _rows[index].Name is null).ToList();
        var order = new List<int>(_rows.Count);
        var taken = 0;
        foreach (var index in named)
        {
            var place = PlaceFor(RepositoryName(index), made, taken);
            order.AddRange(CollectionsMarshal.AsSpan(made)[taken..place]);
            order.Add(index);
            taken = place;
        }

        order.AddRange(CollectionsMarshal.AsSpan(made)[taken..]);
        return [.. order];
    }

    private int PlaceFor(string name, List<int> made, int low)
    {
        var high = made.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (string.Compare(RepositoryName(made[middle]), name, StringComparison.OrdinalIgnoreCase) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}

/// <summary>Something that happened at the Git host.</summary>
/// <param name="Kind">What.</param>
/// <param name="Name">For a new one: its name without the organization's.</param>
/// <param name="Index">For a known one: its number.</param>
internal sealed record HostChange(HostChangeKind Kind, string Name, int Index);

internal enum HostChangeKind
{
    Appears,
    Vanishes,
    Returns,
}
