using XoperoBot.Core.Servers;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Watch;

/// <summary>What is known of an organization's repositories: of each kind of trouble, which have it.</summary>
internal sealed record KnownRepositories(HashSet<ulong> Unprotected, HashSet<ulong> Invisible, HashSet<ulong> Late, Dictionary<ulong, long> Never)
{
    /// <summary>Nothing was read before: what is so now is how things are, and not news.</summary>
    public bool IsFirst { get; init; }

    /// <summary>Of <see cref="Unprotected"/>: when each was first seen so.</summary>
    public Dictionary<ulong, long> UnprotectedSince { get; init; } = [];
}

/// <summary>An open trouble of a repository, or of the organization's repositories as a whole.</summary>
internal sealed record OpenRepository(PartKey Key, long OpenedAt, long Base, string Detail);

/// <summary>
/// One reading of an organization's repositories beside what was known. Memory grows with the repositories that are in trouble, by
/// 8 bytes each, and not with those that are not.
/// </summary>
internal sealed class RepositoryComparison(
    OrganizationState organization, KnownRepositories known, IReadOnlyList<OpenRepository> open, long now, WatchOptions options)
{
    /// <summary>More that change at once are counted, not named.</summary>
    public const int MostNamed = 100;

    private readonly Watched _unprotected = new(Trouble.RepositoryUnprotected, known.Unprotected);
    private readonly Watched _invisible = new(Trouble.RepositoryNotVisible, known.Invisible);
    private readonly Watched _late = new(Trouble.RepositoryLate, known.Late);
    private readonly Dictionary<ulong, long> _never = [];
    private readonly Dictionary<ulong, long> _unprotectedSince = [];
    private readonly HashSet<ulong> _asked = [];
    private readonly Dictionary<ulong, string> _names = [];

    public Findings Findings { get; } = new();

    public RepositoryFigures Figures { get; } = new(now);

    public KnownRepositories After => new(_unprotected.Now, _invisible.Now, _late.Now, _never) { UnprotectedSince = _unprotectedSince };

    /// <summary>Has the names of these remembered as they come by.</summary>
    public void AskNames(IEnumerable<ulong> repositories) => _asked.UnionWith(repositories);

    public string? NameOf(ulong repository) => _names.GetValueOrDefault(repository);

    public void Take(Repository repository)
    {
        var id = HashSets.Of(repository.Id);
        if (_asked.Contains(id))
        {
            _names[id] = repository.Name;
        }

        if (repository.IsRemoved == true)
        {
            _invisible.Add(id, repository, now);
            return;
        }

        var isProtected = repository.IsProtected ?? !known.Unprotected.Contains(id);
        if (!isProtected)
        {
            _unprotected.Add(id, repository, now);
            _unprotectedSince[id] = known.UnprotectedSince.GetValueOrDefault(id, now);
            Figures.TakeUnprotected(repository, _unprotectedSince[id]);
            return;
        }

        Figures.TakeProtected(repository);

        // A repository that never had a backup is late once it was seen so for as long as others may go without.
        var since = repository.LastSuccessfulBackup?.ToUnixTimeMilliseconds() ?? (_never[id] = known.Never.GetValueOrDefault(id, now));
        if (options.RepositoryLimit > TimeSpan.Zero && now - since > options.RepositoryLimit.TotalMilliseconds)
        {
            _late.Add(id, repository, since);
        }
    }

    /// <summary>To be called when everything was taken.</summary>
    public void End()
    {
        Judge(_unprotected, "protected", isFirstNews: false, part => part with { Detail = "in no active plan" });
        Judge(_invisible, "visible at the Git host again", isFirstNews: false, part => part);
        Judge(_late, "a backup succeeded", isFirstNews: true, part => part with
        {
            Detail = $"no successful backup for longer than {PlanWords.Span(options.RepositoryLimit)}",
        });
    }

    private void Judge(Watched watched, string recovered, bool isFirstNews, Func<PartOpened, PartOpened> describe)
    {
        var mine = open.Where(part => part.Key.Kind == watched.Kind).ToList();
        var whole = mine.Find(part => part.Key.Subject.Length == 0);
        var isCounted = whole is not null && watched.Now.Count > whole.Base;
        foreach (var part in mine)
        {
            var isOver = part == whole ? !isCounted : !watched.Now.Contains(HashSets.Of(part.Key.Subject));
            if (isOver)
            {
                Findings.Closed.Add((part.Key, Reason(part, watched.Kind, recovered)));
            }
            else if (watched.Kind == Trouble.RepositoryNotVisible && now - part.OpenedAt > options.NoticeFor.TotalMilliseconds)
            {
                Findings.Closed.Add((part.Key, "taken as usual from now on"));
            }
        }

        if (isCounted)
        {
            if (whole!.Detail != Count(watched))
            {
                Findings.Changed.Add(new PartChanged(whole.Key, Count(watched)));
            }

            return;
        }

        if (watched.NewCount == 0 || (known.IsFirst && !isFirstNews))
        {
            return;
        }

        var countOnly = known.IsFirst || watched.NewCount > MostNamed;
        Findings.Opened.AddRange(countOnly ? [AsWhole(watched)] : watched.New.Select(one => describe(new PartOpened(new PartKey(watched.Kind, organization.Id, one.Id))
        {
            Name = one.Name,
            OrganizationName = organization.Name,
            Since = one.Since,
        })));
    }

    // Hidden from one list, a repository may be on another.
    private string Reason(OpenRepository part, Trouble kind, string recovered) =>
        kind != Trouble.RepositoryNotVisible && _invisible.Now.Contains(HashSets.Of(part.Key.Subject)) ? "no longer visible at the Git host"
        : kind == Trouble.RepositoryLate && _unprotected.Now.Contains(HashSets.Of(part.Key.Subject)) ? "no longer protected"
        : recovered;

    private PartOpened AsWhole(Watched watched) => new(new PartKey(watched.Kind, organization.Id, ""))
    {
        Name = organization.Name,
        OrganizationName = organization.Name,
        Since = now,
        Detail = Count(watched),
        Before = known.IsFirst ? "" : $"{Describe.Count(watched.Now.Count - watched.NewCount, "repository", "repositories")}",
        Base = known.IsFirst ? 0 : watched.Now.Count - watched.NewCount,
    };

    private static string Count(Watched watched) => Describe.Count(watched.Now.Count, "repository", "repositories");

    /// <summary>One kind of trouble: who has it now, and who did not before.</summary>
    private sealed class Watched(Trouble kind, HashSet<ulong> before)
    {
        public Trouble Kind => kind;

        public HashSet<ulong> Now { get; } = [];

        public int NewCount { get; private set; }

        public List<(string Id, string Name, long Since)> New { get; } = [];

        public void Add(ulong id, Repository repository, long since)
        {
            if (!Now.Add(id) || before.Contains(id))
            {
                return;
            }

            NewCount++;
            if (New.Count < MostNamed)
            {
                New.Add((repository.Id, repository.Name, since));
            }
        }
    }
}
