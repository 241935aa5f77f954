using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Features.Home;

/// <summary>A person's own page: how the backups stand, what waits for approval, and what they are told about.</summary>
internal sealed class HomeReaction(IEnumerable<IHomeSection> sections) : IReaction
{
    public async Task<TurnResult> ReactAsync(Inbound inbound, Person person, CancellationToken cancellationToken) => inbound is HomeOpened
        ? new TurnResult([new ShowHome(inbound.Actor, await CardAsync(person, inbound.Place, cancellationToken)) { Place = inbound.Place, Context = inbound.Context }])
        : TurnResult.Nothing;

    private async Task<Card> CardAsync(Person person, Place place, CancellationToken cancellationToken)
    {
        if (!person.May(Needs.AnyRole))
        {
            var sentence = $"You have no role yet. An administrator can grant one to {person.Account.Key}.";
            return Replies.Sentence("XoperoBot", Tone.Warning, sentence);
        }

        var elements = new List<Element>();
        foreach (var section in sections.OrderBy(section => section.Order))
        {
            elements.AddRange(await section.ForAsync(person, place, cancellationToken));
        }

        return new Card("XoperoBot", Tone.Neutral, elements)
        {
            Summary = "How the backups stand, what waits for approval, and what you are told about.",
            Actions = [new Button("Status", "status") { Style = ButtonStyle.Primary }, new Button("Approvals", "approvals"), new Button("Help", "help")],
        };
    }
}
