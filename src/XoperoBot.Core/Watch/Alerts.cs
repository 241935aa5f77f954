using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Watch;

/// <summary>One message about one or several incidents of a kind in one place.</summary>
internal sealed record Alert(string Id, Place Place, Trouble Kind, long CreatedAt, long? PostedAt, long SaidAt, bool AckReminded, string Card)
{
    /// <summary>Our name for the message.</summary>
    public string Key => $"alert/{Id}";
}

/// <summary>
/// Decides who hears of an incident, inside the transaction that opened it: the incident and the promise to say it are stored
/// together or not at all. What is said is written later, from what is true then.
/// </summary>
internal sealed class Alerts(IDatabase database, Agenda agenda, IIds ids, IOptions<WatchOptions> options)
{
    public const string Kind = "watch-alert";

    private const string Columns =
        "id, place, kind, created_at AS CreatedAt, posted_at AS PostedAt, said_at AS SaidAt, ack_reminded AS AckReminded, card";

    private static readonly Trouble[] NeverMute = [Trouble.NotWatched];

    public async Task TellAsync(Session session, Ledger ledger, long now)
    {
        await WakeAsync(session, ledger.Touched, now);
        if (ledger.News.Count == 0)
        {
            return;
        }

        var places = (await session.Connection.QueryAsync<SubscriptionRow>(
            "SELECT place, scope, topics FROM subscription WHERE paused_at IS NULL", transaction: session.Transaction))
            .GroupBy(row => row.Place, StringComparer.Ordinal).ToList();
        if (places.Count == 0)
        {
            return;
        }

        var own = await OwnAsync(session, now);
        foreach (var news in ledger.News)
        {
            var told = (await session.Connection.QueryAsync<string>(
                "SELECT a.place FROM alert a JOIN alert_incident ai ON ai.alert = a.id WHERE ai.incident = @Incident",
                new { news.Incident },
                session.Transaction)).ToHashSet(StringComparer.Ordinal);
            foreach (var place in places.Where(place => !told.Contains(place.Key)
                && news.Parts.Any(part => place.Any(row => row.Wants(news.Server, part)) && !own.Contains((place.Key, news.Server, part)))))
            {
                await AssignAsync(session, place.Key, news, now);
            }
        }
    }

    /// <summary>Has every message about these incidents look whether it still says what is so.</summary>
    public async Task WakeAsync(Session session, IEnumerable<string> incidents, long now)
    {
        foreach (var chunk in incidents.Chunk(500))
        {
            var (list, parameters) = Bulk.In(new { }, chunk);
            var alerts = await session.Connection.QueryAsync<string>(
                $"SELECT DISTINCT alert FROM alert_incident WHERE incident IN {list}", parameters, session.Transaction);
            foreach (var alert in alerts)
            {
                await agenda.AddAsync(session, Item(alert, DateTimeOffset.FromUnixTimeMilliseconds(now)));
            }
        }
    }

    /// <summary>Has every message that is not at its end look anew: somebody muted or unmuted something.</summary>
    public async Task WakeAllAsync(Session session, long now)
    {
        var alerts = await session.Connection.QueryAsync<string>("SELECT id FROM alert WHERE ended_at IS NULL", transaction: session.Transaction);
        foreach (var alert in alerts)
        {
            await agenda.AddAsync(session, Item(alert, DateTimeOffset.FromUnixTimeMilliseconds(now)));
        }
    }

    public static AgendaItem Item(string alert, DateTimeOffset due) => new($"watch/alert/{alert}", Kind, due, alert);

    public Task<Alert?> FindAsync(string id, CancellationToken cancellationToken) => database.ReadAsync(
        async connection => (await connection.QuerySingleOrDefaultAsync<Row>($"SELECT {Columns} FROM alert WHERE id = @id", new { id }))?.Alert,
        cancellationToken);

    /// <summary>Incidents whose recovery this message has told.</summary>
    public async Task<IReadOnlySet<string>> RecoveriesAsync(string alert, CancellationToken cancellationToken) =>
        (await database.ReadAsync(
            connection => connection.QueryAsync<string>("SELECT incident FROM alert_incident WHERE alert = @alert AND recovery_told = 1", new { alert }),
            cancellationToken)).ToHashSet(StringComparer.Ordinal);

    public static async Task SaveAsync(Session session, Alert alert, IEnumerable<string> recovered, IEnumerable<string> back, long? endedAt)
    {
        await session.Connection.ExecuteAsync(
            "UPDATE alert SET posted_at = @PostedAt, said_at = @SaidAt, ack_reminded = @Reminded, card = @Card, ended_at = @endedAt WHERE id = @Id",
            new { alert.PostedAt, alert.SaidAt, Reminded = alert.AckReminded ? 1L : 0L, alert.Card, endedAt, alert.Id },
            session.Transaction);
        foreach (var (incidents, told) in new[] { (recovered, 1L), (back, 0L) })
        {
            foreach (var chunk in incidents.Chunk(500))
            {
                var (list, parameters) = Bulk.In(new { told, alert.Id }, chunk);
                await session.Connection.ExecuteAsync(
                    $"UPDATE alert_incident SET recovery_told = @told WHERE alert = @Id AND incident IN {list}", parameters, session.Transaction);
            }
        }
    }

