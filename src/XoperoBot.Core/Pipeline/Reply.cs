using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Pipeline;

/// <summary>What a command answers. The dispatcher turns it into messages; who may see it follows from its kind.</summary>
public abstract record Reply
{
    /// <summary>What else is said, in this order, after the answer.</summary>
    public IReadOnlyList<Outgoing> Also { get; init; } = [];

    /// <summary>What is stored in the transaction that ends the turn.</summary>
    public IReadOnlyList<Func<Session, Task>> Stores { get; init; } = [];
}

/// <summary>A card, for everybody in the place.</summary>
public sealed record CardReply(Card Card) : Reply
{
    /// <summary>Our name for the message, to update it later.</summary>
    public string? Key { get; init; }

    /// <summary>Only for the person who asked.</summary>
    public bool Private { get; init; }
}

/// <summary>Questions. Sent in, they run the same command again with each value as the option of its field's name.</summary>
/// <param name="Title">Short.</param>
/// <param name="Fields">Each named like the option it fills.</param>
/// <param name="Known">Words and options already given, kept for the run that follows.</param>
public sealed record FormReply(string Title, IReadOnlyList<Field> Fields, IReadOnlyList<string> Known) : Reply
{
    public IReadOnlyList<Element> Intro { get; init; } = [];

    public string SubmitLabel { get; init; } = "Continue";

    /// <summary>Field name to what was wrong with the last answer.</summary>
    public IReadOnlyDictionary<string, string> Errors { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>The line cannot be understood: what is wrong, and how to say it.</summary>
public sealed record UsageReply(string Wrong) : Reply;

/// <summary>Nothing has that name.</summary>
/// <param name="Kind">organization, plan, repository …</param>
/// <param name="Name">As typed.</param>
/// <param name="Near">Command lines that the nearest names would make, with their labels.</param>
public sealed record NotFoundReply(string Kind, string Name, IReadOnlyList<Choice> Near) : Reply
{
    /// <summary>Why it may exist all the same: servers that could not be read.</summary>
    public string? Doubt { get; init; }
}

/// <summary>Several things have that name.</summary>
/// <param name="Kind">organization, plan, repository …</param>
/// <param name="Name">As typed.</param>
/// <param name="Choices">Value: the command line that means this one; label: what it is.</param>
public sealed record AmbiguousReply(string Kind, string Name, IReadOnlyList<Choice> Choices) : Reply;

/// <summary>Not allowed, or not now: one sentence that says why and what would help.</summary>
public sealed record RefusedReply(string Sentence) : Reply;

/// <summary>Nothing to say.</summary>
public sealed record SilentReply : Reply;
