using System.Text.Json.Serialization;

namespace XoperoBot.Core.Chat;

/// <summary>Something the bot says. Stored as JSON in the outbox until the channel took it, so it holds data only.</summary>
[JsonDerivedType(typeof(Post), "post")]
[JsonDerivedType(typeof(Update), "update")]
[JsonDerivedType(typeof(Whisper), "whisper")]
[JsonDerivedType(typeof(ShowForm), "form")]
[JsonDerivedType(typeof(SendFile), "file")]
[JsonDerivedType(typeof(ShowHome), "home")]
[JsonDerivedType(typeof(Working), "working")]
public abstract record Outgoing
{
    public required Place Place { get; init; }

    public string? Thread { get; init; }

    /// <summary><see cref="Inbound.Context"/> of what is answered; null for what nobody asked for.</summary>
    public string? Context { get; init; }

    /// <summary>Set by the outbox: the same for every attempt to send this, unique otherwise.</summary>
    [JsonIgnore]
    public string? Id { get; init; }
}

/// <summary>A new message.</summary>
public sealed record Post(Card Card) : Outgoing
{
    /// <summary>Our own name for the message, to update it later; null when nobody will.</summary>
    public string? Key { get; init; }

    /// <summary>
    /// The key of an earlier message of the same place, in whose thread this goes, known or not yet sent; beside that message where it has
    /// no thread or was never taken. Counts where <see cref="Outgoing.Thread"/> is not given.
    /// </summary>
    public string? ThreadOf { get; init; }

    /// <summary>Raise a notification on the reader's devices (alerts and approvals; not answers).</summary>
    public bool Notify { get; init; }
}

/// <summary>The new content of a message posted before: named by our key, or by the channel's own reference.</summary>
public sealed record Update(Card Card) : Outgoing
{
    public string? Key { get; init; }

    public MessageRef? Message { get; init; }
}

/// <summary>Seen by one person only where the channel can; otherwise a reply to that person.</summary>
public sealed record Whisper(Actor To, Card Card) : Outgoing
{
    /// <summary>Of use only to a client that waits for it: not sent when nobody does.</summary>
    public bool OnlyNow { get; init; }
}

/// <summary>Asks one person the questions of a form: a dialog where a fresh click allows one, inputs in a message otherwise.</summary>
public sealed record ShowForm(Actor To, Form Form) : Outgoing
{
    /// <summary>The message whose place the form takes, when the answer to a click is a form inside the message.</summary>
    public MessageRef? Message { get; init; }
}

/// <summary>A file. Its bytes are in the file store under <paramref name="FileId"/>, so that the outbox stays small.</summary>
public sealed record SendFile(string FileId, string FileName, string ContentType, string Title) : Outgoing;

/// <summary>The content of a person's own page with the bot, on channels that have one.</summary>
public sealed record ShowHome(Actor To, Card Card) : Outgoing;

/// <summary>A sign that the bot is at work on an answer (a typing indicator). Dropped when late.</summary>
public sealed record Working : Outgoing
{
    /// <summary>Who waits.</summary>
    public Actor? To { get; init; }

    /// <summary>The same in words, once it takes long; null while an indicator is enough.</summary>
    public Card? Words { get; init; }
}
