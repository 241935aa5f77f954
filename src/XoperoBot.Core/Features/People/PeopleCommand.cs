using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;

namespace XoperoBot.Core.Features.People;

/// <summary>Who may do what, and by which accounts they are known.</summary>
internal sealed class PeopleCommand(IPeople people, ConfiguredPeople root) : ICommand
{
    public CommandInfo Info { get; } = new("people", "people [name]", "Shows who may do what, and by which accounts they are known.")
    {
        Needs = Needs.Admin,
        Options = [Pages.Option],
        Examples = ["people", "people Ada"],
    };

    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken)
    {
        var all = await people.ListAsync(cancellationToken);
        var name = call.Arguments.Text;
        var shown = all.Where(human => human.Name.Contains(name, StringComparison.OrdinalIgnoreCase)).OrderBy(human => human.Name, StringComparer.OrdinalIgnoreCase).ToList();
        if (shown.Count == 0 && name.Length > 0)
        {
            return new NotFoundReply("person", name, [.. Nearest.To(name, all.Select(human => human.Name), 3).Select(near => new Choice(CommandLine.Of("people", near), near))]);
        }

        var page = Pages.Clamp(call.Arguments.Page, shown.Count);
        List<Element> body = [new Items([.. Pages.Of(shown, page).Select(human => Row(human, call.Person.Sight))])];
        if (Pages.Caption(page, shown.Count) is { Length: > 0 } caption)
        {
            body.Add(new Paragraph(caption));
        }

        body.Add(new Paragraph($"Anybody else may do: {(root.Default == Role.None ? "nothing but whoami, link and help" : string.Join(", ", Change.Names(root.Default)))}.") { Muted = true });
        var line = name.Length == 0 ? "people" : CommandLine.Of("people", name);
        return new CardReply(new Card("People", Tone.Neutral, body)
        {
            Summary = $"{Describe.Count(shown.Count, "person", "people")}: {string.Join(", ", shown.Take(10).Select(human => human.Name))}",
            Actions = [.. Pages.Buttons(line, page, shown.Count)],
        })
        { Private = true };
    }

    // Which servers others see is told as far as the reader sees them.
    private static string Servers(Sight theirs, Sight sight) => theirs.IsAll
        ? ""
        : $" · sees {string.Join(", ", theirs.Servers.Where(sight.Sees).DefaultIfEmpty(sight.IsAll ? "no server" : "none of your servers"))}";

    private Item Row(Human human, Sight sight)
    {
        var fixedRoles = root.RolesOf(human.Name);
        var roles = Change.Names(human.Roles).Select(role => fixedRoles.HasFlag(Enum.Parse<Role>(role)) ? role : $"{role} (given at run time)");
        var accounts = human.Accounts.Count == 0 ? "no account of their own" : string.Join(", ", human.Accounts.Select(account => account.Key));
        return new Item(human.Name, Tone.Neutral, $"{(human.Roles == Role.None ? "no role" : string.Join(", ", roles))} · {accounts}{Servers(human.Sight, sight)}");
    }
}
