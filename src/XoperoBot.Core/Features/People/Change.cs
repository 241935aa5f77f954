using XoperoBot.Core.Access;
using XoperoBot.Core.Approvals;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Features.People;

/// <summary>What is given to, or taken from, one human.</summary>
/// <param name="Person">The name.</param>
/// <param name="Roles">Which roles.</param>
/// <param name="Account">And which account, <c>channel:id</c>; null for none.</param>
internal sealed record Change(string Person, Role Roles, string? Account)
{
    /// <summary>The account, taken apart.</summary>
    public Actor? Actor => Place.TryParse(Account, out var account) ? new Actor(account.Channel, account.Id, Person) : null;

    public static Change Of(Order order) => StoredJson.TryRead<Change>(order.Definition!, out var change)
        ? change
        : throw new InvalidOperationException($"A stored change of {order.Targets[0].Name} cannot be read.");

    public Order Order(string operation) => new()
    {
        Operation = operation,
        Server = "",
        OrganizationId = "",
        OrganizationName = "",
        Targets = [new Target(Person, Person)],
        Definition = StoredJson.Write(this),
    };

    /// <summary>“Viewer and Operator”, “the account slack:T1/U1”, or both.</summary>
    public string Words()
    {
        var parts = Names(Roles).Concat(Account is null ? [] : [$"the account {Account}"]).ToList();
        return parts.Count > 1 ? $"{string.Join(", ", parts[..^1])} and {parts[^1]}" : parts.FirstOrDefault() ?? "nothing";
    }

    public static IEnumerable<string> Names(Role roles) => Enum.GetValues<Role>().Where(role => role != Role.None && roles.HasFlag(role)).Select(role => role.ToString());

    /// <summary>A role as people type it; null for none.</summary>
    public static Role? Read(string word) => Enum.GetValues<Role>().Where(role => role != Role.None)
        .Where(role => string.Equals(role.ToString(), word.TrimEnd(','), StringComparison.OrdinalIgnoreCase)).Select(role => (Role?)role).FirstOrDefault();
}
