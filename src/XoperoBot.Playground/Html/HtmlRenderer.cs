using XoperoBot.Core.Chat;

namespace XoperoBot.Playground.Html;

/// <summary>A neutral card as HTML.</summary>
internal static class HtmlRenderer
{
    /// <param name="html">Written to.</param>
    /// <param name="card">What to show.</param>
    /// <param name="id">Unique on the page; ids inside the card start with it.</param>
    /// <param name="reader">Who looks: decides which buttons are shown.</param>
    public static void WriteCard(HtmlWriter html, Card card, string id, Actor reader)
    {
        html.Add($"""<section class="card {ToneMark.ClassOf(card.Tone)}" aria-labelledby="{id}-title" tabindex="-1">""");
        html.Add($"""<header><h3 id="{id}-title"><bdi>{card.Title}</bdi></h3>""");
        ToneMark.Badge(html, card.Tone);
        html.Add($"</header>");
        var showButtons = card.ButtonsFor is null || card.ButtonsFor.Contains(reader);
        WriteElements(html, card.Elements, id, showButtons);
        var actions = card.Actions.Where(action => showButtons || action is not Button).ToList();
        if (actions.Count > 0)
        {
            html.Add($"""<div class="actions">""");
            foreach (var action in actions)
            {
                WriteAction(html, action);
            }

            html.Add($"</div>");
        }

        html.Add($"</section>");
    }

    public static void WriteElements(HtmlWriter html, IReadOnlyList<Element> elements, string id, bool showButtons)
    {
        for (var at = 0; at < elements.Count; at++)
        {
            Write(html, elements[at], FormattableString.Invariant($"{id}-{at}"), showButtons);
        }
    }

    private static void Write(HtmlWriter html, Element element, string id, bool showButtons)
    {
        switch (element)
        {
            case Paragraph paragraph:
                html.Add($"""<p class="{(paragraph.Muted ? "muted" : "text")}">""");
                TextRenderer.Write(html, paragraph.Text);
                html.Add($"</p>");
                break;
            case Heading heading:
                html.Add($"<h4><bdi>{heading.Text}</bdi></h4>");
                break;
            case Notice notice:
                html.Add($"""<div class="notice {ToneMark.ClassOf(notice.Tone)}">""");
                ToneMark.Badge(html, notice.Tone);
                html.Add($"<p>");
                TextRenderer.Write(html, notice.Text);
                html.Add($"</p></div>");
                break;
            case Facts facts:
                WriteFacts(html, facts);
                break;
            case Meter meter:
                WriteMeter(html, meter);
                break;
            case Items items:
                WriteItems(html, items, showButtons);
                break;
            case Table table:
                WriteTable(html, table, id);
                break;
            case Chart chart:
                ChartRenderer.Write(html, chart, id);
                break;
            case Divider:
                html.Add($"<hr/>");
                break;
            default:
                throw new InvalidOperationException($"No HTML for {element.GetType().Name}.");
        }
    }

    private static void WriteFacts(HtmlWriter html, Facts facts)
    {
        html.Add($"""<dl class="facts">""");
        foreach (var fact in facts.List)
        {
            html.Add($"""<div><dt><bdi>{fact.Label}</bdi></dt><dd class="{ToneMark.ClassOf(fact.Tone)}">""");
            if (fact.Tone != Tone.Neutral)
            {
                ToneMark.Icon(html, fact.Tone);
            }

            html.Add($"<span>");
            TextRenderer.Write(html, fact.Value);
            html.Add($"</span></dd></div>");
        }

        html.Add($"</dl>");
    }

