using Microsoft.Extensions.Options;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Features.Repositories;

/// <summary>Repositories of an organization: filtered, sorted, in pages that turn in place, or all of them as a file.</summary>
internal sealed class ReposCommand(Names names, RepositoryFile file, IOptions<RepositoriesOptions> options, TimeProvider time) : ICommand
{
    public CommandInfo Info { get; } = new(
        "repos",
        "repos <organization> [failed] [unprotected] [removed] [never] [stale 26h] [name <text>] [--sort name|success|backup|next] [--desc] [--csv]",
        "Lists an organization's repositories; filters combine.")
    {
        Aliases = ["repositories"],
        Options =
        [
            Pages.Option,
            new Option("sort", "name, success (last successful backup), backup (last backup) or next (next backup)."),
            new Option("desc", "The other way round.", TakesValue: false),
            new Option("csv", "The whole result as a CSV file.", TakesValue: false),
        ],
        Examples = ["repos acme failed", "repos acme unprotected name web", "repos acme stale 26h --csv"],
    };

    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken)
    {
        var (filter, typed, wrong) = RepositoryFilter.Read(call.Arguments);
        if (wrong is not null || typed.Length == 0)
        {
            return new UsageReply(wrong ?? "Which organization?");
        }

        var (found, instead) = await names.OrganizationAsync(call.Person.Sight, typed, name => CommandLine.Of(["repos", name, .. filter.Words()]), cancellationToken);
        if (found is null)
        {
            return instead!;
        }

        using var patience = new CancellationTokenSource(options.Value.Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return call.Arguments.Has("csv")
                ? await file.ReplyAsync(found, filter, call, either.Token)
                : new CardReply(RepositoriesCard.Of(found, filter, await ReadAsync(found, filter, call.Arguments.Page, either.Token), time.GetUtcNow()));
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw ServerReader.Late(found.Service, options.Value.Patience);
        }
    }

    private Task<RepositoryRows> ReadAsync(OrganizationAt at, RepositoryFilter filter, int page, CancellationToken cancellationToken) =>
        filter.ServiceDoesAll ? OnePageAsync(at, filter, page, cancellationToken) : FilteredAsync(at, filter, page, cancellationToken);

    private static async Task<RepositoryRows> OnePageAsync(OrganizationAt at, RepositoryFilter filter, int asked, CancellationToken cancellationToken)
    {
        var read = await at.Service.GetRepositoriesAsync(at.Organization.Id, filter.Query(asked, Pages.Size), cancellationToken);
        var total = Math.Max(read.TotalEntries ?? 0, ((asked - 1L) * Pages.Size) + read.Repositories.Count);
        var page = read.Repositories.Count == 0 ? Pages.Clamp(asked, read.TotalEntries ?? 0) : asked;
        if (page != asked)
        {
            read = await at.Service.GetRepositoriesAsync(at.Organization.Id, filter.Query(page, Pages.Size), cancellationToken);
            total = read.TotalEntries ?? read.Repositories.Count;
        }

        return new RepositoryRows(read.Repositories, page, total);
    }

    // Holds the rows up to the page that is shown, and never more than that of an organization with 100,000.
    private async Task<RepositoryRows> FilteredAsync(OrganizationAt at, RepositoryFilter filter, int asked, CancellationToken cancellationToken)
    {
        var page = Math.Min(asked, options.Value.MostPages);
        var keep = page * Pages.Size;
        var comparer = filter.Comparer;
        var best = new PriorityQueue<Repository, Repository>(Comparer<Repository>.Create((one, other) => comparer.Compare(other, one)));
        var total = 0L;
        var now = time.GetUtcNow();
        await foreach (var repository in at.Service.ListRepositoriesAsync(at.Organization.Id, filter.Query(1, 0), cancellationToken))
        {
            if (!filter.Matches(repository, now))
            {
                continue;
            }

            total++;
            best.Enqueue(repository, repository);
            if (best.Count > keep)
            {
                best.Dequeue();
            }
        }

        var rows = best.UnorderedItems.Select(item => item.Element).Order(comparer).ToList();
        page = Pages.Clamp(page, total);
        return new RepositoryRows([.. Pages.Of(rows, page)], page, total);
    }
}

/// <param name="Rows">Of one page.</param>
/// <param name="Page">The page that exists nearest to the one asked for.</param>
/// <param name="Total">Rows of all pages.</param>
internal sealed record RepositoryRows(IReadOnlyList<Repository> Rows, int Page, long Total);
