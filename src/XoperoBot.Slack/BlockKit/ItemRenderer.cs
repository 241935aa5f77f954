using System.Globalization;
using XoperoBot.Core.Chat;

namespace XoperoBot.Slack.BlockKit;

/// <summary>Lists: items without buttons share rich_text blocks; one with a button is a section with the button at its side.</summary>
internal static class ItemRenderer
{
    private const int LongestSection = SlackLimits.SectionText - 100;

    public static IEnumerable<IReadOnlyList<Block>> Render(Items items, int index)
    {
        var lines = new RichTextBuilder();
        var number = 0;
        foreach (var item in items.List)
        {
            number++;
            if (item.Button is null)
            {
                Write(lines, item);
                continue;
            }

            foreach (var block in lines.Build())
            {
                yield return [block];
            }

            lines = new RichTextBuilder();
            var id = string.Create(CultureInfo.InvariantCulture, $"{index}.{number}");
            foreach (var group in WithButton(item, ActionRenderer.Render(item.Button, id, about: item.Title)!))
            {
                yield return group;
            }
        }

        foreach (var block in lines.Build())
        {
            yield return [block];
        }
    }

    private static void Write(RichTextBuilder lines, Item item)
    {
        var title = Text.Of(Literal.Symbol(item.Tone), new Plain(Literal.NotEmpty(item.Title)) { Bold = true }, Literal.Suffix(item.Tone));
        lines.Line(item.Details.Runs.Count == 0 ? title : Text.Of(title, "\n", item.Details));
    }

    private static IEnumerable<IReadOnlyList<Block>> WithButton(Item item, BlockElement button)
    {
        var symbol = Literal.Symbol(item.Tone);
        var plain = item.Details.Runs.All(run => run is Plain { Bold: false, Code: false });
        var title = symbol + Literal.Isolate(Literal.NotEmpty(item.Title)) + Literal.Suffix(item.Tone);
        var text = plain && item.Details.Runs.Count > 0 ? title + "\n" + Literal.Isolate(item.Details.ToString()) : title;
        if (text.Length <= LongestSection)
        {
            Block section = new SectionBlock(new PlainText(text)) { Accessory = button };
            return [plain ? [section] : [section, .. RichTextBuilder.Paragraph(item.Details)]];
        }

        var lines = new RichTextBuilder();
        Write(lines, item);
        return [.. lines.Build().Select(block => (IReadOnlyList<Block>)[block]), [new ActionsBlock([button])]];
    }
}
