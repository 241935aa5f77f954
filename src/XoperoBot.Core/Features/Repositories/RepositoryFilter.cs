using System.Globalization;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Features.Repositories;

internal enum RepositoryOrder
{
    Name,
    LastSuccess,
    LastBackup,
    NextBackup,
}

/// <summary>Which repositories, in which order. Only <see cref="Removed"/> is a filter that the service documents; the others are applied here.</summary>
internal sealed record RepositoryFilter
{
    public bool Failed { get; init; }

    public bool Unprotected { get; init; }

    public bool Removed { get; init; }

    public bool Never { get; init; }

    /// <summary>No success for longer than this.</summary>
    public TimeSpan? Stale { get; init; }

    /// <summary>Part of the name.</summary>
    public string? Name { get; init; }

    public RepositoryOrder Order { get; init; }

    public bool Descending { get; init; }

    /// <summary>The service can do all of it, so one page of ours is one page of its.</summary>
    public bool ServiceDoesAll => !Failed && !Unprotected && !Never && Stale is null && Name is null && Order == RepositoryOrder.Name;

    public bool Matches(Repository repository, DateTimeOffset now) =>
        (!Failed || RepositoryStanding.Failed(repository))
        && (!Unprotected || RepositoryStanding.Unprotected(repository))
        && (!Removed || repository.IsRemoved == true)
        && (!Never || RepositoryStanding.Never(repository))
        && (Stale is not { } limit || RepositoryStanding.Stale(repository, now - limit))
        && (Name is null || repository.Name.Contains(Name, StringComparison.OrdinalIgnoreCase));

    public RepositoryQuery Query(int page, int limit) => new()
    {
        Page = page,
        Limit = limit,
        Descending = Descending && Order == RepositoryOrder.Name,
        IsRemoved = Removed ? true : null,
    };

    /// <summary>Rows in the asked order; by name where otherwise equal.</summary>
    public IComparer<Repository> Comparer
    {
        get
        {
            Func<Repository, DateTimeOffset>? key = Order switch
            {
                RepositoryOrder.LastSuccess => row => row.LastSuccessfulBackup ?? DateTimeOffset.MinValue,
                RepositoryOrder.LastBackup => row => row.LastBackup ?? DateTimeOffset.MinValue,
                RepositoryOrder.NextBackup => row => row.NextBackup ?? DateTimeOffset.MaxValue,
                _ => null,
            };
            var sign = Descending ? -1 : 1;
            return Comparer<Repository>.Create((one, other) =>
            {
                var byKey = key is null ? 0 : sign * key(one).CompareTo(key(other));
                return byKey != 0 ? byKey : (key is null ? sign : 1) * string.Compare(one.Name, other.Name, StringComparison.OrdinalIgnoreCase);
            });
        }
    }

    /// <summary>The words that <see cref="Read"/> would understand again.</summary>
    public IEnumerable<string> Words()
    {
        foreach (var (on, word) in new[] { (Failed, "failed"), (Unprotected, "unprotected"), (Removed, "removed"), (Never, "never") })
        {
            if (on)
            {
                yield return word;
            }
        }

        if (Stale is { } stale)
        {
            yield return "stale";
            yield return Durations.Write(stale);
        }

        if (Name is not null)
        {
            yield return "name";
            yield return Name;
        }

        if (Order != RepositoryOrder.Name)
        {
            yield return "--sort";
            yield return Sorts.First(sort => sort.Value == Order).Key;
        }

        if (Descending)
        {
            yield return "--desc";
        }
    }

    /// <summary>The same in words, for what stands on a card; empty when nothing was asked for.</summary>
    public string Said()
    {
        var parts = new List<string>();
        foreach (var (on, words) in new[] { (Failed, "failed"), (Unprotected, "unprotected"), (Removed, "no longer visible at the Git host"), (Never, "never successfully backed up") })
        {
            parts.AddRange(on ? [words] : []);
        }

        parts.AddRange(Stale is { } stale ? [$"without a success for {Durations.Write(stale)}"] : []);
        parts.AddRange(Name is { } name ? [$"with “{name}” in the name"] : []);
        return parts.Count == 0 ? "" : $" ({string.Join(", ", parts)})";
    }

    public static IReadOnlyDictionary<string, RepositoryOrder> Sorts { get; } = new Dictionary<string, RepositoryOrder>(StringComparer.OrdinalIgnoreCase)
    {
        ["name"] = RepositoryOrder.Name,
        ["success"] = RepositoryOrder.LastSuccess,
        ["backup"] = RepositoryOrder.LastBackup,
        ["next"] = RepositoryOrder.NextBackup,
    };

    /// <summary>Takes the filters out of the words; what is left is the organization.</summary>
    public static (RepositoryFilter Filter, string Organization, string? Wrong) Read(Arguments arguments)
    {
        var filter = new RepositoryFilter { Descending = arguments.Has("desc") };
        var rest = new List<string>();
        var words = arguments.Words;
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (word.Is("failed"))
            {
                filter = filter with { Failed = true };
            }
            else if (word.Is("unprotected"))
            {
                filter = filter with { Unprotected = true };
            }
            else if (word.Is("removed"))
            {
                filter = filter with { Removed = true };
            }
            else if (word.Is("never"))
            {
                filter = filter with { Never = true };
            }
            else if (word.Is("stale"))
            {
                if (i + 1 >= words.Count || Durations.Read(words[++i].Value) is not { } stale)
                {
                    return (filter, "", "“stale” needs a time such as 26h, 90m or 3d.");
                }

                filter = filter with { Stale = stale };
            }
            else if (word.Is("name"))
            {
                if (i + 1 >= words.Count)
                {
                    return (filter, "", "“name” needs a part of the name.");
                }

                filter = filter with { Name = words[++i].Value };
            }
            else
            {
                rest.Add(word.Value);
            }
        }

        if (arguments.Value("sort") is { } sort)
        {
            if (!Sorts.TryGetValue(sort, out var order))
            {
                return (filter, "", string.Create(CultureInfo.InvariantCulture, $"--sort takes one of {string.Join(", ", Sorts.Keys)}."));
            }

            filter = filter with { Order = order };
        }

        return (filter, string.Join(' ', rest), null);
    }
}
