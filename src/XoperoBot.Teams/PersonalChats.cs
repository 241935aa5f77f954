using XoperoBot.Core.Chat;
using XoperoBot.Teams.Wire;

namespace XoperoBot.Teams;

/// <summary>Personal conversations between one person and the bot: found again, or opened.</summary>
internal sealed class PersonalChats(ConnectorClient connector, Places places)
{
    /// <summary>The chat, or why there is none; neither when the person cannot be addressed.</summary>
    /// <param name="person">Who is meant.</param>
    /// <param name="near">A conversation of the same tenant: its address and bot account are used.</param>
    /// <param name="cancellationToken">The outbox's patience.</param>
    public async Task<(Place? Chat, Delivery? Failure)> OpenAsync(Actor person, ConversationReference near, CancellationToken cancellationToken)
    {
        if (await places.FindPersonalAsync(person, cancellationToken) is { } known)
        {
            return (known, null);
        }

        if (person.Address is not { Length: > 0 } address)
        {
            return (null, null);
        }

        var result = await connector.CreateConversationAsync(
            new Uri(near.ServiceUrl),
            new ConversationParameters
            {
                IsGroup = false,
                Bot = near.Bot,
                Members = [new ChannelAccount { Id = address }],
                TenantId = near.TenantId,
                ChannelData = new OutboundChannelData { Tenant = new NamedId { Id = near.TenantId } },
            },
            cancellationToken);
        if (result.Answer?.Id is not { Length: > 0 } id)
        {
            return (null, result.Failure);
        }

        var chat = new Place(TeamsChannel.ChannelName, id);
        await places.StoreAsync(
            chat,
            near with
            {
                ServiceUrl = (result.MovedTo ?? new Uri(near.ServiceUrl)).AbsoluteUri,
                ConversationType = ConversationReference.Personal,
                TeamId = null,
                User = new ChannelAccount { Id = address, AadObjectId = person.Account },
            },
            cancellationToken);
        return (chat, null);
    }
}
