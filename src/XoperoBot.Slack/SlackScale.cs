using XoperoBot.Core.Chat;
using XoperoBot.Core.Doctor;
using XoperoBot.Slack.BlockKit;

namespace XoperoBot.Slack;

/// <summary>What a card comes to in Slack.</summary>
internal sealed class SlackScale : ICardScale
{
    public string Channel => SlackIds.Channel;

    public CardMeasure Measure(Card card)
    {
        var pages = BlockKitRenderer.Render(card).Pages;
        return new CardMeasure(pages.Count, pages.Max(page => SlackJson.Measure(page.Blocks)), SlackLimits.MessageCharacters, "characters");
    }
}
