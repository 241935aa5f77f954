using XoperoBot.Core.Chat;

namespace XoperoBot.Playground.Html;

/// <summary>What stands around every field: label, hint, error, and the attributes that tie them together.</summary>
internal sealed record FieldMark(string Id, Field Field, string? Error)
{
    private bool IsDescribed => Error is not null || Field.Hint is not null;

    private string Description => (Field.Hint, Error) switch
    {
        (not null, not null) => $"{Id}-error {Id}-hint",
        (null, not null) => $"{Id}-error",
        _ => $"{Id}-hint",
    };

    public void Open(HtmlWriter html)
    {
        html.Add($"""<div class="field">""");
        WriteLabel(html);
    }

    public void WriteLabel(HtmlWriter html)
    {
        html.Add($"""<label for="{Id}"><bdi>{Field.Label}</bdi>""");
        WriteRequired(html);
        html.Add($"</label>");
    }

    public void Close(HtmlWriter html)
    {
        WriteNotes(html);
        html.Add($"</div>");
    }

    public void OpenGroup(HtmlWriter html)
    {
        html.Add($"""<fieldset class="field" """);
        WriteDescription(html);
        html.Add($"><legend><bdi>{Field.Label}</bdi>");
        WriteRequired(html);
        html.Add($"</legend>");
    }

    public void CloseGroup(HtmlWriter html)
    {
        WriteNotes(html);
        html.Add($"</fieldset>");
    }

    public void WriteAttributes(HtmlWriter html)
    {
        html.Add($"""id="{Id}" name="f-{Field.Name}" """);
        if (Field.Required)
        {
            html.Add($"""required="required" """);
        }

        WriteDescription(html);
    }

    public void WriteDescription(HtmlWriter html)
    {
        if (Error is not null)
        {
            html.Add($"""aria-invalid="true" """);
        }

        if (IsDescribed)
        {
            html.Add($"""aria-describedby="{Description}" """);
        }
    }

    private void WriteRequired(HtmlWriter html)
    {
        if (!Field.Required)
        {
            html.Add($"""<span class="optional"> optional</span>""");
        }
    }

    private void WriteNotes(HtmlWriter html)
    {
        if (Error is not null)
        {
            html.Add($"""<p class="problem" id="{Id}-error"><bdi>{Error}</bdi></p>""");
        }

        if (Field.Hint is { } hint)
        {
            html.Add($"""<p class="hint" id="{Id}-hint"><bdi>{hint}</bdi></p>""");
        }
    }
}
