using Dapper;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Pipeline;

/// <summary>Notes about places. Channels remember with every message, so what is known already costs a read only.</summary>
internal sealed class PlaceBook(IDatabase database, TimeProvider time) : IPlaceBook
{
    public async Task RememberAsync(Place place, string note, CancellationToken cancellationToken)
    {
        if (string.Equals(await RecallAsync(place, cancellationToken), note, StringComparison.Ordinal))
        {
            return;
        }

        await database.WriteAsync(
            session => session.Connection.ExecuteAsync(
                """
                INSERT INTO places (place, channel, note, stored_at) VALUES (@Place, @Channel, @Note, @Now)
                ON CONFLICT (place) DO UPDATE SET note = excluded.note, stored_at = excluded.stored_at
                """,
                new { Place = place.ToString(), place.Channel, Note = note, Now = time.GetUtcNow().ToUnixTimeMilliseconds() },
                session.Transaction),
            cancellationToken);
    }

    public Task<string?> RecallAsync(Place place, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.QueryFirstOrDefaultAsync<string>(
            "SELECT note FROM places WHERE place = @Place", new { Place = place.ToString() }),
        cancellationToken);

    public async Task<IReadOnlyList<(Place Place, string Note)>> ListAsync(string channel, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            connection => connection.QueryAsync<(string Place, string Note)>(
                "SELECT place, note FROM places WHERE channel = @Channel ORDER BY place", new { Channel = channel }),
            cancellationToken);
        return [.. rows.Select(row => Place.TryParse(row.Place, out var place) ? (place, row.Note) : default).Where(row => row.place is not null)];
    }

    public Task ForgetAsync(Place place, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.Connection.ExecuteAsync(
            "DELETE FROM places WHERE place = @Place", new { Place = place.ToString() }, session.Transaction),
        cancellationToken);
}
