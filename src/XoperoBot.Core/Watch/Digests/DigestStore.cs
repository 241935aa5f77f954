using System.Globalization;
using Dapper;
using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Watch.Digests;

/// <summary>Which place gets a digest when. A setting and the agenda's item for its next digest are stored together.</summary>
internal sealed class DigestStore(IDatabase database, Agenda agenda, TimeProvider time)
{
    public const string Schema =
        """
        CREATE TABLE digest (place TEXT NOT NULL PRIMARY KEY, days TEXT NOT NULL, minute BIGINT NOT NULL, zone TEXT NOT NULL, by_name TEXT NOT NULL,
          due_at BIGINT NOT NULL, told_until BIGINT, paused_at BIGINT, paused_why TEXT)
        """;

    /// <summary>Names with spaces between them; without a value: all.</summary>
    public const string SightSchema = "ALTER TABLE digest ADD COLUMN servers TEXT";

    private const string Columns =
        "place, days, minute, zone, by_name AS ByName, due_at AS DueAt, told_until AS ToldUntil, paused_at AS PausedAt, paused_why AS PausedWhy, servers";

    public Task<DigestSetting?> FindAsync(Place place, CancellationToken cancellationToken) => database.ReadAsync(
        async connection => (await connection.QuerySingleOrDefaultAsync<Row>($"SELECT {Columns} FROM digest WHERE place = @place", new { place = place.ToString() }))?.Setting,
        cancellationToken);

    /// <summary>Sets or replaces the place's digest, from its next due time on; a paused one goes on.</summary>
    public async Task SetAsync(Session session, DigestSetting setting)
    {
        await session.Connection.ExecuteAsync(
            """
            INSERT INTO digest (place, days, minute, zone, by_name, due_at, servers) VALUES (@Place, @Days, @Minute, @Zone, @By, @Due, @Servers)
            ON CONFLICT (place) DO UPDATE SET days = excluded.days, minute = excluded.minute, zone = excluded.zone, by_name = excluded.by_name,
              due_at = excluded.due_at, servers = excluded.servers, paused_at = NULL, paused_why = NULL
            """,
            new
            {
                Place = setting.Place.ToString(),
                Days = string.Join(' ', setting.Days.Select(day => ((int)day).ToString(CultureInfo.InvariantCulture))),
                Minute = (long)setting.At.ToTimeSpan().TotalMinutes,
                setting.Zone,
                setting.By,
                Due = setting.DueAt.ToUnixTimeMilliseconds(),
                Servers = setting.Sight.IsAll ? null : string.Join(' ', setting.Sight.Servers),
            },
            session.Transaction);
        await agenda.AddAsync(session, DigestHandler.Item(setting.Place, setting.DueAt));
    }

    /// <summary>One digest was told: what it covered, and when the next is due.</summary>
    public static Task ToldAsync(Session session, DigestSetting setting, DateTimeOffset until, DateTimeOffset next) => session.Connection.ExecuteAsync(
        "UPDATE digest SET due_at = @Due, told_until = @Until WHERE place = @Place",
        new { Due = next.ToUnixTimeMilliseconds(), Until = until.ToUnixTimeMilliseconds(), Place = setting.Place.ToString() },
        session.Transaction);

    public static async Task EndAsync(Session session, Place place)
    {
        await session.Connection.ExecuteAsync("DELETE FROM digest WHERE place = @place", new { place = place.ToString() }, session.Transaction);
        await Agenda.RemoveAsync(session, DigestHandler.Item(place, default).Id);
    }

    /// <summary>Nothing can be delivered there any more. Returns how many it had that were not paused yet.</summary>
    public async Task<int> PauseAsync(Session session, Place place, string why)
    {
        await Agenda.RemoveAsync(session, DigestHandler.Item(place, default).Id);
        return await session.Connection.ExecuteAsync(
            "UPDATE digest SET paused_at = @Now, paused_why = @why WHERE place = @Place AND paused_at IS NULL",
            new { Now = time.GetUtcNow().ToUnixTimeMilliseconds(), why, Place = place.ToString() },
            session.Transaction);
    }

    private sealed record Row(string Place, string Days, long Minute, string Zone, string ByName, long DueAt, long? ToldUntil, long? PausedAt, string? PausedWhy, string? Servers)
    {
        public DigestSetting? Setting => Chat.Place.TryParse(Place, out var place)
            ? new DigestSetting(
                place,
                [.. Days.Split(' ').Select(day => (DayOfWeek)int.Parse(day, CultureInfo.InvariantCulture))],
                TimeOnly.FromTimeSpan(TimeSpan.FromMinutes(Minute)),
                Zone,
                ByName)
            {
                Sight = Servers is null ? Sight.All : Sight.Of(Servers.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
                DueAt = DateTimeOffset.FromUnixTimeMilliseconds(DueAt),
                ToldUntil = At(ToldUntil),
                PausedAt = At(PausedAt),
                PausedWhy = PausedWhy,
            }
            : null;

        private static DateTimeOffset? At(long? milliseconds) => milliseconds is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(known) : null;
    }
}
