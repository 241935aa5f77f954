using System.Globalization;
using XoperoBot.Core.Chat;

namespace XoperoBot.Slack.BlockKit;

/// <summary>One element of a card as blocks, for one kind of surface.</summary>
internal sealed class ElementRenderer
{
    private const int BarLength = 20;

    private readonly bool _view;

    private ElementRenderer(bool view) => _view = view;

    public static ElementRenderer Message { get; } = new(view: false);

    /// <summary>Dialogs and the home page: alerts, no tables.</summary>
    public static ElementRenderer View { get; } = new(view: true);

    public int MaxBlocks => _view ? SlackLimits.ViewBlocks : SlackLimits.MessageBlocks - 1;

    public int MaxCharacters => _view ? SlackLimits.ViewCharacters : SlackLimits.MessageCharacters - SlackLimits.HeaderText - 100;

    /// <summary>Groups of blocks, each to be kept on one page.</summary>
    public IEnumerable<IReadOnlyList<Block>> Render(Element element, int index) => element switch
    {
        Paragraph paragraph => OneByOne(RichTextBuilder.Paragraph(paragraph.Text, paragraph.Muted)),
        Heading heading => OneByOne(RichTextBuilder.BoldLine(heading.Text)),
        Notice notice => OneByOne(NoticeBlocks(notice)),
        Facts facts => OneByOne(FactBlocks(facts)),
        Meter meter => OneByOne(MeterBlocks(meter)),
        Chart chart => OneByOne(ChartBlocks(chart)),
        Items items => ItemRenderer.Render(items, index),
        Table table => !_view && TableRenderer.Fits(table)
            ? TableRenderer.Render(table)
            : [.. OneByOne(RichTextBuilder.BoldLine(table.Caption)), .. ItemRenderer.Render(table.AsItems(), index)],
        Divider => [[new DividerBlock()]],
        _ => throw new NotSupportedException($"No Block Kit for {element.GetType().Name}."),
    };

    private static IEnumerable<IReadOnlyList<Block>> OneByOne(IEnumerable<Block> blocks) =>
        blocks.Select(block => (IReadOnlyList<Block>)[block]);

    private IReadOnlyList<Block> NoticeBlocks(Notice notice)
    {
        var word = notice.Tone.Word() is { Length: > 0 } tone ? tone + ": " : string.Empty;
        var plain = word + notice.Text;
        return _view && plain.Length <= SlackLimits.SectionText - 50
            ? [new AlertBlock(Literal.Plain(plain, SlackLimits.SectionText), LevelOf(notice.Tone))]
            : new RichTextBuilder()
                .Quote(Text.Of(Literal.Symbol(notice.Tone), new Plain(word) { Bold = true }, notice.Text))
                .Build();
    }

    private static IReadOnlyList<Block> FactBlocks(Facts facts)
    {
        var lines = new RichTextBuilder();
        foreach (var fact in facts.List)
        {
            lines.Line(Text.Of(new Plain(fact.Label + ": ") { Bold = true }, Literal.Symbol(fact.Tone), fact.Value, Literal.Suffix(fact.Tone)));
        }

        return lines.Build();
    }

    private static IReadOnlyList<Block> MeterBlocks(Meter meter)
    {
        var filled = meter.Total <= 0 ? 0 : (int)Math.Clamp(BarLength * (decimal)meter.Value / meter.Total, 0, BarLength);
        return new RichTextBuilder()
            .Line(Text.Of(Literal.Symbol(meter.Tone), new Plain(meter.Label) { Bold = true }, Literal.Suffix(meter.Tone), ": ", meter.Caption))
            .Line(new Text([new Plain(new string('█', filled) + new string('░', BarLength - filled)) { Code = true }]))
            .Build();
    }

    private static IReadOnlyList<Block> ChartBlocks(Chart chart)
    {
        var width = Math.Min(24, chart.Points.Select(point => point.Label.Length).DefaultIfEmpty(0).Max());
        var largest = chart.Points.Select(point => Math.Abs(point.Value)).DefaultIfEmpty(0).Max();
        var lines = chart.Points.Select(point =>
        {
            var bar = largest > 0 && double.IsFinite(point.Value) ? (int)Math.Round(BarLength * Math.Abs(point.Value) / largest) : 0;
            var value = point.Value.ToString("0.##", CultureInfo.InvariantCulture);
            return $"{Literal.Isolate(point.Label).PadRight(width)}  {new string('█', bar).PadRight(BarLength)}  {value} {chart.Unit} {Literal.Symbol(point.Tone)}{point.Tone.Word()}".TrimEnd();
        });
        return new RichTextBuilder()
            .Line(new Text([new Plain(chart.Title) { Bold = true }]))
            .Preformatted(Literal.NotEmpty(string.Join('\n', lines)))
            .Build();
    }

    private static string LevelOf(Tone tone) => tone switch
    {
        Tone.Good => "success",
        Tone.Warning or Tone.Unknown => "warning",
        Tone.Bad => "error",
        Tone.Running => "info",
        _ => "default",
    };
}
