using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;
using XoperoBot.Core.Storage;
using XoperoBot.Core.Watch;

namespace XoperoBot.Core.Features.Muting;

/// <summary>Nothing new is said about something for a time, in every place; its recovery is, and everybody sees who muted it.</summary>
internal sealed class MuteCommand(ScopeNames scopes, Subscriptions subscriptions, IncidentStore incidents, TimeProvider time) : ICommand
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(90);

    public CommandInfo Info { get; } = new(
        "mute", "mute <organization|plan|server|all|incident> for <time>", "Says nothing new about something for a time; its recovery is still told.")
    {
        Needs = Needs.Operator,
        Risk = Risk.Starts,
        Urgent = true,
        Examples = ["mute acme for 4h", "mute I-7K2M9QXA for 2d"],
    };

    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken)
    {
        var words = call.Arguments.Words;
        if (words.Count < 3 || !words[^2].Is("for"))
        {
            return new UsageReply("Say what, then “for”, then how long.");
        }

        if (Durations.Read(words[^1].Value) is not { } span || span > Longest)
        {
            return new UsageReply($"A time looks like 90m, 4h or 2d, and is at most {Durations.Write(Longest)}.");
        }

        var what = words.Take(words.Count - 2).ToList();
        var until = time.GetUtcNow() + span;
        if (what is [var id] && id.Value.StartsWith("A-", StringComparison.OrdinalIgnoreCase))
        {
            return await ManyAsync(id.Value, until, span, call, cancellationToken);
        }

        var (found, instead) = await scopes.FindAsync(call.Person.Sight, what, typed => CommandLine.Of("mute", typed, "for", words[^1].Value), cancellationToken);
        return instead ?? Muted(found, until, span, call);
    }

    private async Task<Reply> ManyAsync(string alert, DateTimeOffset until, TimeSpan span, Call call, CancellationToken cancellationToken)
    {
        var open = await incidents.OpenOfAsync(alert, call.Person.Sight, cancellationToken);
        return open.Count == 0
            ? new NotFoundReply("open incident", alert, [])
            : Muted([.. open.Select(id => new NamedScope(new Scope(Incident: id), id))], until, span, call);
    }

    private CardReply Muted(IReadOnlyList<NamedScope> muted, DateTimeOffset until, TimeSpan span, Call call)
    {
        var person = call.Person.Name;
        var name = muted[0].Scope.Incident.Length > 0 && muted.Count > 1 ? Describe.Count(muted.Count, "incident") : string.Join(", ", muted.Select(one => one.Name));
        var sentence = $"{person} muted {name} for {Durations.Write(span)}. Its recovery is still told.";
        return new CardReply(new Card("Muted", Tone.Neutral, [new Notice(Tone.Neutral, sentence), new Paragraph(Text.Of("Until ", new Time(until)))])
        {
            Summary = sentence,
            Actions = muted is [var only] ? [new Button("Unmute", CommandLine.Of("unmute", only.Scope == Scope.All ? "all" : only.Name))] : [],
        })
        {
            Private = call.Inbound is Clicked,
            Stores = [.. muted.Select(one => (Func<Session, Task>)(session => subscriptions.MuteAsync(session, one.Scope, one.Name, until, person)))],
        };
    }
}
