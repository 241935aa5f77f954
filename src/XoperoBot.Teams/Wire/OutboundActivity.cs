using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace XoperoBot.Teams.Wire;

/// <summary>An activity that the bot sends. Only what it says: the connector fills in the rest.</summary>
internal sealed record OutboundActivity
{
    public string Type { get; init; } = ActivityTypes.Message;

    /// <summary>The line of a notification; the card itself is in the attachment. Text and attachment in one activity would be split
    /// by Teams into two messages.</summary>
    public string? Summary { get; init; }

    public string? ReplyToId { get; init; }

    public IReadOnlyList<Attachment>? Attachments { get; init; }

    public OutboundChannelData? ChannelData { get; init; }
}

internal sealed record Attachment(string ContentType, object Content)
{
    public string? Name { get; init; }

    public string? ContentUrl { get; init; }
}

internal sealed record OutboundChannelData
{
    public Notification? Notification { get; init; }

    public NamedId? Tenant { get; init; }

    public NamedId? Channel { get; init; }
}

internal sealed record Notification(bool Alert);

/// <summary>Body of <c>POST v3/conversations</c>: a personal chat, or a new thread in a channel.</summary>
internal sealed record ConversationParameters
{
    public bool IsGroup { get; init; }

    public ChannelAccount? Bot { get; init; }

    public IReadOnlyList<ChannelAccount>? Members { get; init; }

    public string? TenantId { get; init; }

    public OutboundChannelData? ChannelData { get; init; }

    public OutboundActivity? Activity { get; init; }
}

/// <summary>Answer to a send or a new conversation. Teams sometimes answers with an empty body.</summary>
internal sealed record ResourceResponse
{
    public string? Id { get; init; }

    public string? ActivityId { get; init; }
}

internal sealed record PagedMembersResult
{
    public IReadOnlyList<ChannelAccount>? Members { get; init; }

    public string? ContinuationToken { get; init; }
}

internal sealed record ErrorResponse
{
    public ErrorBody? Error { get; init; }
}

internal sealed record ErrorBody
{
    public string? Code { get; init; }
}

/// <summary>What an invoke is answered with: an HTTP status and, mostly, a body.</summary>
internal sealed record InvokeResponse(int Status, object? Body = null);

/// <summary>Body that answers <c>adaptiveCard/action</c> and <c>application/search</c>.</summary>
internal sealed record CardActionResponse(int StatusCode, string Type, object Value);

internal static class ContentTypes
{
    public const string AdaptiveCard = "application/vnd.microsoft.card.adaptive";
    public const string Message = "application/vnd.microsoft.activity.message";
    public const string Error = "application/vnd.microsoft.error";
    public const string SearchResponse = "application/vnd.microsoft.search.searchResponse";
    public const string FileConsent = "application/vnd.microsoft.teams.card.file.consent";
    public const string FileDownload = "application/vnd.microsoft.teams.file.download.info";
    public const string FileInfo = "application/vnd.microsoft.teams.card.file.info";
}

/// <summary>How everything on this wire is written and read.</summary>
internal static class WireJson
{
    // Nulls are refused by the service; text stays UTF-8, because a size counted in escapes would be a different one.
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 128,
    };

    public static byte[] ToUtf8(object value) => JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), Options);
}
