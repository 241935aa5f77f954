using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;

namespace XoperoBot.Core.Audit;

/// <summary>What kind of thing is on record. Stored by name.</summary>
public enum AuditKind
{
    /// <summary>Something risky was asked for.</summary>
    Request,

    /// <summary>Somebody approved, rejected, cancelled, stopped or settled.</summary>
    Decision,

    /// <summary>Somebody tried what they may not, or too late.</summary>
    Refusal,

    /// <summary>A call to the service is about to be made.</summary>
    Execution,

    /// <summary>What became of it.</summary>
    Result,

    /// <summary>Who may do what, or the rules, are not as they were at the last start.</summary>
    Configuration,
}

/// <summary>One line of the record, before it is chained. Holds no secret.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="What">A sentence.</param>
/// <param name="Server">
/// The server that it is about, whether or not the sentence names it; empty for none, <see cref="Sight.Every"/> for several: only who
/// sees them reads the line.
/// </param>
public sealed record AuditEntry(AuditKind Kind, string What, string Server)
{
    /// <summary>The human; null when nobody did it.</summary>
    public string? Person { get; init; }

    /// <summary><c>channel:account</c>.</summary>
    public string? Account { get; init; }

    /// <summary><c>channel:id</c>.</summary>
    public string? Place { get; init; }

    /// <summary>The message that was typed, clicked or sent in, in the channel's own terms.</summary>
    public string? Message { get; init; }

    /// <summary>A web address that opens the message, or at least the place; made by the log from the two where the channel can.</summary>
    public string? Link { get; init; }

    /// <summary>The request that it is about.</summary>
    public string? RequestId { get; init; }

    /// <summary>Facts as JSON: what was seen, sent or answered.</summary>
    public string? Detail { get; init; }

    /// <summary>By a person, where they did it.</summary>
    public static AuditEntry By(AuditKind kind, string what, string server, Person person, Inbound inbound) => new(kind, what, server)
    {
        Person = person.IsKnown ? person.Name : null,
        Account = inbound.Actor.Key,
        Place = inbound.Place.ToString(),
        Message = inbound switch
        {
            Said said => said.Message?.Id,
            Clicked clicked => clicked.Message?.Id,
            Submitted submitted => submitted.Message?.Id,
            _ => null,
        },
    };
}

/// <summary>A line as it is stored.</summary>
/// <param name="Sequence">From 1, without gaps.</param>
/// <param name="At">When.</param>
/// <param name="Entry">What.</param>
/// <param name="Hash">SHA-256 over this line and the hash before it, in hexadecimal.</param>
public sealed record AuditLine(long Sequence, DateTimeOffset At, AuditEntry Entry, string Hash);

/// <summary>Which lines; all conditions hold together.</summary>
public sealed record AuditFilter
{
    /// <summary>What exists for whoever reads: a line about another server is not there.</summary>
    public required Sight Sight { get; init; }

    public AuditKind? Kind { get; init; }

    /// <summary>Without case.</summary>
    public string? Person { get; init; }

    public string? RequestId { get; init; }

    public DateTimeOffset? Since { get; init; }

    /// <summary>Part of the sentence, without case.</summary>
    public string? Text { get; init; }
}

/// <summary>What the proof of the chain found.</summary>
/// <param name="Lines">Lines that are proved, from the first on.</param>
/// <param name="Head">Hash of the last of them; noted elsewhere, it proves later that nothing before was changed.</param>
/// <param name="Broken">The first line that is not what was written, and why, as a sentence; null when the chain holds.</param>
public sealed record AuditProof(long Lines, string Head, string? Broken);
