using System.Globalization;
using XoperoBot.Core.Servers;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Watch;

/// <summary>
/// One reading of a server beside what was known: collects what changed, and touches the known state only when that is stored. An
/// organization in which nothing changed costs a few look-ups and no memory.
/// </summary>
internal sealed class Comparison(ServerState state, long now, WatchOptions options)
{
    private readonly List<Action> _commit = [];
    private readonly long _pass = state.Pass + 1;
    private readonly bool _learn = state.PassedAt > 0 && now - state.PassedAt < 10 * options.Interval.TotalMilliseconds;
    private readonly string _today = DateTimeOffset.FromUnixTimeMilliseconds(now).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    private readonly HashSet<string> _listed = new(StringComparer.OrdinalIgnoreCase);

    public Findings Findings { get; } = new();

    public List<PlanState> Plans { get; } = [];

    /// <summary>Plans whose last run is another than before.</summary>
    public List<PlanState> Runs { get; } = [];

    public List<OrganizationState> Organizations { get; } = [];

    public List<(string Organization, string Plan)> Gone { get; } = [];

    public List<string> GoneOrganizations { get; } = [];

    /// <summary>Organizations whose repositories are to be read now.</summary>
    public List<string> ReadRepositories { get; } = [];

    public void Take(Organization organization)
    {
        _listed.Add(organization.Id);
        var entry = state.Organizations.GetValueOrDefault(organization.Id);
        if (entry is null)
        {
            var first = entry = new OrganizationEntry(new OrganizationState { Id = organization.Id, Name = organization.Name });
            _commit.Add(() => state.Organizations[organization.Id] = first);
            var gone = new PartKey(Trouble.PlanLostRepositories, organization.Id, "");
            if (state.Open.ContainsKey(gone))
            {
                Close(gone, "the service lists the organization again");
            }
        }

        Counters(organization, entry);
        foreach (var plan in organization.Plans)
        {
            Compare(organization, entry, plan);
        }

        // Lists that change while they are paged may miss a plan once.
        Findings.Plans[organization.Id] = organization.Plans.Count;
        foreach (var (id, known) in entry.Plans)
        {
            if (known.SeenIn != _pass && ++known.Missed > 1)
            {
                Vanished(organization, entry, id, known);
            }
        }
    }

    /// <summary>Makes the known state what was just stored.</summary>
    public void Commit() => _commit.ForEach(action => action());

    private void Compare(Organization organization, OrganizationEntry owner, Plan plan)
    {
        if (!owner.Plans.TryGetValue(plan.Id, out var entry))
        {
            Begin(organization, owner, plan);
            return;
        }

        (entry.SeenIn, entry.Missed) = (_pass, 0);
        var before = entry.State;
        var after = before.Observe(plan, now, _learn, entry.Open);
        if (!ReferenceEquals(before, after))
        {
            Plans.Add(after);
            Later(entry, after);
            Lost(organization, before, after);
        }

        var isNewRun = after.FinishedAt != before.FinishedAt && after.FinishedAt > 0;
        if (isNewRun || (!before.Counted && after.Counted))
        {
            Runs.Add(after);
        }

        Judge(organization, entry, after, isNewRun);
    }

    private void Judge(Organization organization, PlanEntry entry, PlanState plan, bool isNewRun)
    {
        var troubles = PlanRules.Judge(plan, entry.Open, now, options);
        if (troubles == entry.Open && (troubles == PlanTroubles.None || !isNewRun))
        {
            return;
        }

        foreach (var (flag, kind) in PlanRules.Kinds)
        {
            var key = new PartKey(kind, organization.Id, plan.Id);
            var (was, isNow) = (entry.Open.HasFlag(flag), troubles.HasFlag(flag));
            if (isNow && !was)
            {
                Open(PlanWords.Opened(key, plan, now, options) with { OrganizationName = organization.Name });
            }
            else if (was && !isNow)
            {
                Close(key, kind == Trouble.PlanDidNotRun && !isNewRun ? "taken as its normal rhythm" : PlanWords.Now(plan));
            }
            else if (isNow && isNewRun && PlanTroubles.Outcomes.HasFlag(flag))
            {
                Findings.Changed.Add(new PartChanged(key, PlanWords.Counters(plan)));
            }
        }

        Later(entry, troubles);
    }

    private void Begin(Organization organization, OrganizationEntry owner, Plan plan)
    {
        var first = PlanState.First(organization.Id, plan, now);
        var entry = new PlanEntry(first) { SeenIn = _pass };
        Plans.Add(first);
        if (first.FinishedAt > 0)
        {
            Runs.Add(first);
        }

        _commit.Add(() => owner.Plans[plan.Id] = entry);
        Judge(organization, entry, first, isNewRun: true);
    }

    // Apart from where most plans pass through unchanged: a closure costs memory where it may be made, even when it is not.
    private void Later(PlanEntry entry, PlanState state) => _commit.Add(() => entry.State = state);

    private void Later(PlanEntry entry, PlanTroubles open) => _commit.Add(() => entry.Open = open);

