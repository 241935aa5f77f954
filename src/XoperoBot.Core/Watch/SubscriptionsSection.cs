using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Watch;

/// <summary>What a person is told about in their own chat, on their own page.</summary>
internal sealed class SubscriptionsSection(Subscriptions subscriptions) : IHomeSection
{
    public int Order => 3;

    public async Task<IReadOnlyList<Element>> ForAsync(Person person, Place place, CancellationToken cancellationToken)
    {
        var mine = (await subscriptions.OfAsync(place, cancellationToken)).Where(one => one.Scope.IsShownTo(person.Sight)).ToList();
        return
        [
            new Divider(),
            new Heading("What I tell you about here"),
            mine.Count == 0
                ? new Paragraph("Nothing yet. “subscribe” asks what you want to be told about.")
                : new Facts([.. mine.Select(one => new Fact(one.Name, one.Topics.ToString()))]),
        ];
    }
}
