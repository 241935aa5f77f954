using System.Text.Json.Serialization;

namespace XoperoBot.Teams.AdaptiveCards;

/// <summary>
/// The part of Adaptive Cards 1.5 that the bot uses, in its own words.
/// Source: https://adaptivecards.io/explorer/ and https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference
/// </summary>
internal sealed record AdaptiveCard
{
    public const string SupportedVersion = "1.5";

    [JsonPropertyName("$schema")]
    public string? Schema { get; init; } = "http://adaptivecards.io/schemas/adaptive-card.json";

    public string Type { get; } = "AdaptiveCard";

    public string? Version { get; init; } = SupportedVersion;

    public string? FallbackText { get; init; }

    public string? Speak { get; init; }

    public required IReadOnlyList<CardElement> Body { get; init; }

    public IReadOnlyList<AdaptiveAction>? Actions { get; init; }

    public RefreshDefinition? Refresh { get; init; }

    public TeamsCardOptions? Msteams { get; init; }
}

internal sealed record TeamsCardOptions(string Width);

/// <summary>The readers for whom clients fetch a view of their own.</summary>
internal sealed record RefreshDefinition(AdaptiveAction Action, IReadOnlyList<string> UserIds);

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(RichTextBlock), "RichTextBlock")]
[JsonDerivedType(typeof(Container), "Container")]
[JsonDerivedType(typeof(ColumnSet), "ColumnSet")]
[JsonDerivedType(typeof(TableElement), "Table")]
[JsonDerivedType(typeof(ActionSet), "ActionSet")]
[JsonDerivedType(typeof(VerticalBarChart), "Chart.VerticalBar")]
[JsonDerivedType(typeof(InputText), "Input.Text")]
[JsonDerivedType(typeof(InputChoiceSet), "Input.ChoiceSet")]
[JsonDerivedType(typeof(InputToggle), "Input.Toggle")]
[JsonDerivedType(typeof(InputDate), "Input.Date")]
[JsonDerivedType(typeof(InputTime), "Input.Time")]
internal abstract record CardElement
{
    public string? Spacing { get; init; }

    public bool? Separator { get; init; }

    public CardElement? Fallback { get; init; }
}

/// <summary>Text without any markup: a TextBlock would read markdown in it.</summary>
internal sealed record RichTextBlock(IReadOnlyList<TextRun> Inlines) : CardElement;

internal sealed record TextRun(string Text)
{
    public string Type { get; } = "TextRun";

    public string? Weight { get; init; }

    public string? Size { get; init; }

    public string? Color { get; init; }

    public bool? IsSubtle { get; init; }

    public string? FontType { get; init; }

    public AdaptiveAction? SelectAction { get; init; }
}

internal sealed record Container(IReadOnlyList<CardElement> Items) : CardElement
{
    public string? Style { get; init; }

    public bool? Bleed { get; init; }
}

internal sealed record ColumnSet(IReadOnlyList<Column> Columns) : CardElement;

internal sealed record Column(string Width, IReadOnlyList<CardElement> Items)
{
    public string Type { get; } = "Column";

    public string? Style { get; init; }

    public string? MinHeight { get; init; }

    public string? VerticalContentAlignment { get; init; }
}

internal sealed record TableElement(IReadOnlyList<TableColumn> Columns, IReadOnlyList<TableRow> Rows) : CardElement
{
    public bool FirstRowAsHeaders { get; init; }

    public bool ShowGridLines { get; init; }
}

internal sealed record TableColumn(int Width);

internal sealed record TableRow(IReadOnlyList<TableCell> Cells)
{
    public string Type { get; } = "TableRow";

    public string? Style { get; init; }
}

internal sealed record TableCell(IReadOnlyList<CardElement> Items)
{
    public string Type { get; } = "TableCell";
}

internal sealed record ActionSet(IReadOnlyList<AdaptiveAction> Actions) : CardElement;

/// <summary>Drawn by Teams; clients that do not know it show the fallback.</summary>
internal sealed record VerticalBarChart(string Title, IReadOnlyList<BarValue> Data) : CardElement
{
    public string? YAxisTitle { get; init; }
}

internal sealed record BarValue(string X, double Y)
{
    public string? Color { get; init; }
}
