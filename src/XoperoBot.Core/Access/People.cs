using XoperoBot.Core.Chat;

namespace XoperoBot.Core.Access;

/// <summary>People of the configuration, and what they were given at run time.</summary>
internal sealed class People(ConfiguredPeople root, PeopleStore store) : IPeople
{
    public async ValueTask<Person> FindAsync(Actor actor, CancellationToken cancellationToken)
    {
        var given = await store.FindAsync(actor, cancellationToken);
        var claims = root.NamesOf(actor).Concat(given is null ? [] : [given.Name]).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return claims switch
        {
            [] => new Person(actor.Name, root.Default & ~Role.Approver, actor) { Sight = root.DefaultSight },
            [var one] => new Person(one, root.RolesOf(one) | (given?.Roles ?? await store.RolesOfAsync(one, cancellationToken)), actor) { IsKnown = true, Sight = root.SightOf(one) },
            _ => new Person(actor.Name, Role.None, actor) { Ambiguous = claims, Sight = Sight.None },
        };
    }

    public async ValueTask<IReadOnlyList<Human>> ListAsync(CancellationToken cancellationToken)
    {
        var given = await store.ListAsync(cancellationToken);
        var names = root.Names.Concat(given.Select(one => one.Name)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var accounts = names.ToDictionary(name => name, name => root.AccountsOf(name).Concat(Of(given, name)?.Accounts ?? []).Distinct().ToList(), StringComparer.OrdinalIgnoreCase);
        var claims = accounts.Values.SelectMany(list => list).CountBy(account => account).ToDictionary();
        return
        [
            .. names.Select(name => new Human(
                name,
                root.RolesOf(name) | (Of(given, name)?.Roles ?? Role.None),
                [.. accounts[name].Where(account => claims[account] == 1)]) { Sight = root.SightOf(name) }),
        ];
    }

    private static Granted? Of(IReadOnlyList<Granted> given, string name) =>
        given.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase));
}
