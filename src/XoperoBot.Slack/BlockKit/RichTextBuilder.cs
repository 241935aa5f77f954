using XoperoBot.Core.Chat;

namespace XoperoBot.Slack.BlockKit;

/// <summary>Writes literal lines into as few rich_text blocks as the limits allow.</summary>
internal sealed class RichTextBuilder
{
    private const int PartsPerBlock = 20;

    // Isolating a hostile name can double its length.
    private const int PieceLimit = (SlackLimits.RichText / 2) - 50;

    private readonly List<Block> _blocks = [];
    private readonly List<RichTextPart> _parts = [];
    private int _length;

    private static RichTextStyle BoldStyle { get; } = new() { Bold = true };

    private static RichTextStyle ItalicStyle { get; } = new() { Italic = true };

    private static RichTextStyle CodeStyle { get; } = new() { Code = true };

    public static IReadOnlyList<Block> Paragraph(Text text, bool muted = false) => new RichTextBuilder().Line(text, muted: muted).Build();

    public static IReadOnlyList<Block> BoldLine(string text) =>
        new RichTextBuilder().Line(new Text([new Plain(text) { Bold = true }])).Build();

    /// <summary>A line of its own.</summary>
    public RichTextBuilder Line(Text text, bool muted = false)
    {
        foreach (var elements in Lines(text, muted))
        {
            Add(new RichTextSection(elements));
        }

        return this;
    }

    /// <summary>A line with a bar at its side.</summary>
    public RichTextBuilder Quote(Text text)
    {
        foreach (var elements in Lines(text, muted: false))
        {
            Add(new RichTextQuote(elements));
        }

        return this;
    }

    /// <summary>Fixed-width lines.</summary>
    public RichTextBuilder Preformatted(string text)
    {
        foreach (var piece in Literal.Split(text, SlackLimits.RichText - 50))
        {
            Add(new RichTextPreformatted([new RichTextText(piece)]));
        }

        return this;
    }

    public IReadOnlyList<Block> Build()
    {
        Flush();
        return _blocks;
    }

    /// <summary>The runs of a text as one part; for table cells, whose size the table bounds.</summary>
    public static RichTextSection Section(Text text) => new([.. text.Runs.SelectMany(run => Elements(run, muted: false))]);

    private void Add(RichTextPart part)
    {
        var length = part.Elements.Sum(Length);
        if (_parts.Count >= PartsPerBlock || _length + length > SlackLimits.RichText)
        {
            Flush();
        }

        _parts.Add(part);
        _length += length;
    }

    private void Flush()
    {
        if (_parts.Count > 0)
        {
            _blocks.Add(new RichTextBlock([.. _parts]));
        }

        _parts.Clear();
        _length = 0;
    }

    private static IEnumerable<IReadOnlyList<RichTextElement>> Lines(Text text, bool muted)
    {
        var line = new List<RichTextElement>();
        var length = 0;
        foreach (var element in text.Runs.SelectMany(run => Elements(run, muted)))
        {
            if (line.Count > 0 && length + Length(element) > SlackLimits.RichText)
            {
                yield return line;
                line = [];
                length = 0;
            }

            line.Add(element);
            length += Length(element);
        }

        yield return line.Count > 0 ? line : [new RichTextText("–")];
    }

    private static IEnumerable<RichTextElement> Elements(Run run, bool muted) => run switch
    {
        Plain { Value.Length: 0 } => [],
        Plain plain => Literal.Split(plain.Value, PieceLimit)
            .Select(piece => new RichTextText(Literal.Isolate(piece)) { Style = StyleOf(plain, muted) }),
        Time time => [new RichTextDate(time.At.ToUnixTimeSeconds(), FormatOf(time.Style), time.ToString()) { Style = muted ? ItalicStyle : null }],
        Link { Url: { IsAbsoluteUri: true, Scheme: "http" or "https", AbsoluteUri.Length: <= PieceLimit } url } link =>
            [new RichTextLink(url.AbsoluteUri, Literal.Isolate(Literal.Shorten(Literal.NotEmpty(link.Label), PieceLimit / 2)))],
        _ => Literal.Split(run.ToString() ?? string.Empty, PieceLimit).Select(piece => new RichTextText(Literal.Isolate(piece))),
    };

    private static RichTextStyle? StyleOf(Plain plain, bool muted) => plain switch
    {
        { Code: true } => CodeStyle,
        { Bold: true } => BoldStyle,
        _ => muted ? ItalicStyle : null,
    };

    private static string FormatOf(TimeStyle style) =>
        style == TimeStyle.Date ? "{date_short_pretty}" : "{date_short_pretty} {time}";

    private static int Length(RichTextElement element) => element switch
    {
        RichTextText text => text.Text.Length,
        RichTextLink link => link.Url.Length + link.Text.Length,
        RichTextDate date => date.Fallback.Length + date.Format.Length,
        _ => 0,
    };
}
