using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Watch;

/// <summary>
/// Keeps one message true: posts it, updates it in place, and says in its thread what must be noticed. Everything it says is queued in
/// the transaction that ends the step; whoever changes an incident meanwhile plans the step anew, and then nothing of this one counts.
/// </summary>
internal sealed class AlertHandler(
    Alerts alerts, IncidentStore incidents, Subscriptions subscriptions, AlertCards cards, IDatabase database, IOptions<WatchOptions> options, TimeProvider time)
    : IAgendaHandler
{
    public string Kind => Alerts.Kind;

    public async Task<AgendaResult> RunAsync(AgendaItem item, CancellationToken cancellationToken)
    {
        if (await alerts.FindAsync(item.Body, cancellationToken) is not { } alert || !await subscriptions.IsTold(alert.Place, cancellationToken))
        {
            return AgendaResult.Done;
        }

        var now = time.GetUtcNow();
        var about = await incidents.OfAlertAsync(alert.Id, cancellationToken);
        var mutes = await Alerts.MutesAsync(database, now.ToUnixTimeMilliseconds(), cancellationToken);
        var told = await alerts.RecoveriesAsync(alert.Id, cancellationToken);
        var open = about.Where(incident => incident.IsOpen).ToList();
        var muted = open.Select(incident => Alerts.MuteOf(incident, mutes)).ToList();
        if (alert.PostedAt is null && open.Count > 0 && muted.TrueForAll(mute => mute is not null))
        {
            // Said when the mute ends, or when it is over: whichever comes first.
            return new AgendaResult(item with { Due = muted.Min(mute => mute!.Until) });
        }

        var loud = open.Where((_, index) => muted[index] is null).ToList();
        return Say(item, alert, about, loud, mutes, told, now);
    }

    private AgendaResult Say(
        AgendaItem item, Alert alert, IReadOnlyList<Incident> about, List<Incident> loud, IReadOnlyList<Mute> mutes, IReadOnlySet<string> told, DateTimeOffset now)
    {
        var card = cards.Of(alert, about, mutes, now);
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(StoredJson.Write(card))));
        var says = new List<Outgoing>();
        var next = alert with { Card = hash };
        var recovered = about.Where(incident => !incident.IsOpen && !told.Contains(incident.Id) && SettledAt(incident) <= now).ToList();
        var back = about.Where(incident => incident.IsOpen && told.Contains(incident.Id)).ToList();
        if (alert.PostedAt is null)
        {
            says.Add(new Post(card) { Place = alert.Place, Key = alert.Key, Notify = loud.Count > 0 || alert.Kind == Trouble.NotWatched });
            next = next with { PostedAt = now.ToUnixTimeMilliseconds(), SaidAt = now.ToUnixTimeMilliseconds() };
        }
        else
        {
            if (alert.Card != hash)
            {
                says.Add(new Update(card) { Place = alert.Place, Key = alert.Key });
            }

            next = Notes(next, says, recovered, back, loud, now);
        }

        var due = Due(next, about, loud, recovered, mutes, now);
        var ended = due is null ? now.ToUnixTimeMilliseconds() : (long?)null;
        return new AgendaResult(due is { } later ? item with { Due = later } : null)
        {
            Says = says,
            Stores = [session => Alerts.SaveAsync(session, next, recovered.Select(incident => incident.Id), back.Select(incident => incident.Id), ended)],
        };
    }

    private Alert Notes(Alert alert, List<Outgoing> says, List<Incident> recovered, List<Incident> back, List<Incident> loud, DateTimeOffset now)
    {
        if (recovered.Count > 0)
        {
            says.Add(Note(recovered, incident => $"{IncidentWords.Title(incident)}: {IncidentWords.Ended(incident)} after {IncidentWords.Lasted(incident)}.", Tone.Good));
        }

        if (back.Count > 0)
        {
            says.Add(Note(back, incident => $"{IncidentWords.Title(incident)}: it is back.", Tone.Bad));
        }

        var owned = loud.Where(incident => IncidentWords.OwnerAt(incident, now) is not null).ToList();
        var reminded = owned.Count > 0 && (alert.AckReminded || owned.Exists(incident => ReminderAt(incident) <= now));
        if (reminded && !alert.AckReminded)
        {
            says.Add(Note(owned, incident => $"{incident.Owner}, this is still open: {IncidentWords.Title(incident)}.", Tone.Warning));
        }

        alert = alert with { AckReminded = reminded };
        var waiting = loud.Except(owned).ToList();
        if (waiting.Count > 0 && RepeatAt(alert) <= now)
        {
            says.Add(Note(waiting, incident => Reminder(incident, now), IncidentWords.ToneOf(waiting[0])));
            alert = alert with { SaidAt = now.ToUnixTimeMilliseconds() };
        }

        return alert;

        Post Note(List<Incident> of, Func<Incident, string> say, Tone tone) =>
            new(AlertCards.Note(of, say, tone)) { Place = alert.Place, ThreadOf = alert.Key, Notify = true };
    }

    private static string Reminder(Incident incident, DateTimeOffset now) => incident.Owner is { } former
        ? $"{IncidentWords.Title(incident)}: still open after {IncidentWords.Lasted(incident, now)}; the acknowledgement of {former} lapsed."
        : $"{IncidentWords.Title(incident)}: still open after {IncidentWords.Lasted(incident, now)}, and nobody has acknowledged it.";

    /// <summary>When there will be something to do; null when the story is over.</summary>
    private DateTimeOffset? Due(
        Alert alert, IReadOnlyList<Incident> about, List<Incident> loud, List<Incident> recovered, IReadOnlyList<Mute> mutes, DateTimeOffset now)
    {
        var moments = new List<DateTimeOffset>();
        foreach (var incident in about.Where(incident => incident.IsOpen))
        {
            if (Alerts.MuteOf(incident, mutes) is { } mute)
            {
                moments.Add(mute.Until);
            }
            else if (IncidentWords.OwnerAt(incident, now) is not null)
            {
                moments.Add(alert.AckReminded ? incident.OwnedUntil!.Value : ReminderAt(incident));
            }
        }

        if (loud.Exists(incident => IncidentWords.OwnerAt(incident, now) is null))
        {
            moments.Add(RepeatAt(alert));
        }

        moments.AddRange(about.Where(incident => !incident.IsOpen && !recovered.Contains(incident)).Select(SettledAt).Where(at => at > now));
        return moments.Count == 0 ? null : moments.Min();
    }

    private DateTimeOffset RepeatAt(Alert alert)
    {
        var factor = alert.Kind.Topic() == Topics.Failures ? 1 : 6;
        return DateTimeOffset.FromUnixTimeMilliseconds(alert.SaidAt) + (options.Value.RepeatAfter * factor);
    }

    /// <summary>A recovery is told at once; of what came back before, when it has lasted.</summary>
    private DateTimeOffset SettledAt(Incident incident) => incident.ClosedAt!.Value + (incident.Flaps > 0 ? options.Value.ReopenWithin : TimeSpan.Zero);

    private static DateTimeOffset ReminderAt(Incident incident) =>
        incident.OwnedAt!.Value + ((incident.OwnedUntil!.Value - incident.OwnedAt.Value) / 2);
}
