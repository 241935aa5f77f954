using System.Text.Json;
using XoperoBot.Core.Chat;
using XoperoBot.Teams.Wire;

namespace XoperoBot.Teams.AdaptiveCards;

/// <summary>Draws a form as the inputs of a card.</summary>
/// <param name="typeahead">The client asks for choices while the person types; without it such a field is typed in full.</param>
internal sealed class FormRenderer(bool typeahead)
{
    // Clients refuse a choice without any value; a blank one is read as none.
    private const string NoAnswer = " ";

    private static readonly TextRun Wrong = new(string.Empty) { Color = "Attention", Weight = "Bolder" };
    private static readonly TextRun Subtle = new(string.Empty) { IsSubtle = true, Size = "Small" };

    /// <param name="form">The questions, with what is wrong about earlier answers.</param>
    /// <param name="dialog">Add a button that asks the same in a dialog of the client.</param>
    public AdaptiveCard Draw(Form form, bool dialog)
    {
        var elements = new List<CardElement>
        {
            LiteralText.Block(form.Title, new TextRun(string.Empty) { Weight = "Bolder", Size = "Large" }),
        };
        var intro = new ElementRenderer(button: null);
        elements.AddRange(form.Intro.SelectMany(intro.Draw));
        elements.AddRange(form.Errors
            .Where(error => form.Fields.All(field => field.Name != error.Key))
            .Select(error => ElementRenderer.DrawNotice(Tone.Bad, error.Value)));
        elements.AddRange(form.Fields.SelectMany(field => DrawField(field, form.Errors.GetValueOrDefault(field.Name))));

        var data = Data(form);
        var actions = new List<AdaptiveAction> { Press(data, form.SubmitLabel, "positive", "auto") };
        if (dialog && data.Carried is not null)
        {
            actions.Add(new SubmitAction(new ActionData { Form = data, Msteams = new DialogRequest() }) { Title = "Open as a dialog", AssociatedInputs = "none" });
        }

        actions.Add(Press(new FormData(form.Id) { Cancel = true, Title = data.Title }, "Cancel", null, "none"));
        var sentence = LiteralText.Sentence($"{form.Title}: please answer {form.Fields.Count} question{(form.Fields.Count == 1 ? string.Empty : "s")}.");
        return new AdaptiveCard
        {
            FallbackText = sentence,
            Speak = LiteralText.Spoken(sentence),
            Body = elements,
            Actions = actions,
            Msteams = new TeamsCardOptions("Full"),
        };
    }

    /// <summary>Values are separated by commas on this wire, so a comma inside one is written otherwise.</summary>
    public static string Encode(string value) => value.Replace("%", "%25", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);

    public static string Decode(string value) => value.Replace("%2C", ",", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal);

    private static FormData Data(Form form)
    {
        var choices = form.Fields.OfType<ChoiceField>().ToList();
        var plain = form with { Errors = new Dictionary<string, string>(StringComparer.Ordinal) };
        return new FormData(form.Id)
        {
            Title = LiteralText.Cut(form.Title, TeamsLimits.TitleLength),
            Choice = choices.Count > 0 ? [.. choices.Select(field => field.Name)] : null,
            Many = choices.Exists(field => field.Many) ? [.. choices.Where(field => field.Many).Select(field => field.Name)] : null,
            Carried = JsonSerializer.SerializeToUtf8Bytes(plain, WireJson.Options).Length <= TeamsLimits.CarriedFormBytes ? plain : null,
        };
    }

    private static ExecuteAction Press(FormData data, string label, string? style, string inputs)
    {
        var sent = new ActionData { Form = data };
        // The older press is not given the form itself: it would be in the card twice.
        var older = new ActionData { Form = data with { Carried = null } };
        return new ExecuteAction(Verbs.Form, sent)
        {
            Title = LiteralText.Of(label),
            Style = style,
            AssociatedInputs = inputs,
            Fallback = new SubmitAction(older) { Title = LiteralText.Of(label), Style = style, AssociatedInputs = inputs },
        };
    }

    private IEnumerable<CardElement> DrawField(Field field, string? error)
    {
        if (error is not null)
        {
            yield return LiteralText.Block($"{ToneStyle.Prefix(Tone.Bad)}{field.Label}: {error}", Wrong);
        }

        yield return Input(field) with
        {
            Label = LiteralText.Of(field.Label),
            IsRequired = field.Required ? true : null,
            ErrorMessage = Help(field),
        };
        if (!string.IsNullOrEmpty(field.Hint))
        {
            yield return LiteralText.Block(field.Hint, Subtle) with { Spacing = "None" };
        }
    }

    private static string? Help(Field field) => field switch
    {
        TextField { Pattern: not null, PatternHelp: { } help } => LiteralText.Of(help),
        { Required: true } => LiteralText.Of($"{field.Label} is needed."),
        TextField { Pattern: not null } => LiteralText.Of($"{field.Label} has the wrong form."),
        _ => null,
    };

    private InputElement Input(Field field) => field switch
    {
        TextField text => new InputText(text.Name)
        {
            IsMultiline = text.Multiline ? true : null,
            MaxLength = text.MaxLength,
            Regex = ClientPattern(text.Pattern),
            Value = text.Value,
        },
        ChoiceField { Lookup: { } } choice when !typeahead => new InputText(choice.Name) { Value = choice.Selected.Count > 0 ? choice.Selected[0].Value : null },
        ChoiceField choice => new InputChoiceSet(choice.Name, Shown(choice))
        {
            Style = choice.Lookup is null && !choice.Many ? "compact" : "filtered",
            IsMultiSelect = choice.Many ? true : null,
            Value = choice.Selected.Count > 0 ? string.Join(',', choice.Selected.Select(selected => Encode(selected.Value))) : null,
            ChoicesData = choice.Lookup is { } source ? new DataQuery(source) : null,
        },
        ToggleField toggle => new InputToggle(toggle.Name, LiteralText.Of(toggle.Label)) { Value = toggle.On ? "true" : "false" },
        DateField date => new InputDate(date.Name) { Value = date.Value },
        TimeField time => new InputTime(time.Name) { Value = time.Value },
        _ => throw new ArgumentOutOfRangeException(nameof(field), field.GetType().Name, "No drawing for this field."),
    };

    // A list without any choice is no valid list: before anything was looked up it holds a hint that counts as no answer.
    private static InputChoice[] Shown(ChoiceField field) => (field.Lookup is null ? field.Choices : field.Selected) switch
    {
        { Count: > 0 } choices => [.. choices.Select(DrawChoice)],
        _ => [new InputChoice("Type to search", NoAnswer)],
    };

    public static InputChoice DrawChoice(Choice choice) => new(LiteralText.Of(choice.Label), Encode(choice.Value));

    // Clients know JavaScript's dialect; inline options are not part of it. The server checks in any case.
    private static string? ClientPattern(string? pattern) =>
        pattern is null || pattern.StartsWith("(?", StringComparison.Ordinal) ? null : $"^(?:{pattern})$";
}
