using Microsoft.Extensions.Options;
using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Watch;
using XoperoBot.Core.Watch.Digests;

namespace XoperoBot.Core.Features.Digest;

/// <summary>When this place is told how the backups stood, whether or not anything happened.</summary>
internal sealed class DigestCommand(DigestStore store, DigestReader reader, DigestCard cards, IOptions<WatchOptions> options, TimeProvider time) : ICommand
{
    public CommandInfo Info { get; } = new(
        "digest",
        "digest [daily 08:00 [days] [zone] | weekly monday 08:00 [zone] | off | now]",
        "Tells this place regularly how the backups stood; without a word it shows what is set.")
    {
        Risk = Risk.Starts,
        Options =
        [
            new Option("at", "Time of day, 08:00."),
            new Option("days", "A day of the week; may be given several times."),
            new Option("zone", "Time zone: Europe/Warsaw, or a Windows name."),
        ],
        Examples = ["digest daily 08:00", "digest daily 07:30 mon-fri Europe/Warsaw", "digest weekly monday 08:00", "digest now"],
    };

    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken)
    {
        var place = call.Inbound.Place;
        var set = await store.FindAsync(place, cancellationToken);
        var asked = DigestWords.Read(call.Arguments);
        return asked.Word switch
        {
            DigestWord.Show => new CardReply(Shown(set, call.Person.Sight)),
            DigestWord.Now => new CardReply(cards.Of(await reader.ReadAsync(place, call.Person.Sight, set?.ToldUntil ?? time.GetUtcNow().AddDays(-1), cancellationToken), late: null)),
            _ when PlaceRights.Refusal(call) is { } refusal => refusal,
            _ when set is not null && !call.Inbound.Private && !call.Person.Sight.Covers(set.Sight) => NotTheirs,
            DigestWord.Off => Off(set),
            _ => Set(call, asked),
        };
    }

    // Nobody takes from a shared place a digest of what is hidden from them.
    private static RefusedReply NotTheirs { get; } =
        new("The digest of this place is also about what you may not see. Somebody who may see all of it changes it. “digest now” shows you yours.");

    private Reply Set(Call call, DigestAsked asked)
    {
        if (asked.Wrong is { } wrong)
        {
            return new UsageReply(wrong);
        }

        var zone = asked.Zone is null ? Zones.Iana(call.Inbound.Actor.TimeZone) ?? Zones.Iana(options.Value.Zone)! : Zones.Iana(asked.Zone);
        if (zone is null)
        {
            return new NotFoundReply("time zone", asked.Zone!, [.. Nearest.To(asked.Zone!.Replace(' ', '_'), Zones.Ids).Select(id => new Choice(asked.Line(id), id))]);
        }

        if (asked.At is not { } at || asked.Days.Count == 0)
        {
            return DigestForm.Of(asked, zone);
        }

        var setting = new DigestSetting(call.Inbound.Place, asked.Days, at, zone, call.Person.Name) { Sight = call.Person.Sight };
        setting = setting with { DueAt = DigestTimes.Next(setting, time.GetUtcNow()) };
        var sentence = $"This place gets a digest {DigestTimes.Words(setting)}.";
        return new CardReply(new Card("Digest set", Tone.Good, [new Notice(Tone.Good, sentence), Facts(setting, call.Person.Sight)])
        {
            Summary = $"{sentence} The next one: {DigestTimes.Local(setting.DueAt, zone)}.",
            Actions = [new Button("Show a digest now", "digest now"), new Button("Turn the digest off", "digest off")],
        })
        {
            Stores = [session => store.SetAsync(session, setting)],
        };
    }

    private static Reply Off(DigestSetting? set)
    {
        if (set is null)
        {
            return new RefusedReply("This place has no digest.");
        }

        const string Sentence = "This place gets no digest any more.";
        return new CardReply(new Card("Digest off", Tone.Neutral, [new Notice(Tone.Neutral, Sentence)])
        {
            Summary = Sentence,
            Actions = [new Button("Daily digest", "digest daily"), new Button("Weekly digest", "digest weekly")],
        })
        {
            Stores = [session => DigestStore.EndAsync(session, set.Place)],
        };
    }

    private static Card Shown(DigestSetting? set, Sight sight)
    {
        if (set is null)
        {
            const string None = "This place gets no digest.";
            return new Card("Digest", Tone.Neutral, [new Paragraph(None)])
            {
                Summary = None,
                Actions = [new Button("Daily digest", "digest daily") { Style = ButtonStyle.Primary }, new Button("Weekly digest", "digest weekly"), new Button("Show a digest now", "digest now")],
            };
        }

        var sentence = $"This place gets a digest {DigestTimes.Words(set)}.";
        return new Card("Digest", set.PausedAt is null ? Tone.Neutral : Tone.Warning, [new Paragraph(sentence), Facts(set, sight)])
        {
            Summary = sentence,
            Actions = [new Button("Show a digest now", "digest now"), new Button("Daily digest", "digest daily"), new Button("Weekly digest", "digest weekly"), new Button("Turn the digest off", "digest off")],
        };
    }

    private static Facts Facts(DigestSetting set, Sight sight) => new(
    [
        set.PausedAt is { } paused
            ? new Fact("Paused", Text.Of("since ", new Time(paused), $": {set.PausedWhy}"), Tone.Warning)
            : new Fact("Next", Text.Of($"{DigestTimes.Local(set.DueAt, set.Zone)} · for you ", new Time(set.DueAt))),
        new Fact("Set by", set.By),
        .. set.Sight.IsAll ? Array.Empty<Fact>() : [new Fact("Servers", string.Join(", ", set.Sight.Servers.Where(sight.Sees)))],
    ]);
}
