using System.Runtime.CompilerServices;
using XoperoBot.Xopero.Wire;

namespace XoperoBot.Xopero;

/// <summary>
/// Walks a list page by page without trusting what a page says about the whole: counts contradict each other in the vendor's own
/// sample, rows move between pages while one reads, and the largest page size is not published.
/// </summary>
internal static class Pager
{
    /// <param name="fetch">Gets one page.</param>
    /// <param name="id">A row's id.</param>
    /// <param name="first">Where to begin.</param>
    /// <param name="limit">Rows asked for.</param>
    /// <param name="maxPages">More than these and the list is taken for endless.</param>
    /// <param name="endless">What is thrown then: half a list must not pass for the whole.</param>
    /// <param name="cancellationToken">Stops between and within pages.</param>
    public static async IAsyncEnumerable<T> WalkAsync<T>(
        Func<int, CancellationToken, Task<Page<T>>> fetch,
        Func<T, string> id,
        int first,
        int limit,
        int maxPages,
        Func<Exception> endless,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Sixteen bytes or so per row instead of the row: 100,000 rows cost about three megabytes.
        var known = new HashSet<ulong>();
        var seen = (first - 1) * (long)limit;
        for (var number = first; number - first < maxPages; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await fetch(number, cancellationToken);
            var before = known.Count;
            foreach (var row in page.Rows)
            {
                if (known.Add(Fingerprint(id(row))))
                {
                    yield return row;
                }
            }

            seen += page.RowsSeen;
            if (known.Count == before || IsLast(page, number, limit, seen))
            {
                yield break;
            }
        }

        throw endless();
    }

    /// <summary>
    /// A short page is the last one unless a count contradicts it, because the service may cap the page size below what was asked for;
    /// a full one only if both counts agree. In doubt one more page is asked for: it comes empty or repeats known rows, and ends the list.
    /// </summary>
    private static bool IsLast<T>(Page<T> page, int number, int limit, long seen)
    {
        if (page.PageCount > number || (page.TotalEntries is { } total && total != seen))
        {
            return false;
        }

        return page.RowsSeen < limit || page is { PageCount: not null, TotalEntries: not null };
    }

    /// <summary>FNV-1a over the id without case: 64 bits, so that two of a million rows do not fall together by chance.</summary>
    private static ulong Fingerprint(string id)
    {
        var hash = 14695981039346656037UL;
        foreach (var letter in id)
        {
            hash = (hash ^ char.ToUpperInvariant(letter)) * 1099511628211UL;
        }

        return hash;
    }
}
