using System.Globalization;
using XoperoBot.Core.Chat;

namespace XoperoBot.Playground.Html;

/// <summary>Runs of text. Each stands in its own direction, so that a name cannot reorder what is around it.</summary>
internal static class TextRenderer
{
    public static void Write(HtmlWriter html, Text text)
    {
        foreach (var run in text.Runs)
        {
            Write(html, run);
        }
    }

    public static void WriteTime(HtmlWriter html, Time time)
    {
        var machine = time.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var style = time.Style == TimeStyle.Date ? "date" : "full";
        html.Add($"""<time datetime="{machine}" data-style="{style}">{time.ToString()}</time>""");
    }

    private static void Write(HtmlWriter html, Run run)
    {
        switch (run)
        {
            case Plain { Code: true } code:
                html.Add($"""<code><bdi>{code.Value}</bdi></code>""");
                break;
            case Plain { Bold: true } bold:
                html.Add($"<strong><bdi>{bold.Value}</bdi></strong>");
                break;
            case Plain plain:
                html.Add($"<bdi>{plain.Value}</bdi>");
                break;
            case Time time:
                WriteTime(html, time);
                break;
            case Link link when IsWeb(link.Url):
                html.Add($"""<a href="{link.Url.AbsoluteUri}" rel="noopener noreferrer" target="_blank"><bdi>{link.Label}</bdi></a>""");
                break;
            default:
                html.Add($"<bdi>{run.ToString()}</bdi>");
                break;
        }
    }

    /// <summary>Only web addresses become links; a script or data address stays text.</summary>
    public static bool IsWeb(Uri url) => url is { IsAbsoluteUri: true, Scheme: "https" or "http" };
}
