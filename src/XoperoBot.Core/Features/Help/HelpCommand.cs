using Microsoft.Extensions.DependencyInjection;
using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Features.Help;

/// <summary>What the person may do, or how one command is used.</summary>
internal sealed class HelpCommand(IServiceProvider services) : ICommand
{
    // Asked for late: the catalog holds every command, this one too.
    private CommandCatalog Catalog => services.GetRequiredService<CommandCatalog>();

    public CommandInfo Info { get; } = new("help", "help [command]", "Shows what you may do, or how one command is used.")
    {
        Needs = Needs.Nobody,
        Aliases = ["?", "hello", "hi"],
        Examples = ["help", "help repos"],
    };

    public Task<Reply> RunAsync(Call call, CancellationToken cancellationToken)
    {
        var word = call.Arguments.Text;
        return Task.FromResult(word.Length == 0 ? Overview(call.Person) : One(word, call.Person));
    }

    private CardReply Overview(Person person)
    {
        var allowed = Catalog.All.Where(command => person.May(command.Info.Needs)).ToList();
        var elements = new List<Element>();
        foreach (var group in allowed.GroupBy(command => command.Info.Risk).OrderBy(group => group.Key))
        {
            elements.Add(new Heading(group.Key switch
            {
                Risk.Reads => "Ask",
                Risk.Starts => "Start",
                _ => "Request (carried out only after approval)",
            }));
            elements.Add(new Facts([.. group.Select(command => new Fact(command.Info.Word, command.Info.Help))]));
        }

        if (!person.May(Needs.AnyRole))
        {
            elements.Add(new Notice(Tone.Warning, $"You have no role yet. An administrator can grant one to {person.Account.Key}."));
        }

        elements.Add(new Paragraph("“help” and a command's word shows how it is used. Capital letters do not matter; put names with spaces in quotes.") { Muted = true });
        return new CardReply(new Card("What I can do", Tone.Neutral, elements)
        {
            Summary = $"You may use: {string.Join(", ", allowed.Select(command => command.Info.Word))}.",
            Actions = person.May(Needs.AnyRole) ? [new Button("Status", "status") { Style = ButtonStyle.Primary }, new Button("Plans", "plans"), new Button("Organizations", "orgs")] : [new Button("Who am I?", "whoami")],
        }) { Private = true };
    }

    private Reply One(string word, Person person)
    {
        if (Catalog.Find(word) is not { } command)
        {
            return new NotFoundReply("command", word, [.. Catalog.Near(word, person).Select(near => new Choice(CommandLine.Of("help", near), near))]);
        }

        var info = command.Info;
        var facts = new List<Fact> { new("Usage", Text.Of(new Plain(info.Usage) { Code = true })) };
        facts.AddRange(info.Options.Select(option => new Fact($"--{option.Name}", option.Help)));
        facts.AddRange(info.Aliases.Count > 0 ? [new Fact("Also", string.Join(", ", info.Aliases))] : Array.Empty<Fact>());
        facts.AddRange(info.Examples.Select(example => new Fact("Example", Text.Of(new Plain(example) { Code = true }))));
        facts.Add(new Fact("Needs", info.Needs switch { Needs.Nobody => "nothing", Needs.AnyRole => "any role", _ => $"the role {info.Needs.Grants()}" }));
        return new CardReply(new Card($"Help: {info.Word}", Tone.Neutral, [new Paragraph(info.Help), new Facts(facts)])
        {
            Summary = $"{info.Help} Usage: {info.Usage}",
            Actions = [.. info.Examples.Where(_ => info.Risk == Risk.Reads && person.May(info.Needs)).Take(2).Select(example => new Button(example, example))],
        }) { Private = true };
    }
}
