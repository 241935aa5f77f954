using System.Text;
using System.Text.RegularExpressions;
using XoperoBot.Core.Chat;

namespace XoperoBot.Slack.BlockKit;

/// <summary>
/// What a message says to whoever hears it. Screen readers take a message's <c>text</c> and read nothing of its blocks
/// (https://docs.slack.dev/reference/methods/chat.postMessage), and phones show its beginning as the notification: so it holds all that
/// the blocks show, the most important first.
/// </summary>
internal static partial class Spoken
{
    private const string More = "\n…";

    /// <param name="first">What is heard first.</param>
    /// <param name="blocks">Of this message.</param>
    /// <param name="number">Which of the messages that the card takes, from 1.</param>
    /// <param name="count">How many it takes.</param>
    public static string Of(string first, IReadOnlyList<Block> blocks, int number = 1, int count = 1)
    {
        var page = count > 1 ? $" (part {number} of {count})" : string.Empty;
        var text = new StringBuilder(Head(Literal.Isolate(first) + page));
        foreach (var line in blocks.SelectMany(Lines).Select(Clean).Where(line => line.Length > 0 && !IsSaid(Bare(line), first)))
        {
            var escaped = "\n" + Literal.Escape(line);
            if (text.Length + escaped.Length + More.Length > SlackLimits.MessageText)
            {
                text.Append(More);
                break;
            }

            text.Append(escaped);
        }

        return text.ToString();
    }

    // Escaping makes at most five characters of one; the check on the result keeps entities whole.
    private static string Head(string first)
    {
        var escaped = Literal.Escape(first);
        return escaped.Length <= SlackLimits.MessageText - More.Length ? escaped : Literal.Escape(Literal.Shorten(first, SlackLimits.MessageText / 5));
    }

    // Buttons and fields are read where they stand.
    private static IEnumerable<string> Lines(Block block) => block switch
    {
        SectionBlock section => section.Text.Text.Split('\n'),
        RichTextBlock rich => rich.Elements.SelectMany(Lines),
        TableBlock table => Lines(table.Rows),
        DataTableBlock table => Lines(table.Rows),
        _ => [],
    };

    private static IEnumerable<string> Lines(RichTextPart part) => string.Concat(part.Elements.Select(Words)).Split('\n');

    private static IEnumerable<string> Lines(IReadOnlyList<IReadOnlyList<TableCell>> rows) => rows.Skip(1).Select(row =>
        string.Join("; ", row.Select((cell, column) => column == 0 ? Words(cell) : $"{Words(rows[0][column])}: {Words(cell)}")));

    private static string Words(TableCell cell) => cell switch
    {
        RawText raw => raw.Text,
        RichTextCell rich => string.Concat(rich.Elements.SelectMany(part => part.Elements).Select(Words)),
        _ => string.Empty,
    };

    private static string Words(RichTextElement element) => element switch
    {
        RichTextText text => text.Text,
        RichTextLink link => link.Text,
        RichTextDate date => date.Fallback,
        _ => string.Empty,
    };

    private static string Clean(string line) => Literal.WithoutSymbol(Drawn().Replace(line, " ").Trim());

    private static string Bare(string line) =>
        Words().FirstOrDefault(word => line.StartsWith(word, StringComparison.Ordinal)) is { } found ? line[found.Length..] : line;

    private static IEnumerable<string> Words() => Enum.GetValues<Tone>().Where(tone => tone != Tone.Neutral).Select(tone => tone.Word() + ": ");

    // A whole sentence, or what the first one ends with; a name alone is said again.
    private static bool IsSaid(string line, string first) =>
        (line[^1] == '.' && first.Contains(line, StringComparison.Ordinal)) || first.TrimEnd('.').EndsWith(line.TrimEnd('.'), StringComparison.Ordinal);

    /// <summary>Bars, and the room around them.</summary>
    [GeneratedRegex(" *[█░]+ *| {2,}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Drawn();
}
