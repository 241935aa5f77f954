namespace XoperoBot.Playground.Html;

/// <summary>The side panel that makes things happen outside the chat.</summary>
internal sealed class PanelRenderer(PlaygroundControl control)
{
    private const int MostOptions = 200;

    public async Task<string> RenderAsync(Reader reader, CancellationToken cancellationToken)
    {
        var html = new HtmlWriter();
        await WriteAsync(html, reader, cancellationToken);
        return html.ToString();
    }

    public async Task WriteAsync(HtmlWriter html, Reader reader, CancellationToken cancellationToken)
    {
        if (control.Actions.Count == 0)
        {
            return;
        }

        html.Add($"""<aside class="panel" id="panel" aria-labelledby="panel-title"><details open="open"><summary><h2 id="panel-title">Make things happen</h2></summary>""");
        html.Add($"""<p class="muted">These act on the simulated service, not on the bot.</p>""");
        foreach (var group in control.Actions.GroupBy(action => action.Group, StringComparer.Ordinal))
        {
            html.Add($"""<section class="group"><h3><bdi>{group.Key}</bdi></h3>""");
            foreach (var action in group)
            {
                await WriteActionAsync(html, action, reader, cancellationToken);
            }

            html.Add($"</section>");
        }

        html.Add($"</details></aside>");
    }

    private static async Task WriteActionAsync(
        HtmlWriter html, PlaygroundControl.Action action, Reader reader, CancellationToken cancellationToken)
    {
        html.Add($"""<form method="post" action="/playground/control" class="control" data-post="control">""");
        reader.WriteHiddenFields(html);
        foreach (var parameter in action.Parameters)
        {
            var id = $"c-{action.Id}-{parameter.Name}";
            html.Add($"""<label for="{id}"><bdi>{parameter.Label}</bdi></label><select id="{id}" name="p-{parameter.Name}">""");
            foreach (var option in (await parameter.Choices(cancellationToken)).Take(MostOptions))
            {
                html.Add($"""<option dir="auto" value="{option.Value}">{option.Label}</option>""");
            }

            html.Add($"</select>");
        }

        html.Add($"""<button class="button plain" name="action" value="{action.Id}"><bdi>{action.Label}</bdi></button>""");
        if (action.Description.Length > 0)
        {
            html.Add($"""<p class="hint"><bdi>{action.Description}</bdi></p>""");
        }

        html.Add($"</form>");
    }
}
