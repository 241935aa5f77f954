using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;

namespace XoperoBot.Core.Pipeline;

/// <summary>Reacts to what is not a command: the bot was added, removed, or its own page opened. Found by dependency injection.</summary>
public interface IReaction
{
    /// <summary>What to say and store; <see cref="TurnResult.Nothing"/> when the delivery is not this one's concern.</summary>
    Task<TurnResult> ReactAsync(Inbound inbound, Person person, CancellationToken cancellationToken);
}

/// <summary>Live choices for a form's field. Found by dependency injection; access is checked before it is asked.</summary>
public interface IChoiceSource
{
    /// <summary>First part of <see cref="ChoiceField.Lookup"/>, before the colon.</summary>
    string Name { get; }

    /// <param name="sight">What exists for whoever fills the form in.</param>
    /// <param name="about">What stands behind the colon; empty when nothing does.</param>
    /// <param name="query">Typed so far.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">The channel's patience.</param>
    Task<IReadOnlyList<Choice>> FindAsync(Sight sight, string about, string query, int limit, CancellationToken cancellationToken);
}
