using Microsoft.Extensions.Options;
using XoperoBot.Core.Chat;

namespace XoperoBot.Slack.Intake;

/// <summary>Slash commands: stored, then acknowledged with nothing; the answer follows through the outbox.</summary>
internal sealed class CommandIntake(IInbox inbox, SlackDirectory directory, Ignored ignored, IOptions<SlackOptions> options)
{
    /// <param name="fields">The form's fields.</param>
    /// <param name="body">Its hash stands in for an id when Slack gave none.</param>
    /// <param name="cancellationToken">The request's end.</param>
    public async Task<Reply> HandleAsync(IReadOnlyDictionary<string, string> fields, string body, CancellationToken cancellationToken)
    {
        if (fields.GetValueOrDefault("ssl_check") is "1")
        {
            return Reply.Empty;
        }

        if (fields.GetValueOrDefault("command") is not { Length: > 0 } command
            || fields.GetValueOrDefault("user_id") is not { Length: > 0 } user
            || fields.GetValueOrDefault("channel_id") is not { Length: > 0 } channel)
        {
            return Reply.Malformed;
        }

        if (!string.Equals(command, options.Value.Command, StringComparison.OrdinalIgnoreCase))
        {
            ignored.Unknown("command");
            return Reply.Of(new { response_type = "ephemeral", text = $"This bot answers to {options.Value.Command}." });
        }

        var trigger = NotEmpty(fields.GetValueOrDefault("trigger_id"));
        await inbox.AcceptAsync(
            new Said
            {
                DeliveryId = SlackIds.Delivery(trigger ?? SlackIds.Hash(body)),
                Actor = directory.ActorOf(TeamOf(fields), user, NotEmpty(fields.GetValueOrDefault("user_name"))),
                Place = SlackIds.PlaceOf(channel),
                Private = SlackIds.IsPrivate(channel),
                Thread = NotEmpty(fields.GetValueOrDefault("thread_ts")),
                Context = new SlackContext
                {
                    User = user,
                    ResponseUrl = NotEmpty(fields.GetValueOrDefault("response_url")),
                    TriggerId = trigger,
                }.Write(),
                Text = SlackText.Plain(fields.GetValueOrDefault("text") ?? string.Empty),
            },
            cancellationToken);
        return Reply.Empty;
    }

    private static string? TeamOf(IReadOnlyDictionary<string, string> fields) =>
        NotEmpty(fields.GetValueOrDefault("team_id")) ?? NotEmpty(fields.GetValueOrDefault("enterprise_id"));

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