    private async Task AssignAsync(Session session, string place, News news, long now)
    {
        var since = now - (long)(options.Value.GroupWait + options.Value.Interval).TotalMilliseconds;
        var alert = await session.Connection.QueryFirstOrDefaultAsync<string>(
            "SELECT id FROM alert WHERE place = @place AND kind = @Kind AND created_at >= @since ORDER BY created_at DESC LIMIT 1",
            new { place, Kind = news.Kind.ToString(), since },
            session.Transaction);
        if (alert is null)
        {
            alert = $"A-{ids.Short()}";
            await session.Connection.ExecuteAsync(
                """
                INSERT INTO alert (id, place, kind, created_at, said_at, ack_reminded, card) VALUES (@alert, @place, @Kind, @now, 0, 0, '')
                """,
                new { alert, place, Kind = news.Kind.ToString(), now },
                session.Transaction);
        }

        await session.Connection.ExecuteAsync(
            "INSERT INTO alert_incident (alert, incident, recovery_told) VALUES (@alert, @Incident, 0) ON CONFLICT (alert, incident) DO NOTHING",
            new { alert, news.Incident },
            session.Transaction);
        await agenda.AddAsync(session, Item(alert, DateTimeOffset.FromUnixTimeMilliseconds(now)));
    }

    private async Task<OwnDoings> OwnAsync(Session session, long now)
    {
        var since = now - (long)options.Value.OwnDoingWithin.TotalMilliseconds;
        return new OwnDoings(await session.Connection.QueryAsync<(string, string, string)>(
            "SELECT place, server, organization FROM own_doing WHERE at >= @since", new { since }, session.Transaction));
    }

    /// <summary>Mutes that hold now, by scope.</summary>
    public static Task<IReadOnlyList<Mute>> MutesAsync(IDatabase database, long now, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Mute>>(async connection => await MutesAsync(connection, now), cancellationToken);

    /// <summary>When the mute of everything that is open in an incident ends; null when something of it is not muted.</summary>
    public static Mute? MuteOf(Incident incident, IReadOnlyList<Mute> mutes)
    {
        if (NeverMute.Contains(incident.Kind))
        {
            return null;
        }

        if (mutes.FirstOrDefault(mute => mute.Scope.Incident == incident.Id) is { } whole)
        {
            return whole;
        }

        Mute? first = null;
        foreach (var part in incident.Shown.Where(part => part.ClosedAt is null || !incident.IsOpen))
        {
            if (mutes.Where(mute => mute.Scope.Covers(incident.Server, part.Key)).MaxBy(mute => mute.Until) is not { } mute)
            {
                return null;
            }

            first = first is null || mute.Until < first.Until ? mute : first;
        }

        // Parts beyond those at hand are covered only by a mute of what holds them all.
        return incident.OpenParts <= incident.Shown.Count || first?.Scope.Plan.Length == 0 ? first : null;
    }

    private static async Task<IReadOnlyList<Mute>> MutesAsync(DbConnection connection, long now) =>
    [
        .. (await connection.QueryAsync<(string Scope, string Name, long Until, string By)>(
            "SELECT scope, name, until_at, by_name FROM mute WHERE until_at > @now ORDER BY until_at", new { now }))
            .Select(row => new Mute(Scope.Parse(row.Scope), row.Name, DateTimeOffset.FromUnixTimeMilliseconds(row.Until), row.By)),
    ];

    private sealed record SubscriptionRow(string Place, string Scope, long Topics)
    {
        private readonly Scope _scope = Watch.Scope.Parse(Scope);

        public bool Wants(string server, PartKey part) => ((Topics)Topics & part.Kind.Topic()) != Watch.Topics.None && _scope.Covers(server, part);
    }

    private sealed record Row(string Id, string Place, string Kind, long CreatedAt, long? PostedAt, long SaidAt, long AckReminded, string Card)
    {
        public Alert? Alert => Chat.Place.TryParse(Place, out var place)
            ? new Alert(Id, place, Enum.Parse<Trouble>(Kind), CreatedAt, PostedAt, SaidAt, AckReminded != 0, Card)
            : null;
    }

    private sealed class OwnDoings(IEnumerable<(string Place, string Server, string Organization)> rows)
    {
        private readonly HashSet<(string, string, string)> _rows =
            [.. rows.Select(row => (row.Place, row.Server.ToUpperInvariant(), row.Organization.ToUpperInvariant()))];

        public bool Contains((string Place, string Server, PartKey Part) change) => change.Part.Kind.Topic() == Watch.Topics.Coverage
            && _rows.Contains((change.Place, change.Server.ToUpperInvariant(), change.Part.Organization.ToUpperInvariant()));
    }
}

/// <summary>Nothing new is said about a scope until a time; its recovery is.</summary>
/// <param name="Scope">What.</param>
/// <param name="Name">As people call it.</param>
/// <param name="Until">How long.</param>
/// <param name="By">Person.</param>
public sealed record Mute(Scope Scope, string Name, DateTimeOffset Until, string By);
