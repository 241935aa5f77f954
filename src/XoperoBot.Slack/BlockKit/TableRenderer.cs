using XoperoBot.Core.Chat;

namespace XoperoBot.Slack.BlockKit;

/// <summary>
/// Tables: Slack's <c>table</c> while all rows are seen at once, <c>data_table</c> (pages, sorting, a spoken caption) for longer ones,
/// and one item per row where Slack takes no table or a cell is too long for one.
/// </summary>
internal static class TableRenderer
{
    private const int RowsSeenAtOnce = 15;
    private const int RowRoom = 2_500;

    // Beside the table a message holds its caption, perhaps a heading and the card's buttons.
    private const int TableRoom = 8_000;
    private const int CaptionRoom = 500;

    public static bool Fits(Table table) =>
        table.Columns.Count is > 0 and <= SlackLimits.TableColumns
        && Measure(Header(table)) <= RowRoom
        && Cells(table).All(row => row.Count == table.Columns.Count && Measure(row) <= RowRoom);

    /// <summary>One block per message: the caption is written above each.</summary>
    public static IEnumerable<IReadOnlyList<Block>> Render(Table table)
    {
        if (table.Caption.Length > CaptionRoom)
        {
            foreach (var block in RichTextBuilder.Paragraph(table.Caption))
            {
                yield return [block];
            }
        }

        var header = Header(table);
        var headerLength = Measure(header);
        var rows = new List<IReadOnlyList<TableCell>>();
        var length = headerLength;
        foreach (var row in Cells(table))
        {
            var more = Measure(row);
            if (rows.Count >= SlackLimits.TableRows - 1 || length + more > TableRoom)
            {
                yield return Block(table, header, rows);
                rows = [];
                length = headerLength;
            }

            rows.Add(row);
            length += more;
        }

        yield return Block(table, header, rows);
    }

    private static IReadOnlyList<Block> Block(Table table, IReadOnlyList<TableCell> header, List<IReadOnlyList<TableCell>> rows)
    {
        var caption = Literal.Shorten(table.Caption, CaptionRoom);
        if (rows.Count == 0)
        {
            return RichTextBuilder.Paragraph(caption + ": nothing to list.", muted: true);
        }

        IReadOnlyList<IReadOnlyList<TableCell>> all = [header, .. rows];
        return
        [
            .. RichTextBuilder.Paragraph(caption, muted: true),
            rows.Count > RowsSeenAtOnce
                ? new DataTableBlock(all, Literal.Shorten(Literal.NotEmpty(caption), SlackLimits.HeaderText)) { PageSize = RowsSeenAtOnce }
                : new TableBlock(all) { ColumnSettings = [.. header.Select(_ => new ColumnSettings { IsWrapped = true })] },
        ];
    }

    private static IReadOnlyList<TableCell> Header(Table table) =>
        [.. table.Columns.Select(column => new RawText(Literal.NotEmpty(Literal.Isolate(column))))];

    private static IEnumerable<IReadOnlyList<TableCell>> Cells(Table table) => table.Rows.Select((row, index) =>
        (IReadOnlyList<TableCell>)[.. row.Select((cell, column) => Cell(column == 0 ? table.ToneOf(index) : Tone.Neutral, cell))]);

    private static TableCell Cell(Tone tone, Text cell) => cell.Runs.All(run => run is Plain { Bold: false, Code: false })
        ? new RawText(Literal.Symbol(tone) + Literal.NotEmpty(Literal.Isolate(cell.ToString())) + Literal.Suffix(tone))
        : new RichTextCell([RichTextBuilder.Section(Text.Of(Literal.Symbol(tone), cell, Literal.Suffix(tone)))]);

    private static int Measure(IReadOnlyList<TableCell> row) => SlackJson.Measure(row);
}
