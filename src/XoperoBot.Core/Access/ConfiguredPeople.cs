using Microsoft.Extensions.Options;
using XoperoBot.Core.Chat;

namespace XoperoBot.Core.Access;

/// <summary>People as the configuration names them: the root, which nothing at run time takes away from.</summary>
internal sealed class ConfiguredPeople(IOptions<AccessOptions> options)
{
    // Read late: what checks the configuration needs this class, and must not fail for a section that is not its own.
    private readonly Lazy<ILookup<string, string>> _byAccount = new(() => options.Value.People
        .SelectMany(person => person.Accounts.Select(account => (Key: $"{account.Key}:{account.Value}", Name: person.Name!)))
        .ToLookup(pair => pair.Key, pair => pair.Name, StringComparer.OrdinalIgnoreCase));

    private readonly Lazy<Dictionary<string, PersonOptions>> _byName = new(() =>
        options.Value.People.ToDictionary(person => person.Name!, StringComparer.OrdinalIgnoreCase));

    /// <summary>What an unknown person may do.</summary>
    public Role Default => Combine(options.Value.DefaultRoles);

    public IEnumerable<string> Names => options.Value.People.Select(person => person.Name!);

    /// <summary>Everybody who claims the account.</summary>
    public IEnumerable<string> NamesOf(Actor account) => _byAccount.Value[account.Key];

    /// <summary>Accounts that several people claim.</summary>
    public IEnumerable<(string Account, IReadOnlyList<string> Names)> Shared() =>
        _byAccount.Value.Where(claims => claims.Skip(1).Any()).Select(claims => (claims.Key, (IReadOnlyList<string>)[.. claims]));

    public Role RolesOf(string person) => _byName.Value.TryGetValue(person, out var found) ? Combine(found.Roles) : Role.None;

    /// <summary>What an unknown person sees, and everybody who has no list of their own.</summary>
    public Sight DefaultSight => options.Value.DefaultServers is { Count: > 0 } servers ? Sight.Of([.. servers]) : Sight.All;

    public Sight SightOf(string person) =>
        _byName.Value.TryGetValue(person, out var found) && found.Servers.Count > 0 ? Sight.Of([.. found.Servers]) : DefaultSight;

    public IEnumerable<Actor> AccountsOf(string person) => _byName.Value.TryGetValue(person, out var found)
        ? found.Accounts.Select(account => new Actor(account.Key.ToLowerInvariant(), account.Value, found.Name!))
        : [];

    private static Role Combine(IEnumerable<Role> roles) => roles.Aggregate(Role.None, (all, role) => all | role);
}
