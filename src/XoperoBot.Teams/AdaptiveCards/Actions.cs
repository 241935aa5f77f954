using System.Text.Json.Serialization;
using XoperoBot.Core.Chat;

namespace XoperoBot.Teams.AdaptiveCards;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ExecuteAction), "Action.Execute")]
[JsonDerivedType(typeof(SubmitAction), "Action.Submit")]
[JsonDerivedType(typeof(OpenUrlAction), "Action.OpenUrl")]
[JsonDerivedType(typeof(ShowCardAction), "Action.ShowCard")]
internal abstract record AdaptiveAction
{
    public string? Title { get; init; }

    public string? Style { get; init; }

    /// <summary>Shown and read with the title.</summary>
    public string? Tooltip { get; init; }
}

/// <summary>Answered by the bot with a card. Clients before 1.4 show the fallback instead.</summary>
internal sealed record ExecuteAction(string Verb, ActionData Data) : AdaptiveAction
{
    public AdaptiveAction? Fallback { get; init; }

    public string? AssociatedInputs { get; init; }
}

internal sealed record SubmitAction(ActionData Data) : AdaptiveAction
{
    public string? AssociatedInputs { get; init; }
}

internal sealed record OpenUrlAction(string Url) : AdaptiveAction;

internal sealed record ShowCardAction(AdaptiveCard Card) : AdaptiveAction;

internal static class Verbs
{
    public const string Command = "command";
    public const string Form = "form";

    /// <summary>A client draws the card anew for its reader; nobody pressed anything.</summary>
    public const string Refresh = "refresh";
}

/// <summary>
/// What a press sends back. Inputs of the card arrive beside these members, so a form's own member has a name that no field can have.
/// </summary>
internal sealed record ActionData
{
    public const string FormMember = "$form";

    public string? Command { get; init; }

    public bool? InPlace { get; init; }

    /// <summary>Our name of the message that holds the button.</summary>
    public string? Key { get; init; }

    /// <summary>The command draws the card for one reader.</summary>
    public bool? View { get; init; }

    [JsonPropertyName(FormMember)]
    public FormData? Form { get; init; }

    /// <summary>Opens a dialog where the client can.</summary>
    public DialogRequest? Msteams { get; init; }
}

internal sealed record DialogRequest
{
    public string Type { get; } = "task/fetch";
}

/// <summary>Which form is sent in, and how its values are to be read.</summary>
internal sealed record FormData(string Id)
{
    public bool? Cancel { get; init; }

    /// <summary>Fields whose value is a choice, single or several.</summary>
    public IReadOnlyList<string>? Choice { get; init; }

    public IReadOnlyList<string>? Many { get; init; }

    /// <summary>The form itself, when it is small enough to be shown again with its mistakes.</summary>
    public Form? Carried { get; init; }

    public string? Title { get; init; }
}
