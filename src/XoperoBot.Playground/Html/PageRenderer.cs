using System.Globalization;
using XoperoBot.Playground.Transcript;

namespace XoperoBot.Playground.Html;

/// <summary>The page around the conversation.</summary>
internal sealed class PageRenderer(Cast cast, EntryRenderer entries, PanelRenderer panel, Assets assets)
{
    private static readonly string[] Suggestions = ["status", "plans", "repos globex failed", "sync acme", "help"];

    public async Task<string> RenderAsync(Reader reader, View view, CancellationToken cancellationToken)
    {
        var html = new HtmlWriter();
        var seat = reader.Seat;
        Open(html, $"{seat.PlaceName} · XoperoBot Playground");
        html.Add($"""<body data-as="{seat.Player.Id}" data-in="{seat.Place.Id}" data-after="{view.LastChange}" data-live="{(view.IsLatest ? "true" : "false")}">""");
        html.Add($"""<a class="skip" href="#say">Skip to the message box</a><div class="app">""");
        WriteSide(html, seat);
        html.Add($"""<main class="chat"><header class="top"><div><h1><bdi>{seat.PlaceName}</bdi></h1><p class="muted">You speak as """);
        html.Add($"""<strong><bdi>{seat.Player.Name}</bdi></strong>, {Lowered(seat.Player.Role)}</p></div>""");
        html.Add($"""<p class="connection" id="connection" role="status"></p></header>""");
        WriteLog(html, reader, view);
        WriteComposer(html, reader);
        html.Add($"</main>");
        await panel.WriteAsync(html, reader, cancellationToken);
        html.Add($"""</div><p class="unseen" id="announcer" role="status" aria-live="polite"></p>""");
        html.Add($"""<div class="toast" id="toast" role="alert"></div>""");
        html.Add($"""<dialog id="confirm" aria-labelledby="confirm-text"><p id="confirm-text"></p><form method="dialog" class="actions">""");
        html.Add($"""<button class="button danger" value="yes">Yes, go on</button><button class="button plain" value="no" autofocus="autofocus">No, go back</button>""");
        html.Add($"</form></dialog></body></html>");
        return html.ToString();
    }

    /// <summary>A page with one sentence, for browsers without the script.</summary>
    public string RenderAnswer(Seat seat, string sentence)
    {
        var html = new HtmlWriter();
        Open(html, "XoperoBot Playground");
        html.Add($"""<body><main class="answer"><p><bdi>{sentence}</bdi></p><p><a class="button primary" href="{seat.Address}">Back to the conversation</a></p>""");
        html.Add($"</main></body></html>");
        return html.ToString();
    }

    /// <summary>Asks before a click, for browsers without the script.</summary>
    public string RenderConfirmation(Reader reader, string question, string entry, string command)
    {
        var html = new HtmlWriter();
        Open(html, "XoperoBot Playground");
        html.Add($"""<body><main class="answer"><form method="post" action="/playground/click"><p><bdi>{question}</bdi></p>""");
        reader.WriteHiddenFields(html);
        html.Add($"""<input type="hidden" name="entry" value="{entry}"/><input type="hidden" name="confirmed" value="yes"/>""");
        html.Add($"""<div class="actions"><button class="button danger" name="command" value="{command}">Yes, go on</button>""");
        html.Add($"""<a class="button plain" href="{reader.Seat.Address}">No, go back</a></div></form></main></body></html>""");
        return html.ToString();
    }

    private static string Lowered(string role) => role.Length == 0 ? "a guest" : role.ToLower(CultureInfo.InvariantCulture);

