using System.Text.Json;
using XoperoBot.Core.Chat;

namespace XoperoBot.Teams.Wire;

/// <summary>How to reach a conversation again: what the place book keeps of each, as JSON.</summary>
internal sealed record ConversationReference
{
    public const string Personal = "personal";
    public const string Channel = "channel";

    public required string ServiceUrl { get; init; }

    public string? TenantId { get; init; }

    public string? ConversationType { get; init; }

    /// <summary>The bot as this conversation knows it.</summary>
    public ChannelAccount? Bot { get; init; }

    /// <summary>Of a personal chat: who is on the other side.</summary>
    public ChannelAccount? User { get; init; }

    /// <summary>The team of a channel: removed with it.</summary>
    public string? TeamId { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, WireJson.Options);

    /// <summary>Null for a note that is none of ours.</summary>
    public static ConversationReference? FromJson(string? note)
    {
        try
        {
            return note is null ? null : JsonSerializer.Deserialize<ConversationReference>(note, WireJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Conversation ids and places: a channel's id carries the thread (<c>19:…@thread.tacv2;messageid=1</c>), a place does not.</summary>
internal static class ConversationIds
{
    private const string ThreadMark = ";messageid=";

    public static (Place Place, string? Thread) Split(string conversationId)
    {
        var mark = conversationId.IndexOf(ThreadMark, StringComparison.OrdinalIgnoreCase);
        return mark < 0
            ? (new Place(TeamsChannel.ChannelName, conversationId), null)
            : (new Place(TeamsChannel.ChannelName, conversationId[..mark]), conversationId[(mark + ThreadMark.Length)..]);
    }

    public static string Join(Place place, string? thread) => thread is null ? place.Id : place.Id + ThreadMark + thread;

    /// <summary>By the form of the id, for a place that the bot never heard from.</summary>
    public static string? GuessType(Place place) => place.Id switch
    {
        var id when id.StartsWith("a:", StringComparison.Ordinal) => ConversationReference.Personal,
        var id when id.EndsWith("@thread.tacv2", StringComparison.OrdinalIgnoreCase) => ConversationReference.Channel,
        var id when id.EndsWith("@thread.skype", StringComparison.OrdinalIgnoreCase) => ConversationReference.Channel,
        _ => null,
    };
}
