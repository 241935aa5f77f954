using System.Text.Json.Serialization;

namespace XoperoBot.Teams.AdaptiveCards;

internal abstract record InputElement(string Id) : CardElement
{
    public string? Label { get; init; }

    public bool? IsRequired { get; init; }

    public string? ErrorMessage { get; init; }

    public string? Value { get; init; }
}

internal sealed record InputText(string Id) : InputElement(Id)
{
    public bool? IsMultiline { get; init; }

    public int? MaxLength { get; init; }

    public string? Regex { get; init; }
}

internal sealed record InputChoiceSet(string Id, IReadOnlyList<InputChoice> Choices) : InputElement(Id)
{
    public string? Style { get; init; }

    public bool? IsMultiSelect { get; init; }

    [JsonPropertyName("choices.data")]
    public DataQuery? ChoicesData { get; init; }
}

internal sealed record InputChoice(string Title, string Value);

/// <summary>Asks the bot for choices while the person types.</summary>
internal sealed record DataQuery(string Dataset)
{
    public string Type { get; } = "Data.Query";
}

internal sealed record InputToggle(string Id, string Title) : InputElement(Id);

internal sealed record InputDate(string Id) : InputElement(Id);

internal sealed record InputTime(string Id) : InputElement(Id);
