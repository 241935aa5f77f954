using System.Text.Json;
using System.Text.Json.Serialization;

namespace XoperoBot.Teams.Wire;

/// <summary>
/// An activity as it arrives. Members that are not named here survive in <see cref="Extra"/>; nothing unknown makes it fail.
/// Source: https://github.com/microsoft/Agents/blob/main/specs/activity/protocol-activity.md
/// </summary>
internal sealed record Activity
{
    public string? Type { get; init; }

    public string? Id { get; init; }

    public string? ChannelId { get; init; }

    public string? ServiceUrl { get; init; }

    public ChannelAccount? From { get; init; }

    public ChannelAccount? Recipient { get; init; }

    public ConversationAccount? Conversation { get; init; }

    public string? Text { get; init; }

    public string? LocalTimezone { get; init; }

    public string? ReplyToId { get; init; }

    public string? DeliveryMode { get; init; }

    /// <summary>Of an invoke: what is invoked.</summary>
    public string? Name { get; init; }

    /// <summary>Of an installationUpdate: add, remove, and either with <c>-upgrade</c>.</summary>
    public string? Action { get; init; }

    public JsonElement? Value { get; init; }

    public IReadOnlyList<InboundAttachment>? Attachments { get; init => field = Present(value); }

    public IReadOnlyList<ChannelAccount>? MembersAdded { get; init => field = Present(value); }

    public IReadOnlyList<ChannelAccount>? MembersRemoved { get; init => field = Present(value); }

    public IReadOnlyList<Entity>? Entities { get; init => field = Present(value); }

    public ChannelData? ChannelData { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; init; }

    /// <summary>A null among the elements is no element.</summary>
    private static List<T>? Present<T>(IReadOnlyList<T?>? list)
        where T : class => list?.OfType<T>().ToList();
}

/// <summary>Something sent with a message; of files, where they can be fetched.</summary>
internal sealed record InboundAttachment
{
    public string? ContentType { get; init; }

    public string? Name { get; init; }

    public JsonElement? Content { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; init; }
}

internal static class ActivityTypes
{
    public const string Message = "message";
    public const string Typing = "typing";
    public const string Invoke = "invoke";
    public const string ConversationUpdate = "conversationUpdate";
    public const string InstallationUpdate = "installationUpdate";
}

internal sealed record ChannelAccount
{
    public string? Id { get; init; }

    public string? Name { get; init; }

    public string? AadObjectId { get; init; }

    public string? Role { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; init; }
}

internal sealed record ConversationAccount
{
    public string? Id { get; init; }

    public string? Name { get; init; }

    public string? ConversationType { get; init; }

    public string? TenantId { get; init; }

    public bool? IsGroup { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; init; }
}

/// <summary>A mention, or what the client tells about itself (<c>clientInfo</c>).</summary>
internal sealed record Entity
{
    public string? Type { get; init; }

    public string? Text { get; init; }

    public ChannelAccount? Mentioned { get; init; }

    public string? Timezone { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; init; }
}

/// <summary>What Teams adds to every activity.</summary>
internal sealed record ChannelData
{
    public string? EventType { get; init; }

    public NamedId? Tenant { get; init; }

    public NamedId? Team { get; init; }

    public NamedId? Channel { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; init; }
}

internal sealed record NamedId
{
    public string? Id { get; init; }

    public string? Name { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; init; }
}
