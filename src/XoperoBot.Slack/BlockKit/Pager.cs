namespace XoperoBot.Slack.BlockKit;

/// <summary>Fills messages one after another, each within the limits of one.</summary>
internal static class Pager
{
    // The sentence that points to a file, and commas.
    private const int Reserve = 400;

    /// <param name="header">Opens the first page.</param>
    /// <param name="groups">Blocks that stay together, each group smaller than a message.</param>
    /// <param name="opening">Opens every further page.</param>
    /// <param name="closing">Room for these is kept on every page; the caller adds them to the last.</param>
    public static List<IReadOnlyList<Block>> Split(
        IReadOnlyList<Block> header,
        IEnumerable<IReadOnlyList<Block>> groups,
        Func<int, IReadOnlyList<Block>> opening,
        IReadOnlyList<Block> closing)
    {
        var blockRoom = SlackLimits.MessageBlocks - closing.Count - 1;
        var characterRoom = SlackLimits.MessageCharacters - SlackJson.Measure(closing) - Reserve;
        var pages = new List<IReadOnlyList<Block>>();
        var page = new List<Block>(header);
        var length = Measure(header);
        foreach (var group in groups)
        {
            var more = Measure(group);
            var full = page.Count + group.Count > blockRoom
                || length + more > characterRoom
                || Tables(page) + Tables(group) > SlackLimits.TablesPerMessage;
            if (full && page.Count > 0)
            {
                pages.Add(page);
                page = [.. opening(pages.Count + 1)];
                length = Measure(page);
            }

            page.AddRange(group);
            length += more;
        }

        pages.Add(page);
        return pages;
    }

    private static int Measure(IEnumerable<Block> blocks) => blocks.Sum(block => SlackJson.Measure(block) + 1);

    private static int Tables(IEnumerable<Block> blocks) => blocks.Count(block => block is TableBlock or DataTableBlock);
}
