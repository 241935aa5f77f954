using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Features.People;

/// <summary>Whom and what a line means: a person or an account, then roles.</summary>
/// <param name="Human">Whoever has that name or that account; null for nobody.</param>
/// <param name="Account">The account that was written; null when a name was.</param>
/// <param name="Roles">All roles that were written.</param>
internal sealed record Meant(Human? Human, Actor? Account, Role Roles)
{
    public static IReadOnlyList<Option> Options { get; } =
    [
        new("who", "A person’s name, or an account as whoami shows it."),
        new("role", "A role; may be repeated."),
        new("as", "The name of somebody new."),
    ];

    /// <summary>Reads the line; null with what is said instead when it means nothing.</summary>
    public static async Task<(Meant? Meant, string? Who, Reply? Instead)> ReadAsync(Call call, IPeople people, CancellationToken cancellationToken)
    {
        var words = call.Arguments.Words.Select(word => word.Value).ToList();
        var who = call.Arguments.Value("who")?.Trim() ?? words.FirstOrDefault();
        var roles = call.Arguments.Values("role").Concat(call.Arguments.Has("who") ? words : words.Skip(1)).ToList();
        if (who is not { Length: > 0 })
        {
            return (null, null, null);
        }

        var all = roles is [var everything] && string.Equals(everything, "all", StringComparison.OrdinalIgnoreCase);
        if (!all && roles.FirstOrDefault(role => Change.Read(role) is null) is { } strange)
        {
            return (null, who, new UsageReply($"“{strange}” is no role. The roles are {string.Join(", ", Change.Names((Role)~0))}."));
        }

        var humans = await people.ListAsync(cancellationToken);
        var account = Place.TryParse(who, out var place) ? new Actor(place.Channel, place.Id, who) : null;
        var human = account is null
            ? humans.Named(who)
            : humans.FirstOrDefault(human => human.Accounts.Contains(account));
        var asked = all ? (Role)~0 : roles.Aggregate(Role.None, (sum, role) => sum | Change.Read(role)!.Value);
        return human is null && account is null
            ? (null, who, NobodyOf(who, humans))
            : (new Meant(human, account, asked), who, null);
    }

    private static NotFoundReply NobodyOf(string who, IReadOnlyList<Human> humans) => new(
        "person", who, [.. Nearest.To(who, humans.Select(human => human.Name), 3).Select(name => new Choice(CommandLine.Of("people", name), name))])
    {
        Doubt = "Somebody new is named by their account, which whoami shows them: grant slack:T0123/U0456 viewer --as Nina.",
    };
}
