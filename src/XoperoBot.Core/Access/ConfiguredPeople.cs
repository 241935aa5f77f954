using Microsoft.Extensions.Options;
using XoperoBot.Core.Chat;

namespace XoperoBot.Core.Access;

/// <summary>People as the configuration names them.</summary>
internal sealed class ConfiguredPeople(IOptions<AccessOptions> options) : IPeople
{
    private readonly ILookup<string, PersonOptions> _byAccount = options.Value.People
        .SelectMany(person => person.Accounts.Select(account => (Key: $"{account.Key}:{account.Value}", person)))
        .ToLookup(pair => pair.Key, pair => pair.person, StringComparer.OrdinalIgnoreCase);

    private readonly Role _default = Combine(options.Value.DefaultRoles);

    public ValueTask<Person> FindAsync(Actor actor, CancellationToken cancellationToken)
    {
        var found = _byAccount[actor.Key].ToList();
        return ValueTask.FromResult(found switch
        {
            [] => new Person(actor.Name, _default & ~Role.Approver, actor),
            [var one] => new Person(one.Name!, Combine(one.Roles), actor) { IsKnown = true },
            _ => new Person(actor.Name, Role.None, actor) { Ambiguous = [.. found.Select(person => person.Name!)] },
        });
    }

    public ValueTask<IReadOnlyList<Human>> ListAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<Human>>(
    [.. options.Value.People.Select(person => new Human(
        person.Name!,
        Combine(person.Roles),
        [.. person.Accounts
            .Where(account => _byAccount[$"{account.Key}:{account.Value}"].Count() == 1)
            .Select(account => new Actor(account.Key.ToLowerInvariant(), account.Value, person.Name!))]))]);

    private static Role Combine(IEnumerable<Role> roles) => roles.Aggregate(Role.None, (all, role) => all | role);
}
