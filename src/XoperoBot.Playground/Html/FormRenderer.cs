using XoperoBot.Core.Chat;

namespace XoperoBot.Playground.Html;

/// <summary>A neutral form as an HTML form. The server alone judges what was filled in, so that every mistake is said at its field.</summary>
internal static class FormRenderer
{
    public static void Write(HtmlWriter html, Form form, string id, Reader reader)
    {
        html.Add($"""<form method="post" action="/playground/submit" class="card form" novalidate="novalidate" data-post="form" """);
        html.Add($"""aria-labelledby="{id}-title"><header><h3 id="{id}-title"><bdi>{form.Title}</bdi></h3></header>""");
        reader.WriteHiddenFields(html);
        html.Add($"""<input type="hidden" name="entry" value="{id}"/>""");
        HtmlRenderer.WriteElements(html, form.Intro, id, showButtons: false);
        if (form.Errors.Count > 0)
        {
            html.Add($"""<p class="problem" role="alert">Please correct what is marked below.</p>""");
        }

        for (var at = 0; at < form.Fields.Count; at++)
        {
            WriteField(html, form.Fields[at], form.Errors, FormattableString.Invariant($"{id}-f{at}"));
        }

        html.Add($"""<div class="actions"><button type="submit" class="button primary"><bdi>{form.SubmitLabel}</bdi></button>""");
        html.Add($"""<button type="submit" class="button plain" name="cancelled" value="true">Cancel</button></div></form>""");
    }

    private static void WriteField(HtmlWriter html, Field field, IReadOnlyDictionary<string, string> errors, string id)
    {
        var error = errors.GetValueOrDefault(field.Name);
        var mark = new FieldMark(id, field, error);
        switch (field)
        {
            case TextField text:
                WriteText(html, text, mark);
                break;
            case ChoiceField { Lookup: { } source } choice:
                WriteLookup(html, choice, source, mark);
                break;
            case ChoiceField { Many: true } choice:
                WriteCheckboxes(html, choice, mark);
                break;
            case ChoiceField choice:
                WriteSelect(html, choice, mark);
                break;
            case ToggleField toggle:
                WriteToggle(html, toggle, mark);
                break;
            case DateField date:
                WriteInput(html, mark, "date", date.Value);
                break;
            case TimeField time:
                WriteInput(html, mark, "time", time.Value);
                break;
            default:
                throw new InvalidOperationException($"No HTML for {field.GetType().Name}.");
        }
    }

    private static void WriteText(HtmlWriter html, TextField field, FieldMark mark)
    {
        if (!field.Multiline)
        {
            WriteInput(html, mark, "text", field.Value, field.MaxLength);
            return;
        }

        mark.Open(html);
        html.Add($"""<textarea rows="4" maxlength="{field.MaxLength}" """);
        mark.WriteAttributes(html);

        // A first line break right after the tag belongs to the markup, not to the value.
        html.Add($">\n{field.Value}</textarea>");
        mark.Close(html);
    }

    private static void WriteInput(HtmlWriter html, FieldMark mark, string type, string? value, int? maxLength = null)
    {
        mark.Open(html);
        html.Add($"""<input type="{type}" value="{value}" autocomplete="off" """);
        if (maxLength is { } length)
        {
            html.Add($"""maxlength="{length}" """);
        }

        mark.WriteAttributes(html);
        html.Add($"/>");
        mark.Close(html);
    }

    private static void WriteSelect(HtmlWriter html, ChoiceField field, FieldMark mark)
    {
        mark.Open(html);
        html.Add($"<select ");
        mark.WriteAttributes(html);
        html.Add($"""><option value="">Choose…</option>""");
        foreach (var choice in field.Choices)
        {
            html.Add($"""<option dir="auto" value="{choice.Value}" """);
            if (field.Selected.Any(selected => string.Equals(selected.Value, choice.Value, StringComparison.Ordinal)))
            {
                html.Add($"""selected="selected" """);
            }

            html.Add($">{choice.Label}</option>");
        }

        html.Add($"</select>");
        mark.Close(html);
    }

    private static void WriteCheckboxes(HtmlWriter html, ChoiceField field, FieldMark mark)
    {
        mark.OpenGroup(html);
        html.Add($"""<div class="choices">""");
        foreach (var choice in field.Choices)
        {
            html.Add($"""<label class="choice"><input type="checkbox" name="f-{field.Name}" value="{choice.Value}" """);
            if (field.Selected.Any(selected => string.Equals(selected.Value, choice.Value, StringComparison.Ordinal)))
            {
                html.Add($"""checked="checked" """);
            }

            html.Add($"/><bdi>{choice.Label}</bdi></label>");
        }

        html.Add($"</div>");
        mark.CloseGroup(html);
    }

    private static void WriteToggle(HtmlWriter html, ToggleField field, FieldMark mark)
    {
        html.Add($"""<div class="field toggle"><label class="choice"><input type="checkbox" value="true" """);
        if (field.On)
        {
            html.Add($"""checked="checked" """);
        }

        mark.WriteAttributes(html);
        html.Add($"/><bdi>{field.Label}</bdi></label>");
        mark.Close(html);
    }

    /// <summary>Chosen values are hidden fields with their labels; the script offers more while the person types.</summary>
    private static void WriteLookup(HtmlWriter html, ChoiceField field, string source, FieldMark mark)
    {
        html.Add($"""<div class="field lookup" data-source="{source}" data-name="{field.Name}" data-many="{(field.Many ? "true" : "false")}">""");
        mark.WriteLabel(html);
        html.Add($"""<ul class="chips" aria-label="Chosen: {field.Label}">""");
        foreach (var choice in field.Selected)
        {
            html.Add($"""<li class="chip"><bdi>{choice.Label}</bdi><input type="hidden" name="f-{field.Name}" value="{choice.Value}"/>""");
            html.Add($"""<input type="hidden" name="l-{field.Name}" value="{choice.Label}"/></li>""");
        }

        html.Add($"""</ul><div class="combo"><input type="text" id="{mark.Id}" name="q-{field.Name}" autocomplete="off" placeholder="Type to search" """);
        mark.WriteDescription(html);
        html.Add($"""/><ul class="options" id="{mark.Id}-options" role="listbox" aria-label="{field.Label}" hidden="hidden"></ul></div>""");
        mark.Close(html);
    }
}
