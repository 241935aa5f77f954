using XoperoBot.Core.Chat;
using XoperoBot.Teams.Wire;

namespace XoperoBot.Teams;

/// <summary>The Teams ids of those who see the buttons of a card. People are known by their Entra ids; the card wants the other kind.</summary>
internal sealed class Readers(ConnectorClient connector)
{
    /// <summary>Null when somebody could not be found or they are too many: then everybody sees the buttons, and the server decides.</summary>
    public async Task<IReadOnlyList<string>?> FindAsync(
        IReadOnlyList<Actor> allowed, Place place, ConversationReference here, CancellationToken cancellationToken)
    {
        var people = allowed.Where(actor => actor.Channel == TeamsChannel.ChannelName).ToList();
        var found = people.Where(actor => actor.Address is { Length: > 0 }).Select(actor => actor.Address!).ToHashSet(StringComparer.Ordinal);
        var sought = people.Where(actor => string.IsNullOrEmpty(actor.Address)).Select(actor => actor.Account).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (sought.Count > 0)
        {
            var members = connector.MembersAsync(new Uri(here.ServiceUrl), place.Id, cancellationToken).Take(TeamsLimits.MembersSought);
            await foreach (var member in members)
            {
                if (member is { Id: { } id, AadObjectId: { } account } && sought.Remove(account))
                {
                    found.Add(id);
                }
            }
        }

        return sought.Count == 0 && found.Count is > 0 and <= TeamsLimits.Readers ? [.. found.Order(StringComparer.Ordinal)] : null;
    }
}
