using System.Text.Json.Serialization;

namespace XoperoBot.Slack.BlockKit;

/// <summary>A block, in Slack's own words: https://docs.slack.dev/reference/block-kit/blocks.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(HeaderBlock), "header")]
[JsonDerivedType(typeof(SectionBlock), "section")]
[JsonDerivedType(typeof(ContextBlock), "context")]
[JsonDerivedType(typeof(DividerBlock), "divider")]
[JsonDerivedType(typeof(ActionsBlock), "actions")]
[JsonDerivedType(typeof(InputBlock), "input")]
[JsonDerivedType(typeof(RichTextBlock), "rich_text")]
[JsonDerivedType(typeof(TableBlock), "table")]
[JsonDerivedType(typeof(DataTableBlock), "data_table")]
[JsonDerivedType(typeof(AlertBlock), "alert")]
internal abstract record Block
{
    public string? BlockId { get; init; }
}

internal sealed record HeaderBlock(TextObject Text) : Block;

internal sealed record SectionBlock(TextObject Text) : Block
{
    public BlockElement? Accessory { get; init; }
}

internal sealed record ContextBlock(IReadOnlyList<TextObject> Elements) : Block;

internal sealed record DividerBlock : Block;

internal sealed record ActionsBlock(IReadOnlyList<BlockElement> Elements) : Block;

internal sealed record InputBlock(TextObject Label, BlockElement Element) : Block
{
    public TextObject? Hint { get; init; }

    public bool? Optional { get; init; }
}

internal sealed record RichTextBlock(IReadOnlyList<RichTextPart> Elements) : Block;

internal sealed record TableBlock(IReadOnlyList<IReadOnlyList<TableCell>> Rows) : Block
{
    public IReadOnlyList<ColumnSettings>? ColumnSettings { get; init; }
}

internal sealed record ColumnSettings
{
    public bool? IsWrapped { get; init; }
}

internal sealed record DataTableBlock(IReadOnlyList<IReadOnlyList<TableCell>> Rows, string Caption) : Block
{
    public int? PageSize { get; init; }
}

/// <summary>Views only: Slack refuses it in messages.</summary>
internal sealed record AlertBlock(TextObject Text, string Level) : Block;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(RawText), "raw_text")]
[JsonDerivedType(typeof(RichTextCell), "rich_text")]
internal abstract record TableCell;

internal sealed record RawText(string Text) : TableCell;

internal sealed record RichTextCell(IReadOnlyList<RichTextPart> Elements) : TableCell;
