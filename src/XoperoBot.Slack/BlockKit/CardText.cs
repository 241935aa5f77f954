using System.Text;
using XoperoBot.Core.Chat;

namespace XoperoBot.Slack.BlockKit;

/// <summary>A whole card as plain text, for the file that carries what messages cannot.</summary>
internal static class CardText
{
    public static string Write(Card card)
    {
        var text = new StringBuilder().AppendLine(card.Title).AppendLine(card.Summary).AppendLine();
        foreach (var element in card.Elements)
        {
            foreach (var line in Lines(element))
            {
                text.AppendLine(line);
            }

            text.AppendLine();
        }

        foreach (var action in card.Actions)
        {
            text.AppendLine(Action(action));
        }

        return text.ToString();
    }

    private static IEnumerable<string> Lines(Element element) => element switch
    {
        Paragraph paragraph => [paragraph.Text.ToString()],
        Heading heading => [heading.Text],
        Notice notice => [Toned(notice.Tone, notice.Text.ToString())],
        Facts facts => facts.List.Select(fact => $"{fact.Label}: {Toned(fact.Tone, fact.Value.ToString())}"),
        Meter meter => [$"{meter.Label}: {Toned(meter.Tone, meter.Caption)}"],
        Items items => items.List.SelectMany(Lines),
        Table table => Rows(table),
        Chart chart => [chart.Title, .. chart.Points.Select(point => FormattableString.Invariant($"{point.Label}: {point.Value} {chart.Unit}"))],
        _ => ["----"],
    };

    private static IEnumerable<string> Lines(Item item)
    {
        yield return $"- {Toned(item.Tone, item.Title)}";
        if (item.Details.Runs.Count > 0)
        {
            yield return "  " + item.Details;
        }

        if (item.Button is { } button)
        {
            yield return "  " + Action(button);
        }
    }

    private static IEnumerable<string> Rows(Table table)
    {
        yield return table.Caption;
        yield return string.Join('\t', table.Columns);
        for (var row = 0; row < table.Rows.Count; row++)
        {
            var tone = row < table.RowTones.Count ? table.RowTones[row] : Tone.Neutral;
            yield return Toned(tone, string.Join('\t', table.Rows[row]));
        }
    }

    private static string Action(CardAction action) => action switch
    {
        Button button => $"{button.Label}: type \"{button.Command}\"",
        LinkButton link => $"{link.Label}: {link.Url}",
        _ => string.Empty,
    };

    private static string Toned(Tone tone, string text) => tone.Word() is { Length: > 0 } word ? $"[{word}] {text}" : text;
}
