using System.Text.Json.Serialization;

namespace XoperoBot.Slack.BlockKit;

/// <summary>A part of a rich_text block; its texts are literal, whatever they hold.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(RichTextSection), "rich_text_section")]
[JsonDerivedType(typeof(RichTextQuote), "rich_text_quote")]
[JsonDerivedType(typeof(RichTextPreformatted), "rich_text_preformatted")]
internal abstract record RichTextPart(IReadOnlyList<RichTextElement> Elements);

internal sealed record RichTextSection(IReadOnlyList<RichTextElement> Elements) : RichTextPart(Elements);

/// <summary>Drawn with a bar at its side.</summary>
internal sealed record RichTextQuote(IReadOnlyList<RichTextElement> Elements) : RichTextPart(Elements);

internal sealed record RichTextPreformatted(IReadOnlyList<RichTextElement> Elements) : RichTextPart(Elements);

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(RichTextText), "text")]
[JsonDerivedType(typeof(RichTextLink), "link")]
[JsonDerivedType(typeof(RichTextDate), "date")]
internal abstract record RichTextElement
{
    public RichTextStyle? Style { get; init; }
}

internal sealed record RichTextText(string Text) : RichTextElement;

internal sealed record RichTextLink(string Url, string Text) : RichTextElement;

/// <summary>A moment in each reader's own time zone: https://docs.slack.dev/reference/block-kit/block-elements/date-element.</summary>
internal sealed record RichTextDate(long Timestamp, string Format, string Fallback) : RichTextElement;

internal sealed record RichTextStyle
{
    public bool? Bold { get; init; }

    public bool? Italic { get; init; }

    public bool? Code { get; init; }
}
