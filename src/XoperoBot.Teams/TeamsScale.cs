using XoperoBot.Core.Chat;
using XoperoBot.Core.Doctor;
using XoperoBot.Teams.AdaptiveCards;

namespace XoperoBot.Teams;

/// <summary>What a card comes to in Teams.</summary>
internal sealed class TeamsScale(TeamsRenderer renderer) : ICardScale
{
    public string Channel => TeamsChannel.ChannelName;

    public CardMeasure Measure(Card card)
    {
        var activities = renderer.Draw(new Post(card) { Place = new Place(Channel, Channel) }, CardView.Everybody);
        return new CardMeasure(activities.Count, activities.Max(activity => CardSize.Of((object)activity)), TeamsLimits.ActivityBytes, "bytes");
    }
}
