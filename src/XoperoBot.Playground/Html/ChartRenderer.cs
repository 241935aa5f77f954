using System.Globalization;
using XoperoBot.Core.Chat;

namespace XoperoBot.Playground.Html;

/// <summary>Values as bars, and the same values as a table for those who cannot see bars.</summary>
internal static class ChartRenderer
{
    private const double Step = 48;
    private const double Height = 96;
    private const int LongestLabel = 8;

    public static void Write(HtmlWriter html, Chart chart, string id)
    {
        var values = chart.Points.Select(point => double.IsFinite(point.Value) ? Math.Max(0, point.Value) : 0).ToList();
        var top = Math.Max(string.Equals(chart.Unit, "%", StringComparison.Ordinal) ? 100 : 0, values.DefaultIfEmpty(0).Max());
        var width = Math.Max(1, values.Count) * Step;
        html.Add($"""<figure class="chart"><figcaption id="{id}-chart"><bdi>{chart.Title}</bdi></figcaption>""");
        html.Add($"""<svg viewBox="0 0 {width} {Height + 36}" role="img" aria-labelledby="{id}-chart">""");
        html.Add($"""<line class="axis" x1="0" x2="{width}" y1="{Height + 16}" y2="{Height + 16}"/>""");
        for (var at = 0; at < values.Count; at++)
        {
            WriteBar(html, chart.Points[at], top <= 0 ? 0 : values[at] / top * Height, at * Step, chart.Unit);
        }

        html.Add($"""</svg><details><summary>Values<span class="unseen"> of <bdi>{chart.Title}</bdi></span></summary>""");
        html.Add($"""<table><thead><tr><th scope="col">Point</th><th scope="col">Value</th></tr></thead><tbody>""");
        foreach (var point in chart.Points)
        {
            html.Add($"""<tr><th scope="row">""");
            if (point.Tone != Tone.Neutral)
            {
                ToneMark.Icon(html, point.Tone);
            }

            html.Add($"<bdi>{point.Label}</bdi></th><td>{ValueOf(point, chart.Unit)}</td></tr>");
        }

        html.Add($"</tbody></table></details></figure>");
    }

    private static void WriteBar(HtmlWriter html, ChartPoint point, double height, double left, string unit)
    {
        var middle = left + (Step / 2);
        html.Add($"""<rect class="column {ToneMark.ClassOf(point.Tone)}" x="{left + 8}" y="{16 + Height - height}" """);
        html.Add($"""width="{Step - 16}" height="{height}" rx="3"/>""");
        html.Add($"""<text class="value" x="{middle}" y="{12 + Height - height}" text-anchor="middle">{ValueOf(point, unit)}</text>""");
        html.Add($"""<text class="name" x="{middle}" y="{Height + 31}" text-anchor="middle">{Shortened(point.Label)}</text>""");
    }

    private static string ValueOf(ChartPoint point, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{point.Value:0.##}{(unit is "%" ? " %" : " " + unit)}").TrimEnd();

    /// <summary>The whole label stands in the table below the picture.</summary>
    private static string Shortened(string label)
    {
        var elements = StringInfo.ParseCombiningCharacters(label);
        return elements.Length <= LongestLabel ? label : string.Concat(label.AsSpan(0, elements[LongestLabel - 1]), "…");
    }
}
