using Microsoft.Extensions.Options;
using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Approvals;

/// <summary>Organizations for a form's field: value is the id.</summary>
internal sealed class OrganizationChoices(ServerReader reader) : IChoiceSource
{
    public const string SourceName = "organizations";

    public string Name => SourceName;

    public async Task<IReadOnlyList<Choice>> FindAsync(Sight sight, string about, string query, int limit, CancellationToken cancellationToken)
    {
        var readings = await reader.ReadAllAsync(sight, cancellationToken);
        return
        [
            .. Names.Organizations(readings)
                .Select(at => new Choice(at.Organization.Id, Describe.Name(at, readings.Count)))
                .Where(choice => choice.Label.Contains(query.Trim(), StringComparison.OrdinalIgnoreCase))
                .OrderBy(choice => choice.Label, StringComparer.OrdinalIgnoreCase)
                .Take(limit),
        ];
    }
}

/// <summary>Plans of one organization, or of all, for a form's field: value is the id.</summary>
internal sealed class PlanChoices(ServerReader reader) : IChoiceSource
{
    public const string SourceName = "plans";

    public string Name => SourceName;

    public async Task<IReadOnlyList<Choice>> FindAsync(Sight sight, string about, string query, int limit, CancellationToken cancellationToken) =>
        [.. Names.Organizations(await reader.ReadAllAsync(sight, cancellationToken))
            .Where(at => about.Length == 0 || string.Equals(at.Organization.Id, about, StringComparison.OrdinalIgnoreCase))
            .SelectMany(at => at.Organization.Plans.Select(plan => new Choice(plan.Id, about.Length == 0 ? $"{at.Path}/{plan.Name}" : plan.Name)))
            .Where(choice => choice.Label.Contains(query.Trim(), StringComparison.OrdinalIgnoreCase))
            .OrderBy(choice => choice.Label, StringComparer.OrdinalIgnoreCase)
            .Take(limit)];
}

/// <summary>
/// Repositories of one organization for a form's field: value is the id. The service sorts by name and cannot search, so where names
/// begin like what was typed is found by halving; what is left of the time is spent on names that hold it elsewhere.
/// </summary>
internal sealed class RepositoryChoices(ServerReader reader, IOptions<ApprovalsOptions> options, TimeProvider time) : IChoiceSource
{
    public const string SourceName = "repositories";

    private const int RowsAtOnce = 500;
    private const int MostHalvings = 20;

    public string Name => SourceName;

    public async Task<IReadOnlyList<Choice>> FindAsync(Sight sight, string about, string query, int limit, CancellationToken cancellationToken)
    {
        var at = Names.Organizations(await reader.ReadAllAsync(sight, cancellationToken))
            .FirstOrDefault(item => string.Equals(item.Organization.Id, about, StringComparison.OrdinalIgnoreCase));
        if (at is null)
        {
            return [];
        }

        var found = new Dictionary<string, Choice>(StringComparer.OrdinalIgnoreCase);
        using var patience = new CancellationTokenSource(options.Value.LookupPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await CollectAsync(at, query.Trim(), limit, found, either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // What was found in time is shown; typing on finds more.
        }

        return [.. found.Values];
    }

    private static async Task CollectAsync(OrganizationAt at, string query, int limit, Dictionary<string, Choice> found, CancellationToken cancellationToken)
    {
        if (query.Length > 0)
        {
            var first = await at.Service.GetRepositoriesAsync(at.Organization.Id, new RepositoryQuery { Limit = 1 }, cancellationToken);
            var slash = first.Repositories is [var row] ? row.Name.IndexOf('/', StringComparison.Ordinal) : -1;
            var start = slash < 0 || query.Contains('/', StringComparison.Ordinal) ? query : first.Repositories[0].Name[..(slash + 1)] + query;
            var place = await PlaceAsync(at, start, first.TotalEntries ?? 0, cancellationToken);
            var near = new RepositoryQuery { Limit = limit, Page = ((place - 1) / limit) + 1 };
            for (var page = 0; page < 2 && place > 0; page++)
            {
                var rows = await at.Service.GetRepositoriesAsync(at.Organization.Id, near with { Page = near.Page + page }, cancellationToken);
                Add(rows.Repositories);
            }
        }

        if (found.Count >= limit)
        {
            return;
        }

        await foreach (var repository in at.Service.ListRepositoriesAsync(at.Organization.Id, new RepositoryQuery { Limit = RowsAtOnce }, cancellationToken))
        {
            Add([repository]);
            if (found.Count >= limit)
            {
                return;
            }
        }

        void Add(IEnumerable<Repository> rows)
        {
            foreach (var repository in rows.Where(row => found.Count < limit && row.Name.Contains(query, StringComparison.OrdinalIgnoreCase)))
            {
                found.TryAdd(repository.Id, new Choice(repository.Id, repository.IsRemoved == true ? $"{repository.Name} (no longer visible)" : repository.Name));
            }
        }
    }

    // The first row, from 1, whose name is not before the text. Wrong where the service sorts otherwise; then only the rest finds it.
    private static async Task<int> PlaceAsync(OrganizationAt at, string start, int total, CancellationToken cancellationToken)
    {
        var (low, high) = (1, total);
        for (var step = 0; low < high && step < MostHalvings; step++)
        {
            var middle = low + ((high - low) / 2);
            var page = await at.Service.GetRepositoriesAsync(at.Organization.Id, new RepositoryQuery { Limit = 1, Page = middle }, cancellationToken);
            if (page.Repositories is [var row] && string.Compare(row.Name, start, StringComparison.OrdinalIgnoreCase) < 0)
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
