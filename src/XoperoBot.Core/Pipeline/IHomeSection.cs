using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;

namespace XoperoBot.Core.Pipeline;

/// <summary>A part of a person's own page with the bot, where the channel has one. Found by dependency injection.</summary>
public interface IHomeSection
{
    /// <summary>From top to bottom.</summary>
    int Order { get; }

    /// <summary>What to show the person; nothing when there is nothing to say.</summary>
    Task<IReadOnlyList<Element>> ForAsync(Person person, Place place, CancellationToken cancellationToken);
}
