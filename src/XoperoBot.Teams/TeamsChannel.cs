using Microsoft.Extensions.Logging;
using XoperoBot.Core.Chat;
using XoperoBot.Teams.AdaptiveCards;
using XoperoBot.Teams.Wire;

namespace XoperoBot.Teams;

/// <summary>Microsoft Teams, as the outbox sees it.</summary>
internal sealed partial class TeamsChannel(
    ConnectorClient connector,
    Places places,
    PersonalChats chats,
    Readers readers,
    TeamsRenderer renderer,
    FileConsent files,
    PartsSent parts,
    ILogger<TeamsChannel> logger) : IChannel
{
    public const string ChannelName = "teams";

    public string Name => ChannelName;

    public Pace Pace => TeamsLimits.Pace;

    public async Task<Delivery> DeliverAsync(Outgoing outgoing, MessageRef? message, CancellationToken cancellationToken) => outgoing switch
    {
        Post post => await PostAsync(post, cancellationToken),
        Update update => await UpdateAsync(update, update.Message ?? message, cancellationToken),
        Whisper whisper => await WhisperAsync(whisper, cancellationToken),
        ShowForm form => await ShowFormAsync(form, cancellationToken),
        SendFile file => await SendFileAsync(file, cancellationToken),
        Working { Words: { } words } => await PostAsync(
            new Post(words) { Id = outgoing.Id, Place = outgoing.Place, Thread = outgoing.Thread, Context = outgoing.Context }, cancellationToken),
        Working => await SendAllAsync(outgoing, [new OutboundActivity { Type = ActivityTypes.Typing }], cancellationToken),
        // Teams has no page of the bot's own that it could fill.
        ShowHome => new Sent(),
        _ => new Refused("Unsupported", "Teams cannot show this."),
    };

    public Task<byte[]?> DownloadAsync(SharedFile file, int most, CancellationToken cancellationToken) => files.DownloadAsync(file.Address, most, cancellationToken);

    /// <summary>Source: https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/deep-link-teams. The bot's own chats have no address.</summary>
    public Uri? LinkOf(Place place, string? message)
    {
        if (!place.Id.StartsWith("19:", StringComparison.Ordinal))
        {
            return null;
        }

        var isChat = !place.Id.EndsWith("@thread.tacv2", StringComparison.Ordinal);
        var conversation = Uri.EscapeDataString(place.Id);
        return message is not null ? new Uri($"https://teams.microsoft.com/l/message/{conversation}/{Uri.EscapeDataString(message)}{(isChat ? "?context=%7B%22contextType%22%3A%22chat%22%7D" : "")}")
            : isChat ? new Uri($"https://teams.microsoft.com/l/chat/{conversation}/conversations")
            : null;
    }

    private async Task<Delivery> PostAsync(Post post, CancellationToken cancellationToken)
    {
        var view = await ViewAsync(post.Card, post.Key, post, cancellationToken);
        return await SendAllAsync(post, renderer.Draw(post, view), cancellationToken);
    }

    private async Task<Delivery> UpdateAsync(Update update, MessageRef? message, CancellationToken cancellationToken)
    {
        if (message is null)
        {
            return new Refused("MessageUnknown", "The message was never delivered, so it cannot be changed.");
        }

        var place = update with { Place = message.Place, Thread = message.Thread };
        var view = await ViewAsync(update.Card, update.Key, place, cancellationToken);
        return await SendAllAsync(place, renderer.Draw(update, view), cancellationToken, replaced: message);
    }

    /// <summary>In a group or a channel: to the person's own chat with the bot, or, where there can be none, in the open.</summary>
    private async Task<Delivery> WhisperAsync(Whisper whisper, CancellationToken cancellationToken)
    {
        var here = await places.RecallAsync(whisper.Place, cancellationToken);
        if (here.ConversationType != ConversationReference.Personal)
        {
            var (chat, failure) = await chats.OpenAsync(whisper.To, here, cancellationToken);
            if (failure is Retry)
            {
                return failure;
            }

            if (chat is not null)
            {
                var personal = whisper with { Place = chat, Thread = null, Context = null };
                var delivery = await SendAllAsync(personal, renderer.Draw(personal, CardView.Everybody), cancellationToken);
                if (delivery is not Refused)
                {
                    return delivery;
                }
            }

            Log.NotPrivate(logger);
        }

        return await SendAllAsync(whisper, renderer.Draw(whisper, CardView.Everybody), cancellationToken);
    }

    private async Task<Delivery> ShowFormAsync(ShowForm form, CancellationToken cancellationToken)
    {
        var drawn = renderer.Draw(form, CardView.Everybody);
        var here = await places.RecallAsync(form.Place, cancellationToken);
        // In a shared message the form would take the card away from everybody else.
        return form.Message is { } message && here.ConversationType == ConversationReference.Personal
            ? await SendAllAsync(form, drawn, cancellationToken, replaced: message)
            : await SendAllAsync(form, drawn, cancellationToken);
    }

    private async Task<Delivery> SendFileAsync(SendFile file, CancellationToken cancellationToken)
    {
        var here = await places.RecallAsync(file.Place, cancellationToken);
        var activities = await files.DrawAsync(file, here.ConversationType == ConversationReference.Personal, cancellationToken);
        return await SendAllAsync(file, activities, cancellationToken);
    }

    /// <summary>
    /// Sends every part once, in order; after a fault it goes on with the part that failed. An update changes the parts that are there,
    /// sends what is missing and removes what is left over.
    /// </summary>
    private async Task<Delivery> SendAllAsync(
        Outgoing outgoing, IReadOnlyList<OutboundActivity> activities, CancellationToken cancellationToken, MessageRef? replaced = null)
    {
        var before = MessageParts.Of(replaced);
        var progress = parts.Of(outgoing, replaced, activities.Count);
        for (var index = progress.Count; index < activities.Count; index++)
        {
            var thread = outgoing.Thread ?? progress.First?.Thread;
            var delivery = index < before.Count
                ? await ReplaceAsync(before[index], activities[index], cancellationToken)
                : await SendOneAsync(outgoing.Place, thread, activities[index], cancellationToken);
            if (delivery is not Sent sent)
            {
                parts.Keep(progress);
                return delivery;
            }

            progress = progress.With(sent.Message);
        }

        if (await RemoveAsync(before.Skip(activities.Count), cancellationToken) is { } later)
        {
            parts.Keep(progress);
            return later;
        }

        parts.Drop(progress);
        return new Sent(progress.Whole);
    }

    /// <summary>Null when all are gone or say that they no longer count.</summary>
    private async Task<Delivery?> RemoveAsync(IEnumerable<MessageRef> surplus, CancellationToken cancellationToken)
    {
        foreach (var message in surplus)
        {
            var here = await places.RecallAsync(message.Place, cancellationToken);
            var conversation = ConversationIds.Join(message.Place, message.Thread);
            var removed = await connector.DeleteAsync(new Uri(here.ServiceUrl), conversation, message.Id, cancellationToken);
            if (removed.Failure is Retry)
            {
                return removed.Failure;
            }

            if (removed.Failure is Refused and not { Code: "ActivityNotFoundInConversation" })
            {
                await ReplaceAsync(message, renderer.Outdated, cancellationToken);
            }
        }

        return null;
    }

    private async Task<Delivery> ReplaceAsync(MessageRef message, OutboundActivity activity, CancellationToken cancellationToken)
    {
        var here = await places.RecallAsync(message.Place, cancellationToken);
        var conversation = ConversationIds.Join(message.Place, message.Thread);
        var result = await connector.UpdateAsync(new Uri(here.ServiceUrl), conversation, message.Id, activity, cancellationToken);
        return await ConcludeAsync(message.Place, here, result, _ => message, cancellationToken);
    }

    private async Task<Delivery> SendOneAsync(Place place, string? thread, OutboundActivity activity, CancellationToken cancellationToken)
    {
        var here = await places.RecallAsync(place, cancellationToken);
        var service = new Uri(here.ServiceUrl);
        if (thread is not null || here.ConversationType != ConversationReference.Channel || activity.Type == ActivityTypes.Typing)
        {
            var sent = await connector.SendAsync(service, ConversationIds.Join(place, thread), activity, cancellationToken);
            return await ConcludeAsync(place, here, sent, answer => answer?.Id is { Length: > 0 } id ? new MessageRef(place, id, thread) : null, cancellationToken);
        }

        var created = await connector.CreateConversationAsync(
            service,
            new ConversationParameters
            {
                IsGroup = true,
                ChannelData = new OutboundChannelData { Channel = new NamedId { Id = place.Id }, Tenant = new NamedId { Id = here.TenantId } },
                TenantId = here.TenantId,
                Activity = activity,
            },
            cancellationToken);
        if (created.Failure is Refused)
        {
            // Not every connector begins threads; what can be posted to at all takes a plain message.
            var plain = await connector.SendAsync(service, place.Id, activity, cancellationToken);
            if (plain.Failure is null or Retry)
            {
                return await ConcludeAsync(place, here, plain, answer => answer?.Id is { Length: > 0 } id ? new MessageRef(place, id) : null, cancellationToken);
            }
        }

        return await ConcludeAsync(place, here, created, answer => RootOf(place, answer), cancellationToken);
    }

    // The first message of a thread is known by its own id, within the thread that it began.
    private static MessageRef? RootOf(Place place, ResourceResponse? answer)
    {
        var id = answer?.ActivityId ?? (answer?.Id is { } conversation ? ConversationIds.Split(conversation).Thread : null);
        return id is { Length: > 0 } ? new MessageRef(place, id, id) : null;
    }

    private async Task<Delivery> ConcludeAsync(
        Place place,
        ConversationReference here,
        ConnectorResult<ResourceResponse> result,
        Func<ResourceResponse?, MessageRef?> reference,
        CancellationToken cancellationToken)
    {
        if (result.MovedTo is { } moved && result.Failure is null)
        {
            await places.StoreAsync(place, here with { ServiceUrl = moved.AbsoluteUri }, cancellationToken);
        }

        return result.Failure ?? new Sent(reference(result.Answer));
    }

    private async Task<CardView> ViewAsync(Card card, string? key, Outgoing outgoing, CancellationToken cancellationToken)
    {
        if (card.Refresh is null || !renderer.KnowsReaders)
        {
            return new CardView(key);
        }

        var here = await places.RecallAsync(outgoing.Place, cancellationToken);
        return here.ConversationType == ConversationReference.Personal
            ? new CardView(key)
            : new CardView(key, Reader: null, await readers.FindAsync(card.ButtonsFor ?? [], outgoing.Place, here, cancellationToken));
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "No personal chat could be opened: a private answer goes to the place itself")]
        public static partial void NotPrivate(ILogger logger);
    }
}
