using Microsoft.Extensions.Options;
using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Approvals;

/// <summary>A repository and the organization that lists it.</summary>
internal sealed record RepositoryAt(OrganizationAt At, Repository Repository);

/// <summary>
/// Finds repositories by what people type: id, name, or name behind its organization and server. Reads through the lists once, however
/// many names were typed, and keeps nothing but what fits.
/// </summary>
internal sealed class RepositoryFinder(ServerReader reader, IOptions<ApprovalsOptions> options, TimeProvider time)
{
    private const int MostNear = 3;
    private const int ShortestPart = 3;
    private const int RowsAtOnce = 500;

    private static readonly RepositoryQuery Everything = new() { Limit = RowsAtOnce };

    /// <summary>Finds every one of <paramref name="typed"/>, or says what to answer instead.</summary>
    /// <param name="sight">What exists for whoever asks.</param>
    /// <param name="typed">As typed.</param>
    /// <param name="within">Only there; null: wherever the names lead.</param>
    /// <param name="line">The command line that a choice instead of a typed name would make.</param>
    /// <param name="cancellationToken">The turn's.</param>
    public async Task<(IReadOnlyList<RepositoryAt> Found, Reply? Instead)> FindAsync(
        Sight sight, IReadOnlyList<string> typed, OrganizationAt? within, Func<string, string, string> line, CancellationToken cancellationToken)
    {
        var readings = within is null ? await reader.ReadAllAsync(sight, cancellationToken) : [];
        if (readings is [{ Fault: { } silent }, ..] && readings.All(reading => reading is { Fault: not null, Organizations.Count: 0 }))
        {
            // Nothing is known of any server: that is no answer, not a name that does not exist.
            throw silent;
        }

        var places = within is null ? Candidates(Names.Organizations(readings), typed) : [within];
        var search = new Search(typed);
        using var patience = new CancellationTokenSource(options.Value.SearchPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        foreach (var at in places)
        {
            try
            {
                await foreach (var repository in at.Service.ListRepositoriesAsync(at.Organization.Id, Everything, either.Token))
                {
                    search.Look(new RepositoryAt(at, repository));
                }
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw ServerReader.Late(at.Service, options.Value.SearchPatience);
            }
        }

        foreach (var name in typed.Where(name => search.Of(name).Count != 1))
        {
            return ([], Instead(name, search, readings, choice => line(name, choice)));
        }

        return ([.. typed.Select(name => search.Of(name)[0]).DistinctBy(one => one.Repository.Id, StringComparer.OrdinalIgnoreCase)], null);
    }

    // acme/web is looked for in acme when there is such an organization; a bare name or an id everywhere.
    private static IReadOnlyList<OrganizationAt> Candidates(IReadOnlyList<OrganizationAt> all, IReadOnlyList<string> typed)
    {
        var named = new HashSet<OrganizationAt>();
        foreach (var name in typed)
        {
            var fits = all.Where(at =>
                name.StartsWith($"{at.Organization.Name}/", StringComparison.OrdinalIgnoreCase) || name.StartsWith($"{at.Service.Name}/", StringComparison.OrdinalIgnoreCase)).ToList();
            if (fits.Count == 0)
            {
                return all;
            }

            named.UnionWith(fits);
        }

        return [.. named];
    }

    private static Reply Instead(string name, Search search, IReadOnlyList<Reading> readings, Func<string, string> line)
    {
        if (search.Of(name) is { Count: > 1 } many)
        {
            return new AmbiguousReply("repository", name, [.. many.Select(one => new Choice(
                line(one.Repository.Id),
                $"{one.At.Path}: {one.Repository.Name}{(one.Repository.IsRemoved == true ? ", no longer visible at the Git host" : "")} ({one.Repository.Id})"))]);
        }

        var near = search.Near(name).Select(one => new Choice(line(one.Repository.Id), $"{one.At.Path}: {one.Repository.Name}"));
        var unread = readings.Where(reading => reading.Fault is not null).Select(reading => reading.Fault!.Message).ToList();
        return new NotFoundReply("repository", name, [.. near])
        {
            Doubt = unread.Count == 0 ? null : $"It may be on a server that could not be read. {string.Join(' ', unread)}",
        };
    }

    private sealed class Search(IReadOnlyList<string> typed)
    {
        private readonly Dictionary<string, List<RepositoryAt>> _found =
            typed.Distinct(StringComparer.OrdinalIgnoreCase).ToDictionary(name => name, _ => new List<RepositoryAt>(), StringComparer.OrdinalIgnoreCase);

        private readonly Dictionary<string, List<RepositoryAt>> _near = new(StringComparer.OrdinalIgnoreCase);

        /// <summary>An id means one thing and goes before names; a whole name goes before its last part.</summary>
        public List<RepositoryAt> Of(string name)
        {
            var all = _found[name];
            var byId = all.Where(one => Same(one.Repository.Id, name)).ToList();
            var whole = byId.Count > 0 ? byId : [.. all.Where(one => !Same(LastPart(one.Repository.Name), name) || Same(one.Repository.Name, name))];
            return whole.Count > 0 ? whole : all;
        }

        public List<RepositoryAt> Near(string name) => _near.GetValueOrDefault(name) ?? [];

        public void Look(RepositoryAt one)
        {
            var (at, repository) = one;
            var last = LastPart(repository.Name);
            string[] names =
            [
                repository.Id, repository.Name, last, $"{at.Organization.Name}/{repository.Name}", $"{at.Organization.Name}/{last}",
                $"{at.Service.Name}/{repository.Name}", $"{at.Path}/{repository.Name}", $"{at.Path}/{last}",
            ];
            foreach (var hits in names.Distinct(StringComparer.OrdinalIgnoreCase).Select(name => _found.GetValueOrDefault(name)).OfType<List<RepositoryAt>>().Distinct())
            {
                hits.Add(one);
            }

            foreach (var name in _found.Keys.Where(name => IsNear(name, repository.Name)))
            {
                if (!_near.TryGetValue(name, out var near))
                {
                    _near[name] = near = [];
                }

                if (near.Count < MostNear)
                {
                    near.Add(one);
                }
            }
        }

        private static bool IsNear(string typed, string name) =>
            LastPart(typed) is { Length: >= ShortestPart } part
            && (name.Contains(part, StringComparison.OrdinalIgnoreCase) || (Math.Abs(LastPart(name).Length - part.Length) < 2 && Nearest.To(part, [LastPart(name)], 1).Count > 0));

        private static string LastPart(string name) => name[(name.LastIndexOf('/') + 1)..];

        private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
    }
}
