using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Features.WhoAmI;

/// <summary>Who the bot takes the person for, and what an administrator would grant.</summary>
internal sealed class WhoAmICommand : ICommand
{
    public CommandInfo Info { get; } = new("whoami", "whoami", "Shows who I take you for and what you may do.")
    {
        Needs = Needs.Nobody,
        Examples = ["whoami"],
    };

    public Task<Reply> RunAsync(Call call, CancellationToken cancellationToken)
    {
        var person = call.Person;
        var known = person switch
        {
            { Ambiguous: [_, ..] names } => $"several people: {string.Join(", ", names)}; nothing is allowed until an administrator gives it to one",
            { IsKnown: true } => person.Name,
            _ => "nobody that an administrator named",
        };
        var roles = person.Roles == Role.None ? "none" : person.Roles.ToString();
        var card = new Card("Who you are", person.Roles == Role.None ? Tone.Warning : Tone.Neutral,
        [
            new Facts(
            [
                new Fact("I take you for", known),
                new Fact("Roles", roles),
                .. person.Sight.IsAll ? Array.Empty<Fact>() : [new Fact("Servers", string.Join(", ", person.Sight.Servers.DefaultIfEmpty("none")))],
                new Fact("Your account", Text.Of(new Plain(person.Account.Key) { Code = true })),
                new Fact("This place", Text.Of(new Plain(call.Inbound.Place.ToString()) { Code = true })),
            ]),
        ])
        {
            Summary = $"Your account is {person.Account.Key}; I take you for {known}; roles: {roles}.",
        };
        return Task.FromResult<Reply>(new CardReply(card) { Private = true });
    }
}
