using System.Net;
using System.Text.RegularExpressions;
using XoperoBot.Teams.Wire;

namespace XoperoBot.Teams;

/// <summary>What a person typed, without the mention that only called the bot.</summary>
internal static partial class MentionText
{
    public static string Strip(Activity activity)
    {
        var text = activity.Text ?? string.Empty;
        foreach (var entity in activity.Entities ?? [])
        {
            if (entity.Type != "mention" || entity.Mentioned?.Id is not { } id || id != activity.Recipient?.Id)
            {
                continue;
            }

            // By what the entity says, never by name: another account may be called like the bot.
            var mark = string.IsNullOrEmpty(entity.Text) ? $"<at>{entity.Mentioned.Name}</at>" : entity.Text;
            text = text.Replace(mark, " ", StringComparison.OrdinalIgnoreCase);
        }

        text = Tags().Replace(text, string.Empty).Replace("&nbsp;", " ", StringComparison.OrdinalIgnoreCase);
        return Spaces().Replace(WebUtility.HtmlDecode(text).Replace('\u00A0', ' '), " ").Trim();
    }

    // Mentions of other people keep their name.
    [GeneratedRegex("</?at\\b[^>]*>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Tags();

    [GeneratedRegex("[ \\t]{2,}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Spaces();
}
