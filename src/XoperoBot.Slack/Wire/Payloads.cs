using System.Text.Json;
using System.Text.Json.Serialization;

namespace XoperoBot.Slack.Wire;

/// <summary>Events API request (https://docs.slack.dev/apis/events-api). Unknown members are left alone.</summary>
internal sealed record EventRequest
{
    public string? Type { get; init; }

    public string? Challenge { get; init; }

    public string? TeamId { get; init; }

    public string? EnterpriseId { get; init; }

    public string? EventId { get; init; }

    public SlackEvent? Event { get; init; }

    public IReadOnlyList<Authorization>? Authorizations { get; init; }
}

internal sealed record Authorization
{
    public string? UserId { get; init; }

    public bool? IsBot { get; init; }
}

internal sealed record SlackEvent
{
    public string? Type { get; init; }

    public string? Subtype { get; init; }

    /// <summary>An id, except in events that the bot does not use, where it is an object.</summary>
    public JsonElement User { get; init; }

    public string? BotId { get; init; }

    public string? Text { get; init; }

    public string? Ts { get; init; }

    public string? ThreadTs { get; init; }

    /// <summary>An id; an object in channel_rename and channel_created.</summary>
    public JsonElement Channel { get; init; }

    public string? ChannelType { get; init; }

    public string? Tab { get; init; }

    public string? Inviter { get; init; }

    public IReadOnlyList<SlackFile>? Files { get; init; }

    public string? ActorId { get; init; }

    [JsonIgnore]
    public string? UserId => User.ValueKind == JsonValueKind.String ? User.GetString() : null;

    [JsonIgnore]
    public string? ChannelId => Channel.ValueKind == JsonValueKind.String ? Channel.GetString() : null;
}

/// <summary>A file that was sent with a message.</summary>
internal sealed record SlackFile
{
    public string? Name { get; init; }

    /// <summary>Given to whoever shows the bot's token.</summary>
    public string? UrlPrivateDownload { get; init; }
}

/// <summary>Interaction payload (https://docs.slack.dev/reference/interaction-payloads).</summary>
internal sealed record Interaction
{
    public string? Type { get; init; }

    public NamedId? Team { get; init; }

    public NamedId? Enterprise { get; init; }

    public InteractionUser? User { get; init; }

    public NamedId? Channel { get; init; }

    public InteractionContainer? Container { get; init; }

    public InteractionMessage? Message { get; init; }

    public InteractionView? View { get; init; }

    public InteractionState? State { get; init; }

    public IReadOnlyList<InteractionAction>? Actions { get; init; }

    public string? TriggerId { get; init; }

    public string? ResponseUrl { get; init; }

    public string? CallbackId { get; init; }

    public string? ActionTs { get; init; }

    public string? ActionId { get; init; }

    public string? BlockId { get; init; }

    /// <summary>What was typed so far, in <c>block_suggestion</c>.</summary>
    public string? Value { get; init; }
}

internal sealed record NamedId
{
    public string? Id { get; init; }

    public string? Name { get; init; }
}

internal sealed record InteractionUser
{
    public string? Id { get; init; }

    public string? Username { get; init; }

    public string? Name { get; init; }

    public string? TeamId { get; init; }
}

internal sealed record InteractionContainer
{
    public string? Type { get; init; }

    public string? MessageTs { get; init; }

    public string? ThreadTs { get; init; }

    public string? ChannelId { get; init; }

    public bool? IsEphemeral { get; init; }
}

internal sealed record InteractionMessage
{
    public string? Ts { get; init; }

    public string? ThreadTs { get; init; }
}

internal sealed record InteractionView
{
    public string? Id { get; init; }

    public string? Type { get; init; }

    public string? Hash { get; init; }

    public string? CallbackId { get; init; }

    public string? PrivateMetadata { get; init; }

    public InteractionState? State { get; init; }
}

internal sealed record InteractionState
{
    /// <summary>By block id, then action id.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, InputState>>? Values { get; init; }
}

internal sealed record InputState
{
    public string? Type { get; init; }

    public string? Value { get; init; }

    public OptionState? SelectedOption { get; init; }

    public IReadOnlyList<OptionState>? SelectedOptions { get; init; }

    public string? SelectedDate { get; init; }

    public string? SelectedTime { get; init; }
}

internal sealed record OptionState
{
    public string? Value { get; init; }
}

internal sealed record InteractionAction
{
    public string? ActionId { get; init; }

    public string? BlockId { get; init; }

    public string? ActionTs { get; init; }

    public string? Type { get; init; }

    public string? Value { get; init; }
}

/// <summary>Socket Mode frame (https://docs.slack.dev/apis/events-api/using-socket-mode).</summary>
internal sealed record Envelope
{
    public string? EnvelopeId { get; init; }

    public string? Type { get; init; }

    public string? Reason { get; init; }

    public JsonElement Payload { get; init; }
}
