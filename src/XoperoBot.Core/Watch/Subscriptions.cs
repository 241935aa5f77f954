using Dapper;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Watch;

/// <summary>What one place wants to hear of.</summary>
/// <param name="Place">Where.</param>
/// <param name="Scope">About what.</param>
/// <param name="Name">As people call the scope.</param>
/// <param name="Topics">Which kinds.</param>
/// <param name="By">Who asked for it.</param>
public sealed record Subscription(Place Place, Scope Scope, string Name, Topics Topics, string By)
{
    /// <summary>Since when nothing could be delivered there, and why; null while it can.</summary>
    public DateTimeOffset? PausedAt { get; init; }

    public string? PausedWhy { get; init; }
}

/// <summary>Subscriptions, mutes and acknowledgements as people set them.</summary>
internal sealed class Subscriptions(IDatabase database, Alerts alerts, TimeProvider time)
{
    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Adds or replaces; a paused one goes on.</summary>
    public Task AddAsync(Session session, Subscription subscription) => session.Connection.ExecuteAsync(
        """
        INSERT INTO subscription (place, scope, name, topics, by_name, at) VALUES (@Place, @Scope, @Name, @Topics, @By, @Now)
        ON CONFLICT (place, scope) DO UPDATE SET name = excluded.name, topics = excluded.topics, by_name = excluded.by_name, at = excluded.at,
          paused_at = NULL, paused_why = NULL
        """,
        new { Place = subscription.Place.ToString(), Scope = subscription.Scope.Key, subscription.Name, Topics = (long)subscription.Topics, subscription.By, Now },
        session.Transaction);

    public static Task EndAsync(Session session, Place place, Scope scope) => session.Connection.ExecuteAsync(
        "DELETE FROM subscription WHERE place = @Place AND scope = @Key",
        new { Place = place.ToString(), scope.Key },
        session.Transaction);

    public async Task<IReadOnlyList<Subscription>> OfAsync(Place place, CancellationToken cancellationToken) =>
        await ListAsync("place = @place", new { place = place.ToString() }, cancellationToken);

    /// <summary>All of them, paused ones too.</summary>
    public Task<IReadOnlyList<Subscription>> AllAsync(CancellationToken cancellationToken) => ListAsync("1 = 1", new { }, cancellationToken);

    public Task<bool> IsTold(Place place, CancellationToken cancellationToken) => database.ReadAsync(
        async connection => await connection.ExecuteScalarAsync<long>(
            "SELECT COUNT(*) FROM subscription WHERE place = @place AND paused_at IS NULL", new { place = place.ToString() }) > 0,
        cancellationToken);

    public async Task AcknowledgeAsync(Session session, IReadOnlyList<string> incidents, string person, TimeSpan lasts)
    {
        foreach (var chunk in incidents.Chunk(500))
        {
            var (list, parameters) = Bulk.In(new { person, Now, Until = Now + (long)lasts.TotalMilliseconds }, chunk);
            await session.Connection.ExecuteAsync(
                $"UPDATE incident SET ack_by = @person, ack_at = @Now, ack_until = @Until, changed_at = @Now WHERE id IN {list} AND closed_at IS NULL",
                parameters,
                session.Transaction);
        }

        await NoteAsync(session, incidents, $"Acknowledged by {person}.");
        await alerts.WakeAsync(session, incidents, Now);
    }

    /// <summary>The silences behind these incidents are as they should be: they end with the next reading, and are expected from now on.</summary>
    public async Task AcceptAsync(Session session, IReadOnlyList<string> incidents, string person)
    {
        await WatchStore.ConfirmSilencesAsync(session, incidents);
        await NoteAsync(session, incidents, $"Taken as normal by {person}.");
    }

    public async Task MuteAsync(Session session, Scope scope, string name, DateTimeOffset until, string person)
    {
        await session.Connection.ExecuteAsync(
            """
            INSERT INTO mute (scope, name, until_at, by_name, at) VALUES (@Key, @name, @Until, @person, @Now)
            ON CONFLICT (scope) DO UPDATE SET name = excluded.name, until_at = excluded.until_at, by_name = excluded.by_name, at = excluded.at
            """,
            new { scope.Key, name, Until = until.ToUnixTimeMilliseconds(), person, Now },
            session.Transaction);
        if (scope.Incident.Length > 0)
        {
            await NoteAsync(session, [scope.Incident], $"Muted by {person} until {new Time(until)}.");
        }

        await alerts.WakeAllAsync(session, Now);
    }

    public async Task UnmuteAsync(Session session, Scope scope, string person)
    {
        await session.Connection.ExecuteAsync("DELETE FROM mute WHERE scope = @Key", new { scope.Key }, session.Transaction);
        if (scope.Incident.Length > 0)
        {
            await NoteAsync(session, [scope.Incident], $"Unmuted by {person}.");
        }

        await alerts.WakeAllAsync(session, Now);
    }

    public Task<IReadOnlyList<Mute>> MutesAsync(CancellationToken cancellationToken) => Alerts.MutesAsync(database, Now, cancellationToken);

    /// <summary>Nothing can be delivered there any more. Returns how many subscriptions it had that were not paused yet.</summary>
    public Task<int> PauseAsync(Session session, Place place, string why) => session.Connection.ExecuteAsync(
        "UPDATE subscription SET paused_at = @Now, paused_why = @why WHERE place = @Place AND paused_at IS NULL",
        new { Now, why, Place = place.ToString() },
        session.Transaction);

    /// <summary>Places that want to hear of everything, everywhere.</summary>
    public static async Task<IReadOnlyList<Place>> OfEverythingAsync(Session session) =>
    [
        .. (await session.Connection.QueryAsync<string>(
            "SELECT place FROM subscription WHERE scope = '' AND paused_at IS NULL ORDER BY place", transaction: session.Transaction))
            .Select(text => Place.TryParse(text, out var place) ? place : null).OfType<Place>(),
    ];

    private Task NoteAsync(Session session, IEnumerable<string> incidents, string said) => Bulk.InsertAsync(
        session, "incident_event (incident, at, said)", "", [.. incidents.Select(id => new object?[] { id, Now, said })]);

    private Task<IReadOnlyList<Subscription>> ListAsync(string where, object parameters, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Subscription>>(
            async connection => [.. (await connection.QueryAsync<Row>(
                $"SELECT place, scope, name, topics, by_name AS ByName, paused_at AS PausedAt, paused_why AS PausedWhy FROM subscription WHERE {where} ORDER BY place, name",
                parameters)).Select(row => row.Subscription).OfType<Subscription>()],
            cancellationToken);

    private sealed record Row(string Place, string Scope, string Name, long Topics, string ByName, long? PausedAt, string? PausedWhy)
    {
        public Subscription? Subscription => Chat.Place.TryParse(Place, out var place)
            ? new Subscription(place, Watch.Scope.Parse(Scope), Name, (Topics)Topics, ByName)
            {
                PausedAt = PausedAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
                PausedWhy = PausedWhy,
            }
            : null;
    }
}
