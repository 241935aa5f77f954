using System.Text.Json.Serialization;

namespace XoperoBot.Slack.BlockKit;

/// <summary>
/// Text of a block. Only plain text: Slack reads markup in its other kind, and every name here is somebody's own choice.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(PlainText), "plain_text")]
internal abstract record TextObject(string Text);

internal sealed record PlainText(string Text) : TextObject(Text)
{
    /// <summary>False: <c>:words:</c> between colons stay words.</summary>
    public bool Emoji { get; init; }
}

/// <summary>An interactive element: https://docs.slack.dev/reference/block-kit/block-elements.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ButtonElement), "button")]
[JsonDerivedType(typeof(PlainTextInput), "plain_text_input")]
[JsonDerivedType(typeof(StaticSelect), "static_select")]
[JsonDerivedType(typeof(MultiStaticSelect), "multi_static_select")]
[JsonDerivedType(typeof(ExternalSelect), "external_select")]
[JsonDerivedType(typeof(MultiExternalSelect), "multi_external_select")]
[JsonDerivedType(typeof(Checkboxes), "checkboxes")]
[JsonDerivedType(typeof(DatePicker), "datepicker")]
[JsonDerivedType(typeof(TimePicker), "timepicker")]
internal abstract record BlockElement(string ActionId);

internal sealed record ButtonElement(string ActionId, TextObject Text) : BlockElement(ActionId)
{
    public string? Value { get; init; }

    public string? Url { get; init; }

    /// <summary><c>primary</c> or <c>danger</c>.</summary>
    public string? Style { get; init; }

    /// <summary>Read aloud instead of the text.</summary>
    public string? AccessibilityLabel { get; init; }

    public ConfirmationDialog? Confirm { get; init; }
}

internal sealed record ConfirmationDialog(TextObject Title, TextObject Text, TextObject Confirm, TextObject Deny)
{
    public string? Style { get; init; }
}

internal sealed record Option(TextObject Text, string Value)
{
    public TextObject? Description { get; init; }
}

internal sealed record PlainTextInput(string ActionId) : BlockElement(ActionId)
{
    public bool? Multiline { get; init; }

    public int? MaxLength { get; init; }

    public string? InitialValue { get; init; }
}

internal sealed record StaticSelect(string ActionId, IReadOnlyList<Option> Options) : BlockElement(ActionId)
{
    public Option? InitialOption { get; init; }
}

internal sealed record MultiStaticSelect(string ActionId, IReadOnlyList<Option> Options) : BlockElement(ActionId)
{
    public IReadOnlyList<Option>? InitialOptions { get; init; }
}

internal sealed record ExternalSelect(string ActionId) : BlockElement(ActionId)
{
    public int MinQueryLength { get; init; }

    public Option? InitialOption { get; init; }
}

internal sealed record MultiExternalSelect(string ActionId) : BlockElement(ActionId)
{
    public int MinQueryLength { get; init; }

    public IReadOnlyList<Option>? InitialOptions { get; init; }
}

internal sealed record Checkboxes(string ActionId, IReadOnlyList<Option> Options) : BlockElement(ActionId)
{
    public IReadOnlyList<Option>? InitialOptions { get; init; }
}

internal sealed record DatePicker(string ActionId) : BlockElement(ActionId)
{
    public string? InitialDate { get; init; }
}

internal sealed record TimePicker(string ActionId) : BlockElement(ActionId)
{
    public string? InitialTime { get; init; }
}
