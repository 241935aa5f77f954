using System.Net;
using XoperoBot.Core.Chat;

namespace XoperoBot.Teams.Wire;

/// <summary>
/// What a status of the connector means for a delivery.
/// Source: https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability (status codes)
/// </summary>
internal static class ConnectorStatus
{
    public const string InvalidBotApiHost = "InvalidBotApiHost";

    private static readonly Dictionary<string, (string Fix, bool Gone)> Codes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["BotNotRegistered"] = ("Register the bot in Azure Bot Service with its Teams channel, and check Teams:AppId.", false),
        ["BotDisabledByAdmin"] = ("A Teams administrator has blocked the app: allow it in the Teams admin centre.", true),
        ["ConversationBlockedByUser"] = ("The person has blocked the bot: they can unblock it in its chat in Teams.", true),
        ["MessageWritesBlocked"] = ("The person has blocked or removed the bot: they can add it again in Teams.", true),
        ["BotNotInConversationRoster"] = ("The bot is not in this conversation: add the app to the team or chat.", true),
        ["ForbiddenOperationException"] = ("The app is not installed for this person: they can add it in Teams.", true),
        ["NotEnoughPermissions"] = ("The app lacks a permission here: install the newest app package.", false),
        ["ConversationNotFound"] = ("The conversation no longer exists: add the app where it should post.", true),
        ["ActivityNotFoundInConversation"] = ("The message was deleted: nothing can be changed in it.", false),
        [InvalidBotApiHost] = ("This tenant is served from https://smba.infra.gcc.teams.microsoft.com/: add it to Teams:AllowedServiceUrls.", false),
        ["MessageSizeTooBig"] = ("Teams found the message too large: ask for less at once.", false),
    };

    public static Delivery ToDelivery(HttpStatusCode status, string? code, TimeSpan? retryAfter)
    {
        if (status is HttpStatusCode.PreconditionFailed or HttpStatusCode.TooManyRequests
            or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout)
        {
            // A gateway that heard nothing from what stands behind it does not know whether that took it.
            return new Retry(retryAfter, $"{(int)status} {code}".TrimEnd()) { Untaken = status is not (HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout) };
        }

        if (code is not null && Codes.TryGetValue(code, out var known))
        {
            return new Refused(code, known.Fix) { PlaceGone = known.Gone };
        }

        var word = code ?? ((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return status switch
        {
            HttpStatusCode.Unauthorized => new Refused(word, "Teams refused the bot's token: check Teams:AppId, Teams:TenantId and the credentials."),
            HttpStatusCode.Forbidden => new Refused(word, "Teams does not let the bot write here: check that the app is installed in this place."),
            HttpStatusCode.NotFound => new Refused(word, "Teams does not know this place or message: add the app where it should post."),
            HttpStatusCode.RequestEntityTooLarge => new Refused(word, Codes["MessageSizeTooBig"].Fix),
            _ => new Refused(word, "Teams refused the message: the log has the code for support."),
        };
    }

    public static Delivery ServiceNotAllowed(Uri service) =>
        new Refused("ServiceUrlNotAllowed", $"The address {service.Host} is not in Teams:AllowedServiceUrls.");

    /// <summary>Seconds or a date; null when the answer does not say.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > now ? date - now : TimeSpan.Zero,
        _ => null,
    };
}
