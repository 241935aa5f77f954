namespace XoperoBot.Slack;

/// <summary>
/// The Slack app. With <see cref="SigningSecret"/> Slack calls the bot over HTTP; with <see cref="AppToken"/> the bot opens Socket
/// Mode connections and needs no inbound endpoint. Tokens are explained at https://docs.slack.dev/authentication/tokens.
/// </summary>
public sealed class SlackOptions
{
    public const string Section = "Slack";

    /// <summary>Signs what Slack sends over HTTP (Basic Information, App Credentials).</summary>
    public string? SigningSecret { get; set; }

    /// <summary>Bot token, <c>xoxb-…</c> (OAuth and Permissions). Always needed.</summary>
    public string? BotToken { get; set; }

    /// <summary>App-level token with <c>connections:write</c>, <c>xapp-…</c>: Socket Mode.</summary>
    public string? AppToken { get; set; }

    /// <summary>The Web API; other than Slack's only for test doubles. Ends in a slash; plain http only on the loopback address.</summary>
    public Uri ApiBaseUrl { get; set; } = new("https://slack.com/api/");

    /// <summary>The slash command of the manifest.</summary>
    public string Command { get; set; } = "/xopero";

    /// <summary>Socket Mode connections kept open at once, 1 to 10. Two let one be replaced without a gap.</summary>
    public int SocketConnections { get; set; } = 2;
}
