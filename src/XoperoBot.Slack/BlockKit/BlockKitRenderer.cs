using XoperoBot.Core.Chat;

namespace XoperoBot.Slack.BlockKit;

/// <summary>A message's worth of a card.</summary>
/// <param name="Blocks">Within <see cref="SlackLimits"/>.</param>
/// <param name="Text">For notifications, screen readers and clients that show no blocks: <see cref="Spoken"/>. Escaped.</param>
internal sealed record Page(IReadOnlyList<Block> Blocks, string Text);

/// <summary>A card as one or several messages.</summary>
/// <param name="Pages">At least one.</param>
/// <param name="Rest">The whole card as a text file when the pages do not hold all of it; else null.</param>
internal sealed record Rendered(IReadOnlyList<Page> Pages, string? Rest);

/// <summary>Neutral card to Block Kit.</summary>
internal static class BlockKitRenderer
{
    private const int LargestButtonRow = 2_500;

    public static Rendered Render(Card card)
    {
        var actions = ActionRenderer.Render(card.Actions);
        var together = SlackJson.Measure(actions) <= LargestButtonRow && actions.Count <= 8;
        var closing = together ? actions : [];
        var body = Body(card.Elements, ElementRenderer.Message);
        if (!together)
        {
            body = body.Concat(actions.Select(block => (IReadOnlyList<Block>)[block]));
        }

        var pages = Pager.Split(Header(card), body, number => [Continued(card, number)], closing);
        var overflow = pages.Count > SlackLimits.PagesPerCard;
        var kept = pages.Take(SlackLimits.PagesPerCard).ToList();
        if (overflow)
        {
            kept[^1] = [.. kept[^1], .. RichTextBuilder.Paragraph("The list goes on: all of it is in the file below.")];
        }

        kept[^1] = [.. kept[^1], .. closing];
        return new Rendered(
            [.. kept.Select((blocks, index) => new Page(blocks, Spoken.Of(card.Aloud(), blocks, index + 1, kept.Count)))],
            overflow ? CardText.Write(card) : null);
    }

    /// <summary>The home page: one view, so what does not fit is named.</summary>
    public static IReadOnlyList<Block> RenderHome(Card card) => Fit(
        ElementRenderer.View,
        [.. Header(card), .. Body(card.Elements, ElementRenderer.View).SelectMany(blocks => blocks)],
        ActionRenderer.Render(card.Actions));

    /// <summary>The elements above a form's fields.</summary>
    /// <param name="elements">What to show.</param>
    /// <param name="surface">Where.</param>
    /// <param name="tail">What follows and must find room.</param>
    public static IReadOnlyList<Block> RenderAbove(IReadOnlyList<Element> elements, ElementRenderer surface, IReadOnlyList<Block> tail) =>
        Fit(surface, [.. Body(elements, surface).SelectMany(blocks => blocks)], tail);

    private static IReadOnlyList<Block> Fit(ElementRenderer surface, IReadOnlyList<Block> blocks, IReadOnlyList<Block> tail)
    {
        var room = surface.MaxCharacters - SlackJson.Measure(tail) - 300;
        var kept = blocks
            .TakeWhile((block, index) => index < surface.MaxBlocks - tail.Count - 1 && (room -= SlackJson.Measure(block) + 1) > 0)
            .ToList();
        return kept.Count == blocks.Count
            ? [.. kept, .. tail]
            : [.. kept, .. RichTextBuilder.Paragraph("There is more than fits here: ask in a message to see all of it."), .. tail];
    }

    private static IEnumerable<IReadOnlyList<Block>> Body(IReadOnlyList<Element> elements, ElementRenderer renderer) =>
        elements.SelectMany((element, index) => renderer.Render(element, index));

    private static IReadOnlyList<Block> Header(Card card)
    {
        var title = Literal.Prefix(card.Tone) + Literal.NotEmpty(card.Title);
        var header = new HeaderBlock(Literal.Plain(title, SlackLimits.HeaderText));
        return title.Length <= SlackLimits.HeaderText ? [header] : [header, .. RichTextBuilder.BoldLine(card.Title)];
    }

    private static ContextBlock Continued(Card card, int number) =>
        new([Literal.Plain($"{Literal.Shorten(card.Title, SlackLimits.HeaderText)}, continued ({number})", SlackLimits.SectionText)]);
}
