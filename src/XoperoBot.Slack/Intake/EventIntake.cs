using Microsoft.Extensions.Logging;
using XoperoBot.Core.Chat;
using XoperoBot.Slack.BlockKit;
using XoperoBot.Slack.Wire;

namespace XoperoBot.Slack.Intake;

/// <summary>
/// The Events API. Slack repeats what it thinks was lost; the inbox tells by the event id. A repetition's header proves nothing about
/// the first delivery, so it is not looked at.
/// </summary>
internal sealed partial class EventIntake(IInbox inbox, IPlaceBook places, SlackDirectory directory, Ignored ignored, ILogger<EventIntake> logger)
{
    public async Task<Reply> HandleAsync(EventRequest request, string bodyHash, CancellationToken cancellationToken)
    {
        switch (request.Type)
        {
            case "url_verification":
                return request.Challenge is { } challenge ? Reply.Of(new { challenge }) : Reply.Malformed;
            case "event_callback" when request.Event is { Type: not null } happened:
                var id = SlackIds.Delivery(request.EventId ?? bodyHash);
                return await HandleAsync(request, happened, id, cancellationToken);
            case "event_callback" or null:
                return Reply.Malformed;
            case "app_rate_limited":
                Log.RateLimited(logger);
                return Reply.Empty;
            default:
                return ignored.Unknown(request.Type);
        }
    }

    private Task<Reply> HandleAsync(EventRequest request, SlackEvent happened, string id, CancellationToken cancellationToken) =>
        happened.Type switch
        {
            "app_mention" => MentionedAsync(request, happened, id, cancellationToken),
            "message" when happened.ChannelType is "im" => MessageAsync(request, happened, id, cancellationToken),
            "app_home_opened" when happened.Tab is "home" or null => HomeOpenedAsync(request, happened, id, cancellationToken),
            "member_joined_channel" => JoinedAsync(request, happened, id, cancellationToken),
            "member_left_channel" => MemberLeftAsync(request, happened, id, cancellationToken),
            "channel_left" or "group_left" or "channel_archive" or "group_archive" or "channel_deleted" or "group_deleted" =>
                LeftAsync(request, happened, id, cancellationToken),
            "app_uninstalled" or "tokens_revoked" => Revoked(happened.Type),
            _ => Task.FromResult(ignored.Unknown($"event:{happened.Type}")),
        };

    private async Task<Reply> MentionedAsync(EventRequest request, SlackEvent happened, string id, CancellationToken cancellationToken)
    {
        if (happened is not { BotId: null, UserId: { } user, ChannelId: { } channel })
        {
            return Reply.Empty;
        }

        var bot = await BotIdAsync(request, cancellationToken);
        return string.Equals(user, bot, StringComparison.Ordinal)
            ? Reply.Empty
            : await SaidAsync(request, happened, id, (user, channel), bot, cancellationToken);
    }

    /// <summary>Only what a person typed to the bot: no edits, no joins, nothing that a bot (this one included) wrote.</summary>
    private async Task<Reply> MessageAsync(EventRequest request, SlackEvent happened, string id, CancellationToken cancellationToken)
    {
        if (happened is not { BotId: null, Subtype: null or "file_share", UserId: { } user, ChannelId: { } channel })
        {
            return Reply.Empty;
        }

        var bot = await BotIdAsync(request, cancellationToken);
        return string.Equals(user, bot, StringComparison.Ordinal)
            ? Reply.Empty
            : await SaidAsync(request, happened, id, (user, channel), bot, cancellationToken);
    }