    private static void WriteMeter(HtmlWriter html, Meter meter)
    {
        var share = meter.Total <= 0 ? 0 : Math.Clamp((double)meter.Value / meter.Total, 0, 1) * 100;
        html.Add($"""<div class="meter {ToneMark.ClassOf(meter.Tone)}"><div class="line"><span class="label">""");
        ToneMark.Icon(html, meter.Tone);
        html.Add($"""<bdi>{meter.Label}</bdi></span><span class="caption"><bdi>{meter.Caption}</bdi></span></div>""");
        html.Add($"""<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="{meter.Label}: {share} %">""");
        html.Add($"""<rect class="track" width="100" height="8"/><rect class="fill" width="{share}" height="8"/></svg></div>""");
    }

    private static void WriteItems(HtmlWriter html, Items items, bool showButtons)
    {
        html.Add($"""<ul class="items">""");
        foreach (var item in items.List)
        {
            html.Add($"<li>");
            ToneMark.Icon(html, item.Tone);
            html.Add($"""<div class="item"><strong><bdi>{item.Title}</bdi></strong>""");
            if (item.Details.Runs.Count > 0)
            {
                html.Add($"""<span class="details">""");
                TextRenderer.Write(html, item.Details);
                html.Add($"</span>");
            }

            html.Add($"</div>");
            if (showButtons && item.Button is { } button)
            {
                WriteButton(html, button, about: item.Title);
            }

            html.Add($"</li>");
        }

        html.Add($"</ul>");
    }

    private static void WriteTable(HtmlWriter html, Table table, string id)
    {
        html.Add($"""<div class="scroll" role="region" tabindex="0" aria-labelledby="{id}-caption"><table>""");
        html.Add($"""<caption id="{id}-caption"><bdi>{table.Caption}</bdi></caption><thead><tr>""");
        foreach (var column in table.Columns)
        {
            html.Add($"""<th scope="col"><bdi>{column}</bdi></th>""");
        }

        html.Add($"</tr></thead><tbody>");
        for (var row = 0; row < table.Rows.Count; row++)
        {
            html.Add($"<tr>");
            var cells = table.Rows[row];
            for (var at = 0; at < cells.Count; at++)
            {
                if (at == 0)
                {
                    html.Add($"""<th scope="row">""");
                    WriteRowTone(html, table, row);
                    TextRenderer.Write(html, cells[at]);
                    html.Add($"</th>");
                    continue;
                }

                html.Add($"<td>");
                TextRenderer.Write(html, cells[at]);
                html.Add($"</td>");
            }

            html.Add($"</tr>");
        }

        html.Add($"</tbody></table></div>");
    }

    private static void WriteRowTone(HtmlWriter html, Table table, int row)
    {
        if (row < table.RowTones.Count)
        {
            ToneMark.Icon(html, table.RowTones[row]);
        }
    }

    private static void WriteAction(HtmlWriter html, CardAction action)
    {
        switch (action)
        {
            case Button button:
                WriteButton(html, button, about: null);
                break;
            case LinkButton link when TextRenderer.IsWeb(link.Url):
                html.Add($"""<a class="button" href="{link.Url.AbsoluteUri}" rel="noopener noreferrer" target="_blank">""");
                html.Add($"<bdi>{link.Label}</bdi></a>");
                break;
            case LinkButton link:
                html.Add($"<span><bdi>{link.Label}</bdi></span>");
                break;
            default:
                throw new InvalidOperationException($"No HTML for {action.GetType().Name}.");
        }
    }

    private static void WriteButton(HtmlWriter html, Button button, string? about)
    {
        var style = button.Style switch
        {
            ButtonStyle.Primary => "primary",
            ButtonStyle.Danger => "danger",
            _ => "plain",
        };
        html.Add($"""<button type="submit" class="button {style}" name="command" value="{button.Command}" data-command="{button.Command}" """);
        if (button.Confirm is { } confirm)
        {
            html.Add($"""data-confirm="{confirm}" """);
        }

        html.Add($"><bdi>{button.Label}</bdi>");
        if (about is not null)
        {
            html.Add($"""<span class="unseen"> <bdi>{about}</bdi></span>""");
        }

        html.Add($"</button>");
    }
}
