using XoperoBot.Core.Chat;

namespace XoperoBot.Teams.AdaptiveCards;

/// <summary>Buttons: Action.Execute with what older clients need, and a question before the click where one is asked for.</summary>
internal static class ActionRenderer
{
    /// <summary>The button of one of several things, which are not told apart by what stands on their buttons.</summary>
    public static AdaptiveAction Draw(Item item, string? key) =>
        Draw(item.Button!, key) with { Tooltip = Label($"{item.Button!.Label}: {item.Title}") };

    public static AdaptiveAction Draw(CardAction action, string? key) => action switch
    {
        LinkButton link => new OpenUrlAction(link.Url.AbsoluteUri) { Title = Label(link.Label) },
        Button { Confirm: { Length: > 0 } question } button => Ask(button, question, key),
        Button button => Press(button, Label(button.Label), key),
        _ => throw new ArgumentOutOfRangeException(nameof(action), action.GetType().Name, "No drawing for this action."),
    };

    public static AdaptiveAction Refresh(string command, string? key) =>
        new ExecuteAction(Verbs.Refresh, new ActionData { Command = command, InPlace = true, Key = key, View = true }) { Title = "Refresh" };

    private static ExecuteAction Press(Button button, string label, string? key)
    {
        var data = new ActionData { Command = button.Command, InPlace = button.InPlace, Key = key };
        return new ExecuteAction(Verbs.Command, data)
        {
            Title = label,
            Style = StyleOf(button.Style),
            Fallback = new SubmitAction(data) { Title = label, Style = StyleOf(button.Style) },
        };
    }

    private static ShowCardAction Ask(Button button, string question, string? key) =>
        new(new AdaptiveCard
        {
            Schema = null,
            Version = null,
            Body = [LiteralText.Block(question, new TextRun(string.Empty) { Weight = "Bolder" })],
            Actions = [Press(button, Label($"Yes: {button.Label}"), key)],
        })
        {
            Title = Label(button.Label),
            Style = StyleOf(button.Style),
        };

    private static string Label(string label) => LiteralText.Cut(LiteralText.Of(label), 80);

    private static string? StyleOf(ButtonStyle style) => style switch
    {
        ButtonStyle.Primary => "positive",
        ButtonStyle.Danger => "destructive",
        _ => null,
    };
}
