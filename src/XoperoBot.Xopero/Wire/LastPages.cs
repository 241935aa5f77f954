using System.Collections.Concurrent;

namespace XoperoBot.Xopero.Wire;

/// <summary>
/// The last pages of one list beside their bytes. Most readings of a service find nothing new, and a page whose bytes are those of the last
/// time is that page: it is compared, not read. Any thread may use it.
/// </summary>
internal sealed class LastPages<T>(RowReader<T> readRow)
    where T : class
{
    /// <summary>Bounds what is kept of one service: a page of a large provider has some tens of kilobytes.</summary>
    private const int LongestKept = 1024 * 1024;

    private const int MostKept = 16;

    private readonly ConcurrentDictionary<int, (byte[] Utf8, Page<T> Page)> _pages = new();

    /// <summary>What <see cref="PageReader.Read{T}"/> gives. The page may have been given before and is not to be changed.</summary>
    /// <param name="number">Which page was asked for.</param>
    /// <param name="utf8">The answer.</param>
    public Page<T> Read(int number, ReadOnlySpan<byte> utf8)
    {
        if (_pages.TryGetValue(number, out var last) && utf8.SequenceEqual(last.Utf8))
        {
            return last.Page;
        }

        var page = PageReader.Read(utf8, readRow);
        if (number <= MostKept && utf8.Length <= LongestKept)
        {
            _pages[number] = (utf8.ToArray(), page);
        }

        return page;
    }
}
