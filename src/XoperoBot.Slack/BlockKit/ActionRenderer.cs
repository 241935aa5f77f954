using System.Globalization;
using XoperoBot.Core.Chat;

namespace XoperoBot.Slack.BlockKit;

/// <summary>Buttons. What a click means is in the action id (<see cref="ActionIds"/>), what to run in the value.</summary>
internal static class ActionRenderer
{
    /// <summary>As many actions blocks as needed.</summary>
    public static IReadOnlyList<Block> Render(IReadOnlyList<CardAction> actions) =>
    [
        .. actions
            .Select((action, index) => Render(action, index.ToString(CultureInfo.InvariantCulture)))
            .OfType<BlockElement>()
            .Chunk(SlackLimits.ActionsElements)
            .Select(chunk => new ActionsBlock(chunk)),
    ];

    /// <param name="action">The button.</param>
    /// <param name="id">Makes the action id unique within the message.</param>
    /// <param name="about">What it acts on, where it stands beside one of several things; read aloud with its label.</param>
    public static BlockElement? Render(CardAction action, string id, string? about = null) => action switch
    {
        Button button => new ButtonElement(button.InPlace ? ActionIds.Here + id : ActionIds.Run + id, Literal.Plain(button.Label, SlackLimits.ButtonText))
        {
            Value = button.Command,
            Style = StyleOf(button.Style),
            Confirm = ConfirmOf(button),
            AccessibilityLabel = about is null ? null : Literal.Shorten($"{button.Label}: {about}", SlackLimits.AccessibilityLabel),
        },
        LinkButton { Url: { IsAbsoluteUri: true, Scheme: "http" or "https", AbsoluteUri.Length: <= SlackLimits.ButtonUrl } url } link =>
            new ButtonElement(ActionIds.Link + id, Literal.Plain(link.Label, SlackLimits.ButtonText)) { Url = url.AbsoluteUri },
        _ => null,
    };

    private static ConfirmationDialog? ConfirmOf(Button button) => button.Confirm is not { Length: > 0 } question
        ? null
        : new ConfirmationDialog(
            Literal.Plain(button.Label, SlackLimits.ConfirmTitle),
            Literal.Plain(question, SlackLimits.ConfirmText),
            Literal.Plain(button.Label, SlackLimits.ConfirmButton),
            Literal.Plain("Cancel", SlackLimits.ConfirmButton))
        {
            Style = StyleOf(button.Style),
        };

    private static string? StyleOf(ButtonStyle style) => style switch
    {
        ButtonStyle.Primary => "primary",
        ButtonStyle.Danger => "danger",
        _ => null,
    };
}
