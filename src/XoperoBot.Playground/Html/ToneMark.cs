using XoperoBot.Core.Chat;

namespace XoperoBot.Playground.Html;

/// <summary>A tone as a shape and a word, so that it never hangs on colour alone.</summary>
internal static class ToneMark
{
    public static string ClassOf(Tone tone) => tone switch
    {
        Tone.Good => "good",
        Tone.Warning => "warning",
        Tone.Bad => "bad",
        Tone.Unknown => "unknown",
        Tone.Running => "running",
        _ => "neutral",
    };

    /// <summary>Shape and visible word.</summary>
    public static void Badge(HtmlWriter html, Tone tone)
    {
        if (tone.Word() is not { Length: > 0 } word)
        {
            return;
        }

        html.Add($"""<span class="badge {ClassOf(tone)}">""");
        Shape(html, tone);
        html.Add($"{word}</span>");
    }

    /// <summary>Shape, with the word for screen readers and as a tooltip.</summary>
    public static void Icon(HtmlWriter html, Tone tone)
    {
        if (tone.Word() is not { Length: > 0 } word)
        {
            html.Add($"""<span class="mark neutral" aria-hidden="true"></span>""");
            return;
        }

        html.Add($"""<span class="mark {ClassOf(tone)}" title="{word}">""");
        Shape(html, tone);
        html.Add($"""<span class="unseen">{word}: </span></span>""");
    }

    private static void Shape(HtmlWriter html, Tone tone)
    {
        html.Add($"""<svg viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d="{PathOf(tone)}"/></svg>""");
    }

    /// <summary>Check, triangle with mark, cross, question mark, turning arrow.</summary>
    private static string PathOf(Tone tone) => tone switch
    {
        Tone.Good => "M3 8.5l3.2 3.2L13 5",
        Tone.Warning => "M8 2.2L14.4 13.5H1.6zM8 6.4v3.2M8 11.5v.2",
        Tone.Bad => "M4 4l8 8M12 4l-8 8",
        Tone.Unknown => "M5.4 5.6a2.6 2.6 0 1 1 3.7 2.6c-.8.4-1.1.9-1.1 1.8M8 12.6v.2",
        _ => "M13 8a5 5 0 1 1-1.6-3.7M13 2v3.2H9.8",
    };
}
