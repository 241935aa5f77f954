using XoperoBot.Core.Chat;

namespace XoperoBot.Core.Access;

/// <summary>One human, with an account on one or several channels.</summary>
/// <param name="Name">As an administrator named them; for a stranger the channel's display name.</param>
/// <param name="Roles">What they may do.</param>
/// <param name="Account">The account they use now.</param>
public sealed record Person(string Name, Role Roles, Actor Account)
{
    /// <summary>Which servers exist for them.</summary>
    public required Sight Sight { get; init; }

    /// <summary>False for somebody whom no administrator named: they have the default roles and can never approve.</summary>
    public bool IsKnown { get; init; }

    /// <summary>Names of people who all claim this account; then nobody is meant and nothing is allowed.</summary>
    public IReadOnlyList<string> Ambiguous { get; init; } = [];

    public bool May(Needs needs) => Ambiguous.Count == 0 ? Roles.Allow(needs) : needs == Needs.Nobody;
}

/// <summary>A person whom an administrator named, whatever account they use.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Roles">What they may do.</param>
/// <param name="Accounts">Theirs alone: an account that several people claim is in nobody's list.</param>
public sealed record Human(string Name, Role Roles, IReadOnlyList<Actor> Accounts)
{
    /// <summary>Which servers exist for them.</summary>
    public required Sight Sight { get; init; }
}

public static class Humans
{
    /// <summary>The human of that name, in any case; null when no administrator named one.</summary>
    public static Human? Named(this IEnumerable<Human> humans, string name) =>
        humans.FirstOrDefault(human => string.Equals(human.Name, name, StringComparison.OrdinalIgnoreCase));
}

/// <summary>Finds the human behind an account: by explicit link only, never by name or e-mail.</summary>
public interface IPeople
{
    ValueTask<Person> FindAsync(Actor actor, CancellationToken cancellationToken);

    /// <summary>Everybody whom an administrator named.</summary>
    ValueTask<IReadOnlyList<Human>> ListAsync(CancellationToken cancellationToken);
}