    private void Open(HtmlWriter html, string title)
    {
        html.Add($"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"/><title>{title}</title>""");
        html.Add($"""<meta name="viewport" content="width=device-width, initial-scale=1"/><meta name="color-scheme" content="light dark"/>""");
        html.Add($"""<link rel="icon" type="image/svg+xml" href="{assets.AddressOf("playground.svg")}"/>""");
        html.Add($"""<link rel="stylesheet" href="{assets.AddressOf("playground.css")}"/>""");
        html.Add($"""<script type="module" src="{assets.AddressOf("playground.js")}"></script></head>""");
    }

    private void WriteSide(HtmlWriter html, Seat seat)
    {
        html.Add($"""<aside class="side" aria-label="People and conversations"><p class="brand"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="{Marks.Shield}"/></svg>""");
        html.Add($"""<span>XoperoBot<small>Playground</small></span></p><nav aria-labelledby="places"><h2 id="places">Conversations</h2><ul>""");
        foreach (var place in cast.PlacesOf(seat.Player))
        {
            html.Add($"""<li><a class="place" data-place="{place.Place.Id}" href="{place.Address}" """);
            WriteCurrent(html, place.Place == seat.Place);
            html.Add($"""><svg viewBox="0 0 16 16" aria-hidden="true"><path d="{(place.IsPersonal ? Marks.Person : Marks.Room)}"/></svg>""");
            html.Add($"""<bdi>{place.PlaceName}</bdi><span class="dot" hidden="hidden"><span class="unseen">new messages</span></span></a></li>""");
        }

        html.Add($"""</ul></nav><nav aria-labelledby="people"><h2 id="people">Speak as</h2><ul class="people">""");
        foreach (var person in cast.People)
        {
            var there = cast.Seat(person.Id, seat.IsPersonal ? null : seat.Place.Id)!;
            html.Add($"""<li><a class="player" href="{(seat.IsPersonal ? cast.PlacesOf(person).Last().Address : there.Address)}" """);
            WriteCurrent(html, person == seat.Player);
            html.Add($">");
            entries.WriteAvatar(html, person.Id);
            html.Add($"""<span class="name"><bdi>{person.Name}</bdi><small><bdi>{person.Role}</bdi></small></span></a></li>""");
        }

        html.Add($"""</ul><p class="muted tip">Open a second tab to be two people at once.</p></nav></aside>""");
    }

    private static void WriteCurrent(HtmlWriter html, bool current)
    {
        if (current)
        {
            html.Add($"""aria-current="true" """);
        }
    }

    private void WriteLog(HtmlWriter html, Reader reader, View view)
    {
        html.Add($"""<div class="history" tabindex="0" role="region" aria-label="Conversation"><div class="log" id="log" role="log" aria-live="off" aria-label="Messages">""");
        if (view.Entries.Count > 0 && view.HasEarlier)
        {
            html.Add($"""<p class="more"><a href="{reader.Seat.Address}&amp;before={view.Entries[0].Ordinal}">Earlier messages</a></p>""");
        }

        if (view.Entries.Count == 0)
        {
            html.Add($"""<div class="empty" id="empty"><span class="avatar robot" aria-hidden="true"><svg viewBox="0 0 24 24"><path d="{Marks.Shield}"/></svg></span>""");
            html.Add($"<h2>How are the backups?</h2><p>Pick a command below, or type one. <code>help</code> lists what you may do.</p></div>");
        }

        foreach (var entry in view.Entries)
        {
            entries.Write(html, entry, reader);
        }

        if (!view.IsLatest)
        {
            html.Add($"""<p class="more"><a href="{reader.Seat.Address}">Newest messages</a></p>""");
        }

        html.Add($"""</div></div><p class="typing" id="typing" hidden="hidden"><span class="dots" aria-hidden="true"></span>XoperoBot is at work…</p>""");
    }

    private static void WriteComposer(HtmlWriter html, Reader reader)
    {
        html.Add($"""<div class="composer"><form method="post" action="/playground/say" class="suggestions" data-post="say" aria-label="Suggestions">""");
        reader.WriteHiddenFields(html);
        foreach (var suggestion in Suggestions)
        {
            html.Add($"""<button class="suggestion" name="text" value="{suggestion}">{suggestion}</button>""");
        }

        html.Add($"""</form><form method="post" action="/playground/say" class="say" id="composer" data-post="say" aria-label="Message">""");
        reader.WriteHiddenFields(html);
        html.Add($"""<label class="unseen" for="say">Message to XoperoBot</label><input type="text" id="say" name="text" maxlength="4000" required="required" """);
        html.Add($"""autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="send" placeholder="Type a command, for example status"/>""");
        html.Add($"""<button class="button primary send" aria-label="Send"><svg viewBox="0 0 16 16" aria-hidden="true"><path d="{Marks.Send}"/></svg></button></form></div>""");
    }
}

/// <summary>The part of a conversation that a page shows.</summary>
internal sealed record View(IReadOnlyList<Entry> Entries, bool HasEarlier, bool IsLatest, long LastChange);
