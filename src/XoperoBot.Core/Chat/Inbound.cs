using System.Text.Json.Serialization;

namespace XoperoBot.Core.Chat;

/// <summary>
/// Something that reached the bot, already authenticated and parsed by its channel. It is stored as JSON in the inbox before the
/// channel is answered, so it holds data only.
/// </summary>
[JsonDerivedType(typeof(Said), "said")]
[JsonDerivedType(typeof(Clicked), "clicked")]
[JsonDerivedType(typeof(Submitted), "submitted")]
[JsonDerivedType(typeof(Joined), "joined")]
[JsonDerivedType(typeof(Left), "left")]
[JsonDerivedType(typeof(HomeOpened), "home")]
public abstract record Inbound
{
    /// <summary>The platform's unique id of this delivery, prefixed with the channel: repeated deliveries carry the same one.</summary>
    public required string DeliveryId { get; init; }

    public required Actor Actor { get; init; }

    public required Place Place { get; init; }

    /// <summary>True in a one-to-one conversation between the person and the bot.</summary>
    public bool Private { get; init; }

    /// <summary>The thread to answer in, where there is one.</summary>
    public string? Thread { get; init; }

    /// <summary>What the channel itself needs to answer (a reply address, a trigger, a tenant). Opaque to Core, handed back as it came.</summary>
    public string? Context { get; init; }
}

/// <summary>A command was typed: as text, as a slash command, or to the bot by mention (the mention already taken off).</summary>
public sealed record Said : Inbound
{
    public required string Text { get; init; }

    /// <summary>What was sent with it.</summary>
    public IReadOnlyList<SharedFile> Files { get; init; } = [];

    /// <summary>The message that was typed, when the channel told its id.</summary>
    public MessageRef? Message { get; init; }
}

/// <summary>A button was pressed. It carries a command line; what it may do is decided as if the person had typed it.</summary>
public sealed record Clicked : Inbound
{
    /// <summary>The command line of the button (<see cref="Button.Command"/>).</summary>
    public required string Command { get; init; }

    /// <summary>The message that holds the button, when the channel told it.</summary>
    public MessageRef? Message { get; init; }

    /// <summary>The answer takes the place of the card that was clicked.</summary>
    public bool InPlace { get; init; }
}

/// <summary>A form was sent in.</summary>
public sealed record Submitted : Inbound
{
    /// <summary>Id of the stored form (<see cref="Form.Id"/>).</summary>
    public required string FormId { get; init; }

    /// <summary>Field name to values. A toggle is <c>true</c> or <c>false</c>; a field left empty is absent or has no values.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Values { get; init; }

    /// <summary>The message that holds the form, when it is not a dialog of its own.</summary>
    public MessageRef? Message { get; init; }

    /// <summary>The person closed or cancelled the form instead.</summary>
    public bool Cancelled { get; init; }
}

/// <summary>The bot was added to a place. May arrive more than once and in any order with other events.</summary>
public sealed record Joined : Inbound
{
    /// <summary>The place's display name, when the channel told it.</summary>
    public string? PlaceName { get; init; }
}

/// <summary>The bot was removed from a place: nothing can be delivered there any more.</summary>
public sealed record Left : Inbound;

/// <summary>A person opened the bot's own page in the channel's client (where the channel has such a page).</summary>
public sealed record HomeOpened : Inbound;
