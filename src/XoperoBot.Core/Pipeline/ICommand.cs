using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;

namespace XoperoBot.Core.Pipeline;

/// <summary>One thing a person can say. Found by dependency injection; lives in a folder of its own under Features.</summary>
public interface ICommand
{
    CommandInfo Info { get; }

    /// <summary>Runs it. What a person or a service did wrong is a <see cref="Reply"/>; an <c>XoperoException</c> may pass through and is
    /// told to the person by the dispatcher.</summary>
    Task<Reply> RunAsync(Call call, CancellationToken cancellationToken);
}

/// <summary>How much a command can change.</summary>
public enum Risk
{
    /// <summary>Changes nothing in the service.</summary>
    Reads,

    /// <summary>Starts something harmless.</summary>
    Starts,

    /// <summary>Is carried out only after approval.</summary>
    NeedsApproval,
}

/// <summary>What help, completion and access checks know about a command.</summary>
/// <param name="Word">What is typed: one or several words, lower case.</param>
/// <param name="Usage">The whole line, for example <c>repos &lt;org&gt; [failed] [unprotected]</c>.</param>
/// <param name="Help">One sentence.</param>
public sealed record CommandInfo(string Word, string Usage, string Help)
{
    public Needs Needs { get; init; } = Needs.AnyRole;

    public Risk Risk { get; init; } = Risk.Reads;

    /// <summary>Decides something on a card: does not wait behind other turns of its place.</summary>
    public bool Urgent { get; init; }

    public IReadOnlyList<string> Aliases { get; init; } = [];

    public IReadOnlyList<Option> Options { get; init; } = [];

    /// <summary>Lines that can be typed as they are.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];
}

/// <param name="Name">Without dashes, lower case.</param>
/// <param name="Help">One sentence.</param>
/// <param name="TakesValue">Followed by a value; otherwise a switch.</param>
public sealed record Option(string Name, string Help, bool TakesValue = true);

/// <summary>A command being run.</summary>
/// <param name="Arguments">What was typed after the command's word.</param>
/// <param name="Person">Who.</param>
/// <param name="Inbound">The delivery that it came with.</param>
/// <param name="TurnId">Short id of this turn, in the log and in what a person sees when something goes wrong.</param>
public sealed record Call(Arguments Arguments, Person Person, Inbound Inbound, string TurnId);
