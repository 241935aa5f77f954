using XoperoBot.Core.Chat;

namespace XoperoBot.Slack.BlockKit;

/// <summary>Neutral form to a dialog, or to inputs inside a message where no dialog can be opened.</summary>
internal static class FormRenderer
{
    public static ModalView Dialog(Form form, string privateMetadata) =>
        new(Literal.Plain(form.Title, SlackLimits.ViewTitle), Blocks(form, ElementRenderer.View, []))
        {
            CallbackId = ActionIds.FormView,
            PrivateMetadata = privateMetadata,
            Submit = Literal.Plain(form.SubmitLabel, SlackLimits.ViewButton),
            Close = Literal.Plain("Cancel", SlackLimits.ViewButton),
            NotifyOnClose = true,
        };

    /// <summary>The same questions in a message; its buttons carry the form's id.</summary>
    public static Page Message(Form form)
    {
        var blocks = Blocks(
            form,
            ElementRenderer.Message,
            [
                new ActionsBlock(
                [
                    new ButtonElement(ActionIds.SubmitForm, Literal.Plain(form.SubmitLabel, SlackLimits.ButtonText)) { Value = form.Id, Style = "primary" },
                    new ButtonElement(ActionIds.CancelForm, Literal.Plain("Cancel", SlackLimits.ButtonText)) { Value = form.Id },
                ]),
            ]);
        return new Page(
            [new HeaderBlock(Literal.Plain(form.Title, SlackLimits.HeaderText)), .. blocks],
            Spoken.Of($"{form.Title}: please fill in the form.", blocks));
    }

    private static IReadOnlyList<Block> Blocks(Form form, ElementRenderer surface, IReadOnlyList<Block> buttons)
    {
        var inputs = form.Fields.SelectMany(field => Input(form, field, surface)).ToList();
        IReadOnlyList<Element> intro = form.Title.Length > SlackLimits.ViewTitle ? [new Heading(form.Title), .. form.Intro] : form.Intro;
        return BlockKitRenderer.RenderAbove(intro, surface, [.. inputs, .. buttons]);
    }

    private static IEnumerable<Block> Input(Form form, Field field, ElementRenderer surface)
    {
        if (ElementOf(field) is not { } element)
        {
            foreach (var block in RichTextBuilder.Paragraph($"{field.Label}: there is nothing to choose from.", muted: true))
            {
                yield return block;
            }

            yield break;
        }

        yield return new InputBlock(Literal.Plain(field.Label, SlackLimits.InputLabel), element)
        {
            BlockId = ActionIds.Field + field.Name,
            Hint = field.Hint is { Length: > 0 } hint ? Literal.Plain(hint, SlackLimits.InputHint) : null,
            Optional = !field.Required || field is ToggleField,
        };
        if (form.Errors.TryGetValue(field.Name, out var error))
        {
            foreach (var block in surface.Render(new Notice(Tone.Bad, error), index: 0).SelectMany(blocks => blocks))
            {
                yield return block;
            }
        }
    }

    private static BlockElement? ElementOf(Field field) => field switch
    {
        TextField text => new PlainTextInput(ActionIds.Value)
        {
            Multiline = text.Multiline ? true : null,
            MaxLength = Math.Clamp(text.MaxLength, 1, SlackLimits.InputValue),
            InitialValue = text.Value is { Length: > 0 } value ? Literal.Shorten(value, Math.Clamp(text.MaxLength, 1, SlackLimits.InputValue)) : null,
        },
        ChoiceField { Lookup: { Length: > 0 } source, Many: false } choice => new ExternalSelect(ActionIds.Lookup + source)
        {
            InitialOption = choice.Selected.Select(OptionOf).FirstOrDefault(),
        },
        ChoiceField { Lookup: { Length: > 0 } source } choice => new MultiExternalSelect(ActionIds.Lookup + source)
        {
            InitialOptions = Some(choice.Selected.Select(OptionOf)),
        },
        ChoiceField { Choices.Count: 0 } => null,
        ChoiceField { Many: false } choice => new StaticSelect(ActionIds.Value, [.. choice.Choices.Take(SlackLimits.Options).Select(OptionOf)])
        {
            InitialOption = Chosen(choice).FirstOrDefault(),
        },
        ChoiceField choice => new MultiStaticSelect(ActionIds.Value, [.. choice.Choices.Take(SlackLimits.Options).Select(OptionOf)])
        {
            InitialOptions = Some(Chosen(choice)),
        },
        ToggleField toggle => new Checkboxes(ActionIds.Value, [OptionOf(new Choice("true", toggle.Label))])
        {
            InitialOptions = toggle.On ? [OptionOf(new Choice("true", toggle.Label))] : null,
        },
        DateField date => new DatePicker(ActionIds.Value) { InitialDate = date.Value },
        TimeField time => new TimePicker(ActionIds.Value) { InitialTime = time.Value },
        _ => throw new NotSupportedException($"No Block Kit for {field.GetType().Name}."),
    };

    /// <summary>A label too long for one line keeps its head in the option and its tail in the description.</summary>
    public static Option OptionOf(Choice choice) => new(Literal.Plain(choice.Label, SlackLimits.OptionText), choice.Value)
    {
        Description = choice.Label.Length > SlackLimits.OptionText
            ? Literal.Plain("…" + Literal.Tail(choice.Label, SlackLimits.OptionText - 10), SlackLimits.OptionText)
            : null,
    };

    // Slack compares a preselected option with the offered ones; the offered one is taken whole.
    private static IEnumerable<Option> Chosen(ChoiceField field) => field.Choices
        .Take(SlackLimits.Options)
        .Where(choice => field.Selected.Any(selected => string.Equals(selected.Value, choice.Value, StringComparison.Ordinal)))
        .Select(OptionOf);

    private static List<Option>? Some(IEnumerable<Option> options)
    {
        var list = options.ToList();
        return list.Count > 0 ? list : null;
    }
}
