using XoperoBot.Core.Chat;
using XoperoBot.Teams.Auth;
using XoperoBot.Teams.Wire;

namespace XoperoBot.Teams;

/// <summary>How to reach each conversation: the newest address, tenant and bot account, kept in the place book.</summary>
internal sealed class Places(IPlaceBook book, ServiceUrlPolicy services, Microsoft.Extensions.Options.IOptions<TeamsOptions> options)
{
    /// <summary>Remembers what the activity tells about its conversation, when that is new.</summary>
    public async Task RememberAsync(Activity activity, CancellationToken cancellationToken)
    {
        var place = ActivityReader.PlaceOf(activity);
        var personal = ActivityReader.IsPersonal(activity);
        await StoreAsync(
            place,
            new ConversationReference
            {
                ServiceUrl = activity.ServiceUrl!,
                TenantId = activity.Conversation?.TenantId ?? activity.ChannelData?.Tenant?.Id,
                ConversationType = personal ? ConversationReference.Personal : activity.Conversation?.ConversationType,
                Bot = activity.Recipient is { } bot ? new ChannelAccount { Id = bot.Id, Name = bot.Name } : null,
                User = personal && activity.From is { } from ? new ChannelAccount { Id = from.Id, AadObjectId = from.AadObjectId } : null,
                TeamId = activity.ChannelData?.Team?.Id,
            },
            cancellationToken);
    }

    /// <summary>Forgets a conversation and, when it was a whole team, every channel of it. Gives back what was forgotten.</summary>
    public async Task<IReadOnlyList<Place>> ForgetAsync(Activity activity, CancellationToken cancellationToken)
    {
        var own = activity.ChannelData is { EventType: "channelDeleted", Channel.Id: { } channel }
            ? new Place(TeamsChannel.ChannelName, channel)
            : ActivityReader.PlaceOf(activity);
        var gone = new List<Place> { own };
        if (activity.ChannelData is { EventType: not "channelDeleted", Team.Id: { } team })
        {
            var known = await book.ListAsync(TeamsChannel.ChannelName, cancellationToken);
            gone.AddRange(known
                .Where(entry => entry.Place != own && ConversationReference.FromJson(entry.Note)?.TeamId == team)
                .Select(entry => entry.Place));
        }

        foreach (var place in gone)
        {
            await book.ForgetAsync(place, cancellationToken);
        }

        return gone;
    }

    /// <summary>How to reach a place; a guess from its neighbours for one that the bot never heard from.</summary>
    public async Task<ConversationReference> RecallAsync(Place place, CancellationToken cancellationToken)
    {
        if (ConversationReference.FromJson(await book.RecallAsync(place, cancellationToken)) is { } known)
        {
            return known;
        }

        var neighbours = await book.ListAsync(TeamsChannel.ChannelName, cancellationToken);
        var neighbour = neighbours.Select(entry => ConversationReference.FromJson(entry.Note)).FirstOrDefault(note => note is not null);
        return new ConversationReference
        {
            ServiceUrl = neighbour?.ServiceUrl ?? services.Default.AbsoluteUri,
            TenantId = neighbour?.TenantId ?? options.Value.TenantId,
            ConversationType = ConversationIds.GuessType(place),
            Bot = neighbour?.Bot,
        };
    }

    /// <summary>The personal chat with an account, if there has been one.</summary>
    public async Task<Place?> FindPersonalAsync(Actor person, CancellationToken cancellationToken)
    {
        foreach (var (place, note) in await book.ListAsync(TeamsChannel.ChannelName, cancellationToken))
        {
            if (ConversationReference.FromJson(note) is { ConversationType: ConversationReference.Personal, User: { } user }
                && (user.Id == person.Address || string.Equals(user.AadObjectId, person.Account, StringComparison.OrdinalIgnoreCase)))
            {
                return place;
            }
        }

        return null;
    }

    public async Task StoreAsync(Place place, ConversationReference reference, CancellationToken cancellationToken)
    {
        var note = reference.ToJson();
        if (await book.RecallAsync(place, cancellationToken) != note)
        {
            await book.RememberAsync(place, note, cancellationToken);
        }
    }
}
