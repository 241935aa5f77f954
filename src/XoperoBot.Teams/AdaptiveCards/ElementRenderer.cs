using System.Globalization;
using XoperoBot.Core.Chat;

namespace XoperoBot.Teams.AdaptiveCards;

/// <summary>
/// Draws neutral elements. One element may become several: each of them stays below <see cref="TeamsLimits.ElementBytes"/>, so that
/// pages can be filled with whole ones.
/// </summary>
internal sealed class ElementRenderer(Func<Item, AdaptiveAction>? button)
{
    private static readonly TextRun Strong = new(string.Empty) { Weight = "Bolder" };
    private static readonly TextRun Subtle = new(string.Empty) { IsSubtle = true };

    public IEnumerable<CardElement> Draw(Element element) => element switch
    {
        Paragraph paragraph => LiteralText.Slices(paragraph.Text).Select(text => LiteralText.Block(text, paragraph.Muted ? Subtle : null)),
        Heading heading => Sliced(heading.Text).Select(text => LiteralText.Block(text, Strong with { Size = "Medium" }) with { Spacing = "Medium" }),
        Notice notice => LiteralText.Slices(notice.Text).Select(text => DrawNotice(notice.Tone, text)),
        Facts facts => DrawFacts(facts),
        Meter meter => DrawMeter(meter),
        Items items => items.List.SelectMany(DrawItem),
        Table { Columns.Count: > TeamsLimits.TableColumns } wide => LiteralText.Slices(wide.Caption).Select(text => (CardElement)LiteralText.Block(text, Subtle)).Concat(wide.AsItems().List.SelectMany(DrawItem)),
        Table table => DrawTable(table),
        Chart chart => DrawChart(chart),
        Divider => [LiteralText.Block(Text.Empty) with { Separator = true, Spacing = "Small" }],
        _ => throw new ArgumentOutOfRangeException(nameof(element), element.GetType().Name, "No drawing for this element."),
    };

    public static Container DrawNotice(Tone tone, Text text)
    {
        var style = ToneStyle.Of(tone);
        var sign = Strong with { Text = tone == Tone.Neutral ? $"{style.Symbol} " : ToneStyle.Prefix(tone) };
        return new Container([new RichTextBlock([sign, .. LiteralText.Runs(text)])]) { Style = style.Container };
    }

    private static IEnumerable<Text> Sliced(string text) => LiteralText.Slices(Text.FromString(text));

    // A FactSet reads markdown in its values, and values are names; a table of runs shows them as they are.
    private static IEnumerable<CardElement> DrawFacts(Facts facts)
    {
        var rows = new RowFiller(columns => new TableElement(columns, []), [new TableColumn(1), new TableColumn(2)]);
        foreach (var fact in facts.List)
        {
            var row = new TableRow([Cell(LiteralText.Block(fact.Label, Strong)), Cell(new RichTextBlock([.. Toned(fact.Tone, fact.Value)]))]);
            foreach (var full in rows.Add(row, () => Written([(fact.Label, fact.Value)])))
            {
                yield return full;
            }
        }

        foreach (var rest in rows.Finish())
        {
            yield return rest;
        }
    }

    private static IEnumerable<CardElement> DrawMeter(Meter meter)
    {
        var tone = ToneStyle.Of(meter.Tone);
        foreach (var text in LiteralText.Slices(Text.Of(ToneStyle.Mark(meter.Tone), new Plain(meter.Label) { Bold = true }, $"{Suffix(meter.Tone)}: {meter.Caption}")))
        {
            yield return LiteralText.Block(text);
        }

        if (meter.Total <= 0)
        {
            yield break;
        }

        var part = Math.Clamp((int)Math.Round(100.0 * meter.Value / meter.Total), 0, 100);
        // A bar that is not quite full or not quite empty must look so.
        part = meter.Value > 0 && part == 0 ? 1 : meter.Value < meter.Total && part == 100 ? 99 : part;
        var columns = new List<Column>(2);
        if (part > 0)
        {
            columns.Add(Bar(part, tone.Container == "emphasis" ? "accent" : tone.Container));
        }

        if (part < 100)
        {
            columns.Add(Bar(100 - part, "emphasis"));
        }

        yield return new ColumnSet(columns) { Spacing = "Small" };
    }

    private static Column Bar(int width, string style) =>
        new(width.ToString(CultureInfo.InvariantCulture), [LiteralText.Block(" ", new TextRun(string.Empty) { Size = "Small" })]) { Style = style, MinHeight = "8px" };

