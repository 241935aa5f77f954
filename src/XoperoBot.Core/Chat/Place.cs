using System.Diagnostics.CodeAnalysis;

namespace XoperoBot.Core.Chat;

/// <summary>Where messages go: a channel, a group or a personal chat. Written <c>channel:id</c> in configuration and storage.</summary>
/// <param name="Channel">The channel's name, lower case.</param>
/// <param name="Id">The channel's own id of the conversation. Opaque: it may hold colons, semicolons and at signs.</param>
public sealed record Place(string Channel, string Id)
{
    public override string ToString() => $"{Channel}:{Id}";

    /// <summary>Reads <c>channel:id</c>; the id may itself hold colons.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Place? place)
    {
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        place = colon > 0 && colon < text!.Length - 1
            ? new Place(text[..colon].Trim().ToLowerInvariant(), text[(colon + 1)..].Trim())
            : null;
        return place is { Channel.Length: > 0, Id.Length: > 0 };
    }
}

/// <summary>A message that exists on a channel.</summary>
/// <param name="Place">The conversation it is in.</param>
/// <param name="Id">The channel's id of the message.</param>
/// <param name="Thread">The thread it belongs to, where the channel has threads.</param>
public sealed record MessageRef(Place Place, string Id, string? Thread = null);