    private void Lost(Organization organization, PlanState before, PlanState after)
    {
        var key = new PartKey(Trouble.PlanLostRepositories, organization.Id, after.Id);
        if (state.Open.TryGetValue(key, out var open))
        {
            if (after.Repositories >= open.Base)
            {
                Close(key, $"it takes {Describe.Count(after.Repositories, "repository", "repositories")} again");
            }
        }
        else if (before.Repositories > after.Repositories && after.Repositories >= 0)
        {
            Open(new PartOpened(key)
            {
                Name = after.Name,
                OrganizationName = organization.Name,
                Since = now,
                Detail = $"takes {Describe.Count(after.Repositories, "repository", "repositories")}",
                Before = $"took {before.Repositories}",
                Base = before.Repositories,
            });
            ReadRepositories.Add(organization.Id);
        }
    }

    private void Vanished(Organization organization, OrganizationEntry owner, string id, PlanEntry entry)
    {
        Gone.Add((organization.Id, id));
        _commit.Add(() => owner.Plans.Remove(id));
        foreach (var (flag, kind) in PlanRules.Kinds)
        {
            if (entry.Open.HasFlag(flag))
            {
                Close(new PartKey(kind, organization.Id, id), "the service no longer lists the plan");
            }
        }

        var lost = new PartKey(Trouble.PlanLostRepositories, organization.Id, id);
        if (!state.Open.ContainsKey(lost) && entry.State.Repositories > 0)
        {
            Open(new PartOpened(lost)
            {
                Name = entry.State.Name,
                OrganizationName = organization.Name,
                Since = now,
                Detail = "the service no longer lists the plan",
                Before = $"took {entry.State.Repositories}",
                Base = entry.State.Repositories,
            });
            ReadRepositories.Add(organization.Id);
        }
    }

    private void Counters(Organization organization, OrganizationEntry entry)
    {
        var before = entry.State;
        var changed = before.Protected != organization.ProtectedRepositories || before.Total != organization.TotalRepositories
            || before.Removed != organization.RemovedRepositories;
        var isDue = changed || before.RepositoriesDue <= now;
        if (isDue)
        {
            ReadRepositories.Add(organization.Id);
        }

        var missing = organization.MissingLicences ?? before.Missing;
        var usual = Licences(organization, before.MissingBase, missing);
        if (!isDue && before.Missing == missing && before.MissingBase == usual && before.Name == organization.Name && before.CoverageDay == _today)
        {
            return;
        }

        var after = before with
        {
            Name = organization.Name,
            Protected = organization.ProtectedRepositories,
            Total = organization.TotalRepositories,
            Removed = organization.RemovedRepositories,
            Missing = missing,
            MissingBase = usual,
            CoverageDay = _today,
            RepositoriesDue = isDue ? now + (long)options.RepositoriesEvery.TotalMilliseconds : before.RepositoriesDue,
        };
        Organizations.Add(after);
        _commit.Add(() => entry.State = after);
    }

    private int? Licences(Organization organization, int? usual, int? missing)
    {
        var key = new PartKey(Trouble.LicencesMissing, organization.Id, "");
        if (missing is not { } count)
        {
            return usual;
        }

        if (usual is null || count <= usual)
        {
            if (state.Open.ContainsKey(key))
            {
                Close(key, count == 0 ? "no licence is missing" : $"{Describe.Count(count, "licence")} missing, as before");
            }

            return count;
        }

        if (!state.Open.TryGetValue(key, out var open))
        {
            Open(new PartOpened(key)
            {
                Name = organization.Name,
                OrganizationName = organization.Name,
                Since = now,
                Detail = $"{Describe.Count(count, "licence")} missing",
                Before = $"{usual} missing",
                Base = usual.Value,
            });
        }
        else if (now - open.OpenedAt > options.NoticeFor.TotalMilliseconds)
        {
            Close(key, "taken as usual from now on");
            return count;
        }

        return usual;
    }

    private void Open(PartOpened part)
    {
        Findings.Opened.Add(part);
        _commit.Add(() => state.Open[part.Key] = new OpenPart(now, part.Base));
    }

    private void Close(PartKey key, string how)
    {
        Findings.Closed.Add((key, how));
        _commit.Add(() => state.Open.Remove(key));
    }

    /// <summary>To be called when everything was taken: organizations that are gone, and notices that became the new normal.</summary>
    public void End()
    {
        foreach (var (id, entry) in state.Organizations)
        {
            if (_listed.Contains(id))
            {
                entry.Missed = 0;
            }
            else if (++entry.Missed > 1)
            {
                Vanished(id, entry);
            }
        }

        var closed = Findings.Closed.Select(part => part.Key).ToHashSet();
        var lapsed = state.Open.Where(part => part.Key.Kind == Trouble.PlanLostRepositories && !closed.Contains(part.Key)
            && now - part.Value.OpenedAt > options.NoticeFor.TotalMilliseconds).Select(part => part.Key).ToList();
        lapsed.ForEach(key => Close(key, "taken as usual from now on"));
    }

    private void Vanished(string id, OrganizationEntry entry)
    {
        GoneOrganizations.Add(id);
        _commit.Add(() => state.Organizations.Remove(id));
        foreach (var key in state.Open.Keys.Where(key => string.Equals(key.Organization, id, StringComparison.OrdinalIgnoreCase)).ToList())
        {
            Close(key, "the service no longer lists the organization");
        }

        Open(new PartOpened(new PartKey(Trouble.PlanLostRepositories, id, ""))
        {
            Name = entry.State.Name,
            OrganizationName = entry.State.Name,
            Since = now,
            Detail = "the service no longer lists the organization",
            Before = $"it had {Describe.Count(entry.Plans.Count, "plan")}",
        });
    }
}