    private IEnumerable<CardElement> DrawItem(Item item)
    {
        var whole = item.Title.Length <= TeamsLimits.TitleLength;
        var title = new RichTextBlock(
        [
            Strong with { Text = ToneStyle.Mark(item.Tone) + LiteralText.Cut(LiteralText.Of(item.Title), TeamsLimits.TitleLength) },
            .. Word(item.Tone),
        ]);
        var details = LiteralText.Slices(item.Details).Select(text => (CardElement)(LiteralText.Block(text, Subtle) with { Spacing = "None" })).ToList();
        CardElement[] head = details.Count > 0 ? [title, details[0]] : [title];
        yield return item.Button is not null && button is not null
            ? new ColumnSet(
            [
                new Column("stretch", head),
                new Column("auto", [new ActionSet([button(item)])]) { VerticalContentAlignment = "Center" },
            ])
            : new Container(head);

        foreach (var rest in details.Skip(1))
        {
            yield return rest;
        }

        if (!whole)
        {
            foreach (var text in Sliced(item.Title))
            {
                yield return LiteralText.Block(text, Subtle);
            }
        }
    }

    private static IEnumerable<CardElement> DrawTable(Table table)
    {
        foreach (var text in Sliced(table.Caption))
        {
            yield return LiteralText.Block(text, Subtle);
        }

        var header = new TableRow([.. table.Columns.Select(column => Cell(LiteralText.Block(LiteralText.Cut(column, TeamsLimits.TitleLength), Strong)))]);
        var rows = new RowFiller(
            columns => new TableElement(columns, [header]) { FirstRowAsHeaders = true, ShowGridLines = true },
            [.. table.Columns.Select(_ => new TableColumn(1))]);
        for (var index = 0; index < table.Rows.Count; index++)
        {
            var cells = table.Rows[index];
            var tone = table.ToneOf(index);
            var row = new TableRow([.. cells.Select((cell, at) => Cell(new RichTextBlock([.. at == 0 ? Toned(tone, cell) : LiteralText.Runs(cell)])))])
            {
                Style = tone == Tone.Neutral ? null : ToneStyle.Of(tone).Container,
            };
            foreach (var full in rows.Add(row, () => Written(table.Columns.Zip(cells))))
            {
                yield return full;
            }
        }

        foreach (var rest in rows.Finish())
        {
            yield return rest;
        }
    }

    private static List<CardElement> DrawChart(Chart chart)
    {
        var table = DrawTable(new Table(
            ["Point", chart.Unit.Length == 0 ? "Value" : $"Value ({chart.Unit})"],
            [.. chart.Points.Select(point => new[] { Text.FromString(point.Label), Text.FromString(Number(point.Value)) })])
        {
            Caption = chart.Title,
            RowTones = [.. chart.Points.Select(point => point.Tone)],
        }).ToList();
        var drawn = new VerticalBarChart(
            LiteralText.Of(chart.Title),
            [.. chart.Points.Select(point => new BarValue(LiteralText.Of(point.Label), point.Value) { Color = ToneStyle.Of(point.Tone).Chart })])
        {
            YAxisTitle = LiteralText.Of(chart.Unit),
            Fallback = new Container(table),
        };
        return CardSize.Of(drawn) <= TeamsLimits.ElementBytes ? [drawn] : table;
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static IEnumerable<TextRun> Toned(Tone tone, Text text) =>
        tone == Tone.Neutral ? LiteralText.Runs(text) : [new TextRun(ToneStyle.Mark(tone)), .. LiteralText.Runs(text), .. Word(tone)];

    private static IEnumerable<TextRun> Word(Tone tone) =>
        tone == Tone.Neutral ? [] : [new TextRun(Suffix(tone)) { IsSubtle = true }];

    private static string Suffix(Tone tone) => tone == Tone.Neutral ? string.Empty : $" ({tone.Word()})";

    private static TableCell Cell(CardElement element) => new([element]);

    // A row that no element can hold is written out, label by label.
    private static IEnumerable<CardElement> Written(IEnumerable<(string Label, Text Value)> cells) =>
        cells.SelectMany(cell => LiteralText.Slices(Text.Of(new Plain(cell.Label + ": ") { Bold = true }, cell.Value))).Select(text => LiteralText.Block(text));

    /// <summary>Collects rows into tables of bounded size; every table gets the same columns and header.</summary>
    private sealed class RowFiller(Func<IReadOnlyList<TableColumn>, TableElement> start, IReadOnlyList<TableColumn> columns)
    {
        private readonly List<TableRow> _rows = [];
        private int _size;

        public IEnumerable<CardElement> Add(TableRow row, Func<IEnumerable<CardElement>> writtenOut)
        {
            var size = CardSize.Of(row);
            if (_size + size > TeamsLimits.ElementBytes)
            {
                foreach (var full in Finish())
                {
                    yield return full;
                }
            }

            if (size > TeamsLimits.ElementBytes)
            {
                foreach (var element in writtenOut())
                {
                    yield return element;
                }

                yield break;
            }

            _rows.Add(row);
            _size += size;
        }

        public IEnumerable<CardElement> Finish()
        {
            if (_rows.Count == 0)
            {
                yield break;
            }

            var empty = start(columns);
            yield return empty with { Rows = [.. empty.Rows, .. _rows] };
            _rows.Clear();
            _size = 0;
        }
    }
}
