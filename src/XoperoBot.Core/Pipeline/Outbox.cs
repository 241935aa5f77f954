using Dapper;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Pipeline;

/// <summary>The way out: stored with what caused it, sent by whoever works on the place's lane.</summary>
internal sealed class Outbox(IDatabase database, LaneBells bells, IIds ids, Channels channels, TimeProvider time) : IOutbox
{
    public async Task PostAsync(Session session, Outgoing outgoing)
    {
        var lane = LaneOf(outgoing);
        await session.Connection.ExecuteAsync(
            """
            INSERT INTO outbox (id, channel, place, payload, updates, created_at)
            VALUES (@Id, @Channel, @Place, @Payload, @Updates, @Now)
            """,
            new
            {
                Id = ids.New(),
                outgoing.Place.Channel,
                Place = lane,
                Payload = StoredJson.Write(outgoing),
                Updates = Target(outgoing),
                Now = time.GetUtcNow().ToUnixTimeMilliseconds(),
            },
            session.Transaction);
        session.AfterCommit(() => bells.Outbox.Ring(lane));
    }

    public Task PostAsync(Outgoing outgoing, CancellationToken cancellationToken) =>
        database.WriteAsync(session => PostAsync(session, outgoing), cancellationToken);

    public async Task<MessageRef?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var found = await database.ReadAsync(
            connection => connection.QueryFirstOrDefaultAsync<MessageRow>(
                "SELECT place AS Place, message_id AS MessageId, thread AS Thread FROM messages WHERE message_key = @Key", new { Key = key }),
            cancellationToken);
        return found is not null && Place.TryParse(found.Place, out var place) ? new MessageRef(place, found.MessageId, found.Thread) : null;
    }

    /// <summary>The place, or the person there who is answered apart from it.</summary>
    private string LaneOf(Outgoing outgoing) =>
        outgoing is Whisper { To: var to } && channels.Find(outgoing.Place.Channel)?.IsApart(outgoing) == true
            ? $"{outgoing.Place} to {to.Account}"
            : outgoing.Place.ToString();

    /// <summary>What an update replaces: of several that wait, only the newest is worth sending.</summary>
    private static string? Target(Outgoing outgoing) => outgoing switch
    {
        Update { Key: { } key } => $"key:{key}",
        Update { Message: { } message } => $"id:{message.Id}",
        _ => null,
    };

    private sealed class MessageRow
    {
        public string Place { get; init; } = "";

        public string MessageId { get; init; } = "";

        public string? Thread { get; init; }
    }
}
