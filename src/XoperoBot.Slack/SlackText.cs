using System.Text.RegularExpressions;

namespace XoperoBot.Slack;

/// <summary>What a person typed, out of the form in which Slack hands it over.</summary>
internal static partial class SlackText
{
    /// <summary>Takes off the bot's own mention, wherever it stands.</summary>
    public static string WithoutMention(string text, string? botUserId)
    {
        if (botUserId is null)
        {
            return FirstMention().Replace(text, " ", 1).Trim();
        }

        return Mention().Replace(text, match => string.Equals(match.Groups["user"].Value, botUserId, StringComparison.Ordinal) ? " " : match.Value).Trim();
    }

    /// <summary>Addresses that Slack made into links become what was typed; entities become their characters.</summary>
    public static string Plain(string text) => WebLink()
        .Replace(text, match => match.Groups["label"].Success ? match.Groups["label"].Value : match.Groups["address"].Value)
        .Replace("&lt;", "<", StringComparison.Ordinal)
        .Replace("&gt;", ">", StringComparison.Ordinal)
        .Replace("&amp;", "&", StringComparison.Ordinal)
        .Trim();

    [GeneratedRegex("\\s*<@(?<user>[UW][A-Z0-9]+)(\\|[^>]*)?>\\s*", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Mention();

    [GeneratedRegex("^\\s*<@[UW][A-Z0-9]+(\\|[^>]*)?>", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FirstMention();

    [GeneratedRegex("<(?<address>(https?://|mailto:)[^|>]*)(\\|(?<label>[^>]*))?>", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WebLink();
}
