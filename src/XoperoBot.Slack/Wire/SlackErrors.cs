using XoperoBot.Core.Chat;

namespace XoperoBot.Slack.Wire;

/// <summary>Slack's error codes as what to do about them (https://docs.slack.dev/reference/methods/chat.postMessage#errors and others).</summary>
internal static class SlackErrors
{
    /// <summary>Tokens that no retry can heal: the bot is out of the workspace or wrongly configured.</summary>
    public static bool IsFatal(string error) => error
        is "invalid_auth" or "not_authed" or "account_inactive" or "token_revoked" or "token_expired" or "not_allowed_token_type"
        or "missing_scope" or "no_permission" or "org_login_required" or "team_access_not_granted" or "link_disabled" or "forbidden_team";

    /// <summary>The bot cannot write there, but Slack may take the same through a response_url.</summary>
    public static bool IsOutside(string error) => error
        is "not_in_channel" or "channel_not_found" or "user_not_in_channel" or "restricted_action" or "no_permission";

    /// <summary>The bot is not, or no longer, in the channel. A private one that it was removed from is not found.</summary>
    public static bool IsNoMember(string error) => error is "not_in_channel" or "channel_not_found" or "user_not_in_channel";

    /// <summary>A dialog can no longer be opened with this trigger.</summary>
    public static bool IsStaleTrigger(string error) => error
        is "expired_trigger_id" or "exchanged_trigger_id" or "invalid_trigger_id" or "trigger_expired" or "trigger_exchanged";

    public static Delivery ToDelivery(ApiAnswer answer, string botName)
    {
        var error = answer.Error;
        if (answer.Status == 429 || error is "ratelimited" or "rate_limited" or "message_limit_exceeded")
        {
            return new Retry(answer.RetryAfter, "ratelimited") { Untaken = true };
        }

        if (answer.Unreachable || answer.Status >= 500
            || error is "fatal_error" or "internal_error" or "service_unavailable" or "request_timeout" or "team_added_to_org")
        {
            // After a fatal or internal error the message may stand there all the same: https://docs.slack.dev/reference/methods/chat.postMessage#errors
            return new Retry(answer.RetryAfter, error) { Untaken = answer.Unsent || answer.Status == 503 || error == "service_unavailable" };
        }

        return new Refused(error, Fix(answer, botName)) { PlaceGone = IsGone(error) };
    }

    private static bool IsGone(string error) => error
        is "is_archived" or "channel_is_archived" or "user_not_found" or "users_not_found" or "user_disabled" or "cannot_dm_bot";

    /// <summary>One sentence that tells a person what to do.</summary>
    public static string Fix(ApiAnswer answer, string botName) => answer.Error switch
    {
        "not_in_channel" or "user_not_in_channel" => $"I am not a member of that channel: invite me with /invite @{botName}.",
        "channel_not_found" => $"I cannot see that channel: check its id, and if it is private invite me with /invite @{botName}.",
        "is_archived" or "channel_is_archived" => "That channel is archived: unarchive it or choose another one.",
        "restricted_action" or "restricted_action_read_only_channel" or "restricted_action_thread_only_channel" =>
            "The workspace does not let apps post there: a Slack administrator can allow it, or choose another channel.",
        "missing_scope" => $"The Slack app lacks the permission {answer.Needed ?? "named in Slack's answer"}: add it in the app's settings and reinstall the app.",
        "invalid_auth" or "not_authed" or "account_inactive" or "token_revoked" or "token_expired" =>
            "Slack no longer accepts the bot token: reinstall the app and put the new token in Slack:BotToken.",
        "not_allowed_token_type" => "The wrong kind of token is configured: Slack:BotToken takes xoxb-…, Slack:AppToken takes xapp-….",
        "msg_too_long" or "msg_blocks_too_long" or "view_too_large" or "invalid_blocks" or "invalid_arguments" =>
            "Slack refused the message's form: please report this with the time and the command.",
        "unreachable" => "Let this machine reach slack.com over https: a firewall or proxy may stand between.",
        "message_not_found" => "The message is no longer there.",
        "cant_update_message" or "edit_window_closed" => "Slack no longer lets me change that message.",
        "user_not_found" or "users_not_found" or "user_disabled" or "cannot_dm_bot" => "That account can no longer receive messages.",
        "file_upload_disabled" or "file_uploads_disabled" => "The workspace does not allow file uploads: ask a Slack administrator.",
        "used_url" or "expired_url" or "http_403" or "http_404" or "http_410" => "The answer came too late for Slack: please ask again.",
        _ => $"Slack refused with '{answer.Error}': see docs.slack.dev for this code.",
    };
}
