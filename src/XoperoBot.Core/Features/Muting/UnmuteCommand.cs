using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;
using XoperoBot.Core.Watch;

namespace XoperoBot.Core.Features.Muting;

/// <summary>Ends a mute; without a name it lists what is muted.</summary>
internal sealed class UnmuteCommand(Subscriptions subscriptions) : ICommand
{
    public CommandInfo Info { get; } = new("unmute", "unmute [organization|plan|server|all|incident]", "Ends a mute; without a name it lists what is muted.")
    {
        Needs = Needs.Operator,
        Risk = Risk.Starts,
        Urgent = true,
        Examples = ["unmute", "unmute acme"],
    };

    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken)
    {
        var mutes = await subscriptions.MutesAsync(cancellationToken);
        var typed = call.Arguments.Text;
        if (typed.Length == 0)
        {
            return new CardReply(List(mutes));
        }

        var found = mutes.Where(mute => Means(mute, typed)).ToList();
        if (found.Count != 1)
        {
            return found.Count == 0
                ? new NotFoundReply("mute", typed, [.. mutes.Take(10).Select(Line)])
                : new AmbiguousReply("mute", typed, [.. found.Select(Line)]);
        }

        var sentence = $"{call.Person.Name} unmuted {found[0].Name}.";
        return new CardReply(new Card("Unmuted", Tone.Neutral, [new Notice(Tone.Neutral, sentence)]) { Summary = sentence })
        {
            Private = call.Inbound is Clicked,
            Stores = [session => subscriptions.UnmuteAsync(session, found[0].Scope, call.Person.Name)],
        };
    }

    private static bool Means(Mute mute, string typed) => mute.Scope == Scope.All
        ? typed.Equals("all", StringComparison.OrdinalIgnoreCase)
        : mute.Name.Equals(typed, StringComparison.OrdinalIgnoreCase) || mute.Name.EndsWith($"/{typed}", StringComparison.OrdinalIgnoreCase);

    private static string Word(Mute mute) => mute.Scope == Scope.All ? "all" : mute.Name;

    private static Choice Line(Mute mute) => new(CommandLine.Of("unmute", Word(mute)), mute.Name);

    private static Card List(IReadOnlyList<Mute> mutes)
    {
        var summary = mutes.Count == 0 ? "Nothing is muted." : $"{Describe.Count(mutes.Count, "thing is", "things are")} muted.";
        return new Card("Muted", mutes.Count == 0 ? Tone.Neutral : Tone.Warning,
        [
            new Paragraph(summary),
            new Items([.. mutes.Take(20).Select(mute => new Item(mute.Name, Tone.Warning, Text.Of($"by {mute.By} until ", new Time(mute.Until)))
            {
                Button = new Button("Unmute", CommandLine.Of("unmute", Word(mute))),
            })]),
        ])
        {
            Summary = summary,
        };
    }
}
