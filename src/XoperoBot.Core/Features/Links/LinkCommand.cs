using XoperoBot.Core.Access;
using XoperoBot.Core.Audit;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Features.Links;

/// <summary>
/// Joins a second account to a human: a code that one account is given and the other names, then a yes from each of them, having seen
/// the other. The code works once and for ten minutes.
/// </summary>
internal sealed class LinkCommand(LinkStore links, IPeople people, PeopleStore store, Audit.AuditLog audit, IIds ids, TimeProvider time) : ICommand
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    public CommandInfo Info { get; } = new("link", "link [code]", "Joins your account on another channel to you, so that both are one person.")
    {
        Needs = Needs.Nobody,
        Examples = ["link", "link K7M29QXP"],
    };

    public Task<Reply> RunAsync(Call call, CancellationToken cancellationToken) => call.Arguments.Words switch
    {
        [] => Task.FromResult(Begin(call)),
        [var word, var id] when word.Is("yes") => AnswerAsync(call, id.Value, yes: true, cancellationToken),
        [var word, var id] when word.Is("no") => AnswerAsync(call, id.Value, yes: false, cancellationToken),
        [var code] => NameAsync(call, code.Value, cancellationToken),
        _ => Task.FromResult<Reply>(new UsageReply("Say link alone, or with the code that your other account was given.")),
    };

    private Reply Begin(Call call)
    {
        if (!call.Person.IsKnown)
        {
            return new RefusedReply("I do not know who you are here. Begin in the account that an administrator has named, and say the code here.");
        }

        var code = ids.Short();
        var linking = new Linking(ids.New(), call.Person.Name, SideOf(call.Inbound), time.GetUtcNow() + Lifetime);
        var card = new Card("Join another account to you", Tone.Neutral,
        [
            new Paragraph(Text.Of("Say ", new Plain(CommandLine.Of("link", code)) { Code = true }, " to me in your other account, to me alone.")),
            new Paragraph(Text.Of("It works once, until ", new Time(linking.Until), ". Then each account is shown the other and has to agree. Whoever is joined to you can do what you can: give the code to nobody.")),
        ])
        {
            Summary = $"Say link {code} to me in your other account within ten minutes. Give the code to nobody.",
        };
        return new CardReply(card) { Private = true, Stores = [session => LinkStore.OpenAsync(session, linking, code)] };
    }

    private async Task<Reply> NameAsync(Call call, string typed, CancellationToken cancellationToken)
    {
        var found = await links.FindByCodeAsync(typed.Trim().ToUpperInvariant(), cancellationToken);
        if (found is not { To: null, Ended: false } || found.Until <= time.GetUtcNow())
        {
            return Refuse(call, "That code is not good: it was never given, was used already, or is older than ten minutes. Say link in your other account for a new one.");
        }

        if (found.From.Account.Equals(call.Person.Account))
        {
            return Refuse(call, "This is the account that the code was given to: say it in the other one.");
        }

        if (call.Person.IsKnown || call.Person.Ambiguous.Count > 0)
        {
            return Refuse(call, $"This account belongs to {(call.Person.IsKnown ? call.Person.Name : string.Join(" and ", call.Person.Ambiguous))} already.");
        }

        var named = found with { To = SideOf(call.Inbound) };
        var sentence = $"{Known(named.To)} named the code of {found.Person}.";
        return new CardReply(Ask(named, named.From))
        {
            Private = true,
            Also = [new Whisper(named.From.Account, Ask(named, named.To)) { Place = named.From.Place, Thread = named.From.Thread }],
            Stores = [session => ReplaceAsync(session, found, named, AuditEntry.By(AuditKind.Configuration, sentence, "", call.Person, call.Inbound))],
        };
    }

    private async Task<Reply> AnswerAsync(Call call, string id, bool yes, CancellationToken cancellationToken)
    {
        var found = await links.FindAsync(id, cancellationToken);
        var isFrom = found?.From.Account.Equals(call.Person.Account) == true;
        if (found is not { To: { } to } || (!isFrom && !to.Account.Equals(call.Person.Account)))
        {
            return Refuse(call, "There is no such link of yours.");
        }

        if (found.Ended || found.Until <= time.GetUtcNow())
        {
            return new RefusedReply("That link is over. Say link for a new one.");
        }

        var other = isFrom ? to : found.From;
        if (!yes)
        {
            var refused = $"{Known(SideOf(call.Inbound))} refused to be joined with {Known(other)}.";
            return End(call, found, found with { Ended = true }, other, Tone.Warning, "Not joined", refused, keep: null);
        }

        var after = isFrom ? found with { FromAgrees = true } : found with { ToAgrees = true };
        if (!after.FromAgrees || !after.ToAgrees)
        {
            return new CardReply(Replies.Sentence("Link", Tone.Running, $"You agreed. Now {Known(other)} has to agree too."))
            {
                Private = true,
                Stores = [session => ReplaceAsync(session, found, after, entry: null)],
            };
        }

        if ((await people.FindAsync(to.Account, cancellationToken)).IsKnown)
        {
            return Refuse(call, "That account was given to somebody meanwhile.");
        }

        return End(
            call,
            found,
            after with { Ended = true },
            other,
            Tone.Good,
            "Joined",
            $"{Known(to)} is now {found.Person}, as {Known(found.From)} is.",
            session => store.GrantAsync(session, found.Person, Role.None, to.Account));
    }

    private CardReply End(Call call, Linking before, Linking after, Side other, Tone tone, string title, string sentence, Func<Session, Task>? keep)
    {
        var card = Replies.Sentence(title, tone, sentence);
        return new CardReply(card)
        {
            Private = true,
            Also = [new Whisper(other.Account, card) { Place = other.Place, Thread = other.Thread }],
            Stores =
            [
                async session =>
                {
                    await ReplaceAsync(session, before, after, AuditEntry.By(AuditKind.Configuration, sentence, "", call.Person, call.Inbound));
                    await (keep?.Invoke(session) ?? Task.CompletedTask);
                },
            ],
        };
    }

    private RefusedReply Refuse(Call call, string sentence) => new(sentence)
    {
        Stores = [session => audit.AppendAsync(session, AuditEntry.By(AuditKind.Refusal, $"link refused: {sentence}", "", call.Person, call.Inbound))],
    };

    // Whoever comes second to the same row runs again and sees what the first left.
    private async Task ReplaceAsync(Session session, Linking before, Linking after, AuditEntry? entry)
    {
        if (!await LinkStore.ReplaceAsync(session, before, after))
        {
            throw new InvalidOperationException($"The link {before.Id} changed while it was answered.");
        }

        if (entry is not null)
        {
            await audit.AppendAsync(session, entry);
        }
    }

    private static Card Ask(Linking linking, Side other) => new("Is this you?", Tone.Warning,
    [
        new Notice(Tone.Warning, $"{Known(other)} wants to be one person with you: {linking.Person}."),
        new Paragraph("Agree only if that account is your own. It could then ask and approve in this name."),
    ])
    {
        Summary = $"{Known(other)} wants to be one person with you, {linking.Person}. Agree only if that account is your own.",
        Actions =
        [
            new Button("Yes, that is me", CommandLine.Of("link", "yes", linking.Id)) { InPlace = true },
            new Button("No, that is not me", CommandLine.Of("link", "no", linking.Id)) { Style = ButtonStyle.Danger, InPlace = true },
        ],
    };

    private static string Known(Side side) => $"{side.Account.Name} ({side.Account.Key})";

    private static Side SideOf(Inbound inbound) => new(inbound.Actor, inbound.Place, inbound.Thread);
}