    private async Task<Reply> SaidAsync(
        EventRequest request, SlackEvent happened, string id, (string User, string Channel) from, string? bot, CancellationToken cancellationToken)
    {
        await inbox.AcceptAsync(
            new Said
            {
                DeliveryId = id,
                Actor = await directory.FindAsync(TeamOf(request), from.User, cancellationToken),
                Place = SlackIds.PlaceOf(from.Channel),
                Private = SlackIds.IsPrivate(from.Channel),
                Thread = happened.ThreadTs,
                Context = new SlackContext { User = from.User }.Write(),
                Text = SlackText.Plain(SlackText.WithoutMention(happened.Text ?? string.Empty, bot)),
                Files = [.. (happened.Files ?? []).Where(file => file.UrlPrivateDownload is { Length: > 0 }).Select(file => new SharedFile(file.Name ?? "file", file.UrlPrivateDownload!))],
                Message = happened.Ts is { } ts ? new MessageRef(SlackIds.PlaceOf(from.Channel), ts, happened.ThreadTs) : null,
            },
            cancellationToken);
        return Reply.Empty;
    }

    private async Task<Reply> HomeOpenedAsync(EventRequest request, SlackEvent happened, string id, CancellationToken cancellationToken)
    {
        if (happened is not { UserId: { } user })
        {
            return Reply.Empty;
        }

        await inbox.AcceptAsync(
            new HomeOpened
            {
                DeliveryId = id,
                Actor = await directory.FindAsync(TeamOf(request), user, cancellationToken),
                Place = SlackIds.PlaceOf(happened.ChannelId ?? user),
                Private = true,
                Context = new SlackContext { User = user }.Write(),
            },
            cancellationToken);
        return Reply.Empty;
    }

    private async Task<Reply> JoinedAsync(EventRequest request, SlackEvent happened, string id, CancellationToken cancellationToken)
    {
        if (happened is not { UserId: { } user, ChannelId: { } channel })
        {
            return Reply.Empty;
        }

        if (await BotIdAsync(request, cancellationToken) is not { } bot)
        {
            return Reply.NotNow;
        }

        if (!string.Equals(user, bot, StringComparison.Ordinal))
        {
            return Reply.Empty;
        }

        var place = SlackIds.PlaceOf(channel);
        await places.RememberAsync(place, SlackJson.Write(new { team = TeamOf(request) }), cancellationToken);
        await inbox.AcceptAsync(
            new Joined { DeliveryId = id, Actor = directory.ActorOf(TeamOf(request), happened.Inviter ?? user, name: null), Place = place },
            cancellationToken);
        return Reply.Empty;
    }

    private async Task<Reply> MemberLeftAsync(EventRequest request, SlackEvent happened, string id, CancellationToken cancellationToken) =>
        await BotIdAsync(request, cancellationToken) switch
        {
            null => Reply.NotNow,
            var bot when string.Equals(happened.UserId, bot, StringComparison.Ordinal) => await LeftAsync(request, happened, id, cancellationToken),
            _ => Reply.Empty,
        };

    private async Task<Reply> LeftAsync(EventRequest request, SlackEvent happened, string id, CancellationToken cancellationToken)
    {
        if (happened.ChannelId is not { } channel)
        {
            return Reply.Empty;
        }

        var place = SlackIds.PlaceOf(channel);
        await places.ForgetAsync(place, cancellationToken);
        await inbox.AcceptAsync(
            new Left { DeliveryId = id, Actor = directory.ActorOf(TeamOf(request), happened.ActorId ?? happened.UserId ?? "-", name: null), Place = place },
            cancellationToken);
        return Reply.Empty;
    }

    private Task<Reply> Revoked(string kind)
    {
        Log.Revoked(logger, kind);
        return Task.FromResult(Reply.Empty);
    }

    private async Task<string?> BotIdAsync(EventRequest request, CancellationToken cancellationToken) =>
        request.Authorizations?.FirstOrDefault(authorization => authorization.IsBot != false)?.UserId
        ?? (await directory.BotAsync(cancellationToken))?.Id;

    private static string? TeamOf(EventRequest request) => request.TeamId ?? request.EnterpriseId;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Slack holds back events: more than 30,000 in an hour")]
        public static partial void RateLimited(ILogger logger);

        [LoggerMessage(Level = LogLevel.Error, Message = "Slack took the bot's access away ({Kind}): reinstall the app and configure its new token")]
        public static partial void Revoked(ILogger logger, string kind);
    }
}
