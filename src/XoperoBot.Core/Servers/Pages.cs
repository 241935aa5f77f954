using System.Globalization;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Servers;

/// <summary>Pages of a long list that turn inside the same message.</summary>
public static class Pages
{
    public const int Size = 10;

    /// <summary>The option that every paged command takes.</summary>
    public static Option Option { get; } = new("page", "Which page, from 1.");

    /// <summary>Buttons to the neighbouring pages.</summary>
    /// <param name="line">The command line without a page.</param>
    /// <param name="page">Shown now, from 1.</param>
    /// <param name="total">Rows in all.</param>
    public static IEnumerable<CardAction> Buttons(string line, int page, long total)
    {
        if (page > 1)
        {
            yield return Turn("Previous page", line, page - 1);
        }

        if (page < Count(total))
        {
            yield return Turn("Next page", line, page + 1);
        }
    }

    /// <summary>"11–20 of 775"; empty when one page holds all.</summary>
    public static string Caption(int page, long total) => total <= Size
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{((page - 1L) * Size) + 1:N0}–{Math.Min((long)page * Size, total):N0} of {total:N0}");

    /// <summary>The page nearest to the one asked for that exists.</summary>
    public static int Clamp(int page, long total) => (int)Math.Clamp(page, 1, Count(total));

    public static IEnumerable<T> Of<T>(IEnumerable<T> rows, int page) => rows.Skip((page - 1) * Size).Take(Size);

    private static long Count(long total) => Math.Max(1, (total + Size - 1) / Size);

    private static Button Turn(string label, string line, int page) =>
        new(label, string.Create(CultureInfo.InvariantCulture, $"{line} --page {page}")) { InPlace = true };
}
