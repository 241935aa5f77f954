using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;
using XoperoBot.Core.Storage;
using XoperoBot.Core.Watch;

namespace XoperoBot.Core.Features.Muting;

/// <summary>Ends a mute; without a name it lists what is muted.</summary>
internal sealed class UnmuteCommand(Subscriptions subscriptions, IncidentStore incidents) : ICommand
{
    private const string Everything = "all";

    public CommandInfo Info { get; } = new("unmute", "unmute [organization|plan|server|all|incident]", "Ends a mute; without a name it lists what is muted.")
    {
        Needs = Needs.Operator,
        Risk = Risk.Starts,
        Urgent = true,
        Examples = ["unmute", "unmute acme"],
    };

    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken)
    {
        var sight = call.Person.Sight;
        var mutes = await ShownAsync(sight, cancellationToken);
        var typed = call.Arguments.Text;
        if (typed.Length == 0)
        {
            return new CardReply(List(mutes));
        }

        // What “mute all” of somebody who does not see all has muted: each of their servers.
        var theirs = mutes.Where(mute => mute.Scope is { Server.Length: > 0, Organization.Length: 0 }).ToList();
        if (!sight.IsAll && theirs.Count > 0 && typed.Equals(Everything, StringComparison.OrdinalIgnoreCase))
        {
            return Unmuted(theirs, call);
        }

        return mutes.Where(mute => Means(mute, typed)).ToList() switch
        {
            [] => new NotFoundReply("mute", typed, [.. mutes.Take(10).Select(Line)]),
            [var one] when one.Scope == Scope.All && !sight.IsAll =>
                new RefusedReply($"Everything was muted by {one.By}, also what you may not see. Somebody who may see all of it ends that."),
            [var one] => Unmuted([one], call),
            var several => new AmbiguousReply("mute", typed, [.. several.Select(Line)]),
        };
    }

    private async Task<IReadOnlyList<Mute>> ShownAsync(Sight sight, CancellationToken cancellationToken)
    {
        var shown = new List<Mute>();
        foreach (var mute in await subscriptions.MutesAsync(cancellationToken))
        {
            if (mute.Scope.IsShownTo(sight) || (mute.Scope.Incident.Length > 0 && await incidents.FindAsync(mute.Scope.Incident, sight, 0, cancellationToken) is not null))
            {
                shown.Add(mute);
            }
        }

        return shown;
    }

    private CardReply Unmuted(IReadOnlyList<Mute> mutes, Call call)
    {
        var sentence = $"{call.Person.Name} unmuted {string.Join(", ", mutes.Select(mute => mute.Name))}.";
        return new CardReply(new Card("Unmuted", Tone.Neutral, [new Notice(Tone.Neutral, sentence)]) { Summary = sentence })
        {
            Private = call.Inbound is Clicked,
            Stores = [.. mutes.Select(mute => (Func<Session, Task>)(session => subscriptions.UnmuteAsync(session, mute.Scope, call.Person.Name)))],
        };
    }

    private static bool Means(Mute mute, string typed) => mute.Scope == Scope.All
        ? typed.Equals(Everything, StringComparison.OrdinalIgnoreCase)
        : mute.Name.Equals(typed, StringComparison.OrdinalIgnoreCase) || mute.Name.EndsWith($"/{typed}", StringComparison.OrdinalIgnoreCase);

    private static string Word(Mute mute) => mute.Scope == Scope.All ? Everything : mute.Name;

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
