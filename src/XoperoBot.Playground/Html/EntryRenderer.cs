using XoperoBot.Core.Chat;
using XoperoBot.Playground.Transcript;

namespace XoperoBot.Playground.Html;

/// <summary>One line of the conversation: who, when and what.</summary>
internal sealed class EntryRenderer(Cast cast)
{
    public const string BotName = "XoperoBot";
    private const int Hues = 8;

    public string Render(Entry entry, Reader reader)
    {
        var html = new HtmlWriter();
        Write(html, entry, reader);
        return html.ToString();
    }

    public void Write(HtmlWriter html, Entry entry, Reader reader)
    {
        var mine = string.Equals(entry.Author, reader.Seat.Player.Id, StringComparison.Ordinal);
        var kind = entry.Author is null ? "bot" : mine ? "mine" : "person";
        html.Add($"""<article class="entry {kind}" id="e-{entry.Id}" data-ordinal="{entry.Ordinal}" data-change="{entry.Change}" """);
        html.Add($"""data-summary="{SummaryOf(entry)}" aria-labelledby="e-{entry.Id}-who">""");
        WriteAvatar(html, entry.Author);
        html.Add($"""<div class="body"><p class="who" id="e-{entry.Id}-who"><strong><bdi>{NameOf(entry.Author)}</bdi></strong>""");
        if (mine)
        {
            html.Add($"""<span class="tag">you</span>""");
        }

        TextRenderer.WriteTime(html, new Time(entry.At));
        if (entry.OnlyFor is not null)
        {
            html.Add($"""<span class="tag">only you see this</span>""");
        }

        html.Add($"</p>");
        WriteContent(html, entry, reader);
        html.Add($"</div></article>");
    }

    public void WriteAvatar(HtmlWriter html, string? person)
    {
        if (person is null)
        {
            html.Add($"""<span class="avatar robot" aria-hidden="true"><svg viewBox="0 0 24 24"><path d="{Marks.Shield}"/></svg></span>""");
            return;
        }

        html.Add($"""<span class="avatar hue{cast.NumberOf(person) % Hues}" aria-hidden="true">{InitialsOf(NameOf(person))}</span>""");
    }

    /// <summary>What a screen reader is told when the entry arrives: a card's own sentence, not all its cells.</summary>
    private string SummaryOf(Entry entry) => NameOf(entry.Author) + ": " + entry.Content switch
    {
        SaidLine said => said.Text,
        PressedLine pressed => $"pressed {pressed.Label}",
        ShownCard shown => shown.Card.Aloud(),
        AskedForm { State: FormState.Open } asked => $"asks: {asked.Form.Title}",
        AskedForm asked => $"{asked.Form.Title}: {StateOf(asked.State)}",
        GivenFile file => $"file {file.FileName}",
        _ => "",
    };

    private string NameOf(string? person) => person is null ? BotName : cast.Find(person)?.Name ?? person;

    private static string StateOf(FormState state) => state == FormState.Cancelled ? "cancelled" : "sent";

    private static string InitialsOf(string name)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var initials = words.Take(2).Select(word => System.Globalization.StringInfo.GetNextTextElement(word));
        return string.Concat(initials).ToUpperInvariant();
    }

    private static void WriteContent(HtmlWriter html, Entry entry, Reader reader)
    {
        var id = entry.Id;
        switch (entry.Content)
        {
            case SaidLine said:
                html.Add($"""<p class="said"><bdi>{said.Text}</bdi></p>""");
                break;
            case PressedLine pressed:
                html.Add($"""<p class="pressed">pressed <bdi>{pressed.Label}</bdi></p>""");
                break;
            case ShownCard shown:
                html.Add($"""<form method="post" action="/playground/click" data-post="card">""");
                reader.WriteHiddenFields(html);
                html.Add($"""<input type="hidden" name="entry" value="{id}"/>""");
                HtmlRenderer.WriteCard(html, shown.Card, id, reader.Seat.Player.ToActor(timeZone: null));
                html.Add($"</form>");
                break;
            case AskedForm { State: FormState.Open } asked:
                FormRenderer.Write(html, asked.Form, id, reader);
                break;
            case AskedForm asked:
                html.Add($"""<p class="pressed"><bdi>{asked.Form.Title}</bdi>: {StateOf(asked.State)}</p>""");
                break;
            case GivenFile file:
                html.Add($"""<p class="file"><a class="button" download="{file.FileName}" href="/playground/files/{id}?as={reader.Seat.Player.Id}""");
                html.Add($"""&amp;in={reader.Seat.Place.Id}"><svg viewBox="0 0 16 16" aria-hidden="true"><path d="{Marks.Download}"/></svg>""");
                html.Add($"""<bdi>{file.FileName}</bdi></a><span class="muted"><bdi>{file.Title}</bdi></span></p>""");
                break;
            default:
                throw new InvalidOperationException($"No HTML for {entry.Content.GetType().Name}.");
        }
    }
}
