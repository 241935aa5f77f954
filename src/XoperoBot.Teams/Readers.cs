using System.Collections.Concurrent;
using XoperoBot.Core.Chat;
using XoperoBot.Teams.Wire;

namespace XoperoBot.Teams;

/// <summary>
/// Whose clients ask for a drawing of their own: people of the conversation, by the ids that Teams knows them by (<c>29:…</c>). People are
/// named by their Entra ids, so whoever is not in the list of members is left out and sees the card as it is posted.
/// </summary>
internal sealed class Readers(ConnectorClient connector, TimeProvider time)
{
    private static readonly TimeSpan Keep = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<Place, (DateTimeOffset Until, IReadOnlyList<ChannelAccount> Members)> _known = new();

    /// <summary>At most 60: whose matter it is, then those who have nothing to press, then those who have. Null when nobody is known.</summary>
    public async Task<IReadOnlyList<string>?> FindAsync(
        IReadOnlyList<Actor> buttons, Place place, ConversationReference here, CancellationToken cancellationToken)
    {
        var members = await MembersAsync(place, here, cancellationToken);
        var pressing = buttons.Where(actor => actor.Channel == TeamsChannel.ChannelName).Select(actor => AddressOf(actor, members)).ToList();
        List<string> found =
        [
            .. pressing.Take(1).OfType<string>(),
            .. members.Select(member => member.Id).OfType<string>().Where(id => !pressing.Contains(id, StringComparer.Ordinal)),
            .. pressing.Skip(1).OfType<string>(),
        ];
        return found.Count == 0 ? null : [.. found.Distinct(StringComparer.Ordinal).Take(TeamsLimits.Readers)];
    }

    private static string? AddressOf(Actor actor, IReadOnlyList<ChannelAccount> members) =>
        members.FirstOrDefault(member => string.Equals(member.AadObjectId, actor.Account, StringComparison.OrdinalIgnoreCase))?.Id
        ?? (string.IsNullOrEmpty(actor.Address) ? null : actor.Address);

    private async Task<IReadOnlyList<ChannelAccount>> MembersAsync(Place place, ConversationReference here, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_known.TryGetValue(place, out var known) && known.Until > now)
        {
            return known.Members;
        }

        var members = new List<ChannelAccount>();
        await foreach (var member in connector.MembersAsync(new Uri(here.ServiceUrl), place.Id, cancellationToken).Take(TeamsLimits.MembersSought))
        {
            members.Add(member);
        }

        _known[place] = (now + Keep, members);
        return members;
    }
}
