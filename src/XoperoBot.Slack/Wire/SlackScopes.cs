namespace XoperoBot.Slack.Wire;

/// <summary>The bot's scopes, as the manifests ask for them (https://docs.slack.dev/reference/scopes).</summary>
internal static class SlackScopes
{
    public static IReadOnlyList<string> Needed { get; } =
    [
        "app_mentions:read", "channels:read", "chat:write", "commands", "files:read", "files:write", "groups:read", "im:history", "im:write", "users:read",
    ];
}
