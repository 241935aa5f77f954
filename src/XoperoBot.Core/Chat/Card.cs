using System.Text.Json.Serialization;

namespace XoperoBot.Core.Chat;

/// <summary>How things stand. Channels show it as a symbol and a word beside any colour.</summary>
public enum Tone
{
    Neutral,
    Good,
    Warning,
    Bad,

    /// <summary>Could not be read. Never shown as good.</summary>
    Unknown,

    /// <summary>In progress.</summary>
    Running,
}

/// <summary>
/// A neutral card. Every text in it is literal: no channel interprets markup, mentions or links inside it. Each channel renders
/// every element inside its own limits; what does not fit is paged or sent as a file, never cut in silence.
/// </summary>
/// <param name="Title">One line: what the card is about.</param>
/// <param name="Tone">The worst of what the card says.</param>
/// <param name="Elements">From top to bottom.</param>
public sealed record Card(string Title, Tone Tone, IReadOnlyList<Element> Elements)
{
    /// <summary>One plain sentence for notifications, screen readers and clients that show no cards. Required to make sense alone.</summary>
    public required string Summary { get; init; }

    public IReadOnlyList<CardAction> Actions { get; init; } = [];

    /// <summary>Only these people see the buttons where the channel draws the card for each of its readers; others see the card without.
    /// The first is whose matter it is. Null: everybody. Never a protection: the server decides in any case.</summary>
    public IReadOnlyList<Actor>? ButtonsFor { get; init; }

    /// <summary>
    /// The command line that answers, by a <see cref="Whisper.OnlyNow"/>, with this card as the one who runs it needs it: whoever may not
    /// decide sees the state, whoever decided already sees that they did. For channels whose clients ask for a drawing of their own. What
    /// they see decides nothing, and clients that never ask must let everybody do what they may: the card as it is posted has all buttons.
    /// </summary>
    public string? Refresh { get; init; }

    /// <summary>What is heard of the card first, and all that a notification has room for: how it stands, what it is about, the summary.</summary>
    public string Aloud()
    {
        var word = Tone.Word() is { Length: > 0 } tone ? tone + ": " : string.Empty;
        return Summary.Contains(Title, StringComparison.OrdinalIgnoreCase) ? word + Summary : $"{word}{Title}. {Summary}";
    }
}

/// <summary>One part of a card's body.</summary>
[JsonDerivedType(typeof(Paragraph), "paragraph")]
[JsonDerivedType(typeof(Heading), "heading")]
[JsonDerivedType(typeof(Notice), "notice")]
[JsonDerivedType(typeof(Facts), "facts")]
[JsonDerivedType(typeof(Meter), "meter")]
[JsonDerivedType(typeof(Items), "items")]
[JsonDerivedType(typeof(Table), "table")]
[JsonDerivedType(typeof(Chart), "chart")]
[JsonDerivedType(typeof(Divider), "divider")]
public abstract record Element;

/// <summary>Running text.</summary>
public sealed record Paragraph(Text Text) : Element
{
    /// <summary>Secondary information: shown smaller or greyer.</summary>
    public bool Muted { get; init; }
}

/// <summary>A heading inside the card.</summary>
public sealed record Heading(string Text) : Element;

/// <summary>A sentence that must be seen: a warning, an error, a confirmation.</summary>
public sealed record Notice(Tone Tone, Text Text) : Element;

/// <summary>Labels and values.</summary>
public sealed record Facts(IReadOnlyList<Fact> List) : Element;

/// <param name="Label">Short.</param>
/// <param name="Value">What holds.</param>
/// <param name="Tone">How it stands; neutral shows no symbol.</param>
public sealed record Fact(string Label, Text Value, Tone Tone = Tone.Neutral);

/// <summary>A part of a whole, drawn as a bar and always written out as well.</summary>
/// <param name="Label">What is measured.</param>
/// <param name="Value">The part, 0 to <paramref name="Total"/>.</param>
/// <param name="Total">The whole; 0 means that there is nothing to measure.</param>
/// <param name="Tone">How it stands.</param>
/// <param name="Caption">The same in words, for example <c>43 of 58 protected (74.1 %)</c>.</param>
public sealed record Meter(string Label, long Value, long Total, Tone Tone, string Caption) : Element;

/// <summary>A list of things, each with a state, details and perhaps a button.</summary>
public sealed record Items(IReadOnlyList<Item> List) : Element;

/// <param name="Title">The thing's name: literal text.</param>
/// <param name="Tone">How it stands.</param>
/// <param name="Details">One line below the title.</param>
public sealed record Item(string Title, Tone Tone, Text Details)
{
    /// <summary>What opens or acts on this thing.</summary>
    public Button? Button { get; init; }
}

/// <summary>Rows and columns. Channels without tables show each row as an item with its first cell as the title.</summary>
/// <param name="Columns">Headings, at most 20.</param>
/// <param name="Rows">Each with as many cells as there are columns.</param>
public sealed record Table(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<Text>> Rows) : Element
{
    /// <summary>What the table shows, read aloud before it.</summary>
    public required string Caption { get; init; }

    /// <summary>Tone per row, empty or as long as <see cref="Rows"/>.</summary>
    public IReadOnlyList<Tone> RowTones { get; init; } = [];

    public Tone ToneOf(int row) => row < RowTones.Count ? RowTones[row] : Tone.Neutral;

    /// <summary>Each row as an item, for where no table is drawn or it would be too wide: the first cell is the title, the others say their column.</summary>
    public Items AsItems() => new(
    [
        .. Rows.Select((row, index) => new Item(
            row.Count > 0 ? row[0].ToString() : string.Empty,
            ToneOf(index),
            new Text([.. row.Skip(1).SelectMany((cell, at) => Labelled(at + 1, cell))]))),
    ]);

    private IEnumerable<Run> Labelled(int column, Text cell) =>
    [
        new Plain((column > 1 ? " · " : string.Empty) + (column < Columns.Count ? Columns[column] + ": " : string.Empty)),
        .. cell.Runs,
    ];
}

/// <summary>Values over time or by name, drawn where the channel can draw and written out where it cannot.</summary>
/// <param name="Title">What is drawn.</param>
/// <param name="Unit">Unit of every value, for example <c>%</c>.</param>
/// <param name="Points">From left to right, at most 20.</param>
public sealed record Chart(string Title, string Unit, IReadOnlyList<ChartPoint> Points) : Element;

public sealed record ChartPoint(string Label, double Value, Tone Tone = Tone.Neutral);

/// <summary>A line between parts.</summary>
public sealed record Divider : Element;

/// <summary>Something to press at the bottom of a card.</summary>
[JsonDerivedType(typeof(Button), "button")]
[JsonDerivedType(typeof(LinkButton), "link")]
public abstract record CardAction;

public enum ButtonStyle
{
    Default,
    Primary,
    Danger,
}

/// <summary>A button that sends a command line back. It carries ids, never facts: everything is checked again on arrival.</summary>
/// <param name="Label">At most 75 characters.</param>
/// <param name="Command">The command line, as a person could type it; at most 1,900 characters.</param>
public sealed record Button(string Label, string Command) : CardAction
{
    public ButtonStyle Style { get; init; }

    /// <summary>The answer replaces this card instead of being posted below it.</summary>
    public bool InPlace { get; init; }

    /// <summary>Asked before the click is sent, where the channel can ask.</summary>
    public string? Confirm { get; init; }
}

/// <summary>Opens a web address (https, or http where an administrator configured it so).</summary>
public sealed record LinkButton(string Label, Uri Url) : CardAction;
