using Microsoft.Extensions.Options;

namespace XoperoBot.Slack;

/// <summary>One message that names every key that is missing or wrong.</summary>
internal sealed class SlackOptionsValidator : IValidateOptions<SlackOptions>
{
    public ValidateOptionsResult Validate(string? name, SlackOptions options)
    {
        var problems = Problems(options).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(SlackOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.BotToken))
        {
            yield return "Slack:BotToken is missing (xoxb-…).";
        }
        else if (options.BotToken.StartsWith("xapp-", StringComparison.Ordinal))
        {
            yield return "Slack:BotToken holds an app-level token; it belongs in Slack:AppToken.";
        }

        if (string.IsNullOrWhiteSpace(options.SigningSecret) && string.IsNullOrWhiteSpace(options.AppToken))
        {
            yield return "Slack:SigningSecret is missing (or give Slack:AppToken for Socket Mode).";
        }

        if (options.AppToken?.StartsWith("xoxb-", StringComparison.Ordinal) == true)
        {
            yield return "Slack:AppToken holds a bot token; it belongs in Slack:BotToken.";
        }

        if (!IsAllowed(options.ApiBaseUrl))
        {
            yield return "Slack:ApiBaseUrl must be an https address ending in a slash (http only on the loopback address).";
        }

        if (options.Command is not ['/', _, ..] || options.Command.Any(char.IsWhiteSpace))
        {
            yield return "Slack:Command must be a slash and a word, for example /xopero.";
        }

        if (options.SocketConnections is < 1 or > 10)
        {
            yield return "Slack:SocketConnections must be 1 to 10.";
        }
    }

    private static bool IsAllowed(Uri? address) =>
        address is { IsAbsoluteUri: true }
        && address.AbsolutePath.EndsWith('/')
        && (string.Equals(address.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal)
            || (string.Equals(address.Scheme, Uri.UriSchemeHttp, StringComparison.Ordinal) && address.IsLoopback));
}
