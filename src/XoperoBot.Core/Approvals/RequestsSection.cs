using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Approvals;

/// <summary>Open requests on a person's own page.</summary>
internal sealed class RequestsSection(RequestView view) : IHomeSection
{
    public int Order => 2;

    public async Task<IReadOnlyList<Element>> ForAsync(Person person, Place place, CancellationToken cancellationToken) =>
        await view.ListAsync(person.Sight, over: false, page: 1, cancellationToken) is CardReply open ? [new Divider(), new Heading(open.Card.Title), .. open.Card.Elements] : [];
}
