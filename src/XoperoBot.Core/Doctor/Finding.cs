using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;

namespace XoperoBot.Core.Doctor;

/// <summary>One thing that was looked at.</summary>
/// <param name="Area">What it belongs to: database, a server, a channel, approvals …</param>
/// <param name="Tone">Good, neutral for a mere fact, a warning, bad, or unknown when it could not be found out.</param>
/// <param name="Says">One sentence: what was found. Holds no secret.</param>
public sealed record Finding(string Area, Tone Tone, string Says)
{
    /// <summary>The server that it is about: only who sees it is told. Empty for none, <see cref="Sight.Every"/> for several.</summary>
    public string Server { get; init; } = "";

    /// <summary>One line: what to do. Null when there is nothing to do.</summary>
    public string? Fix { get; init; }
}

/// <summary>
/// Looks at one area and says what it found. It changes nothing and posts nothing.
/// </summary>
public interface ICheckup
{
    /// <summary>Short, as people call it; one word is best.</summary>
    string Area { get; }

    /// <summary>In the order to be read. Exceptions become a finding of tone unknown.</summary>
    IAsyncEnumerable<Finding> ExamineAsync(CancellationToken cancellationToken);
}
