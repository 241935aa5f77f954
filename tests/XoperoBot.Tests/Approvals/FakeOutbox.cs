using Dapper;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Storage;

namespace XoperoBot.Tests.Approvals;

/// <summary>An outbox that only stores, with the caller's transaction: what was said is what was committed.</summary>
internal sealed class FakeOutbox(IDatabase database) : IOutbox
{
    public const string Schema = "CREATE TABLE said (seq IDENTITY_KEY, body TEXT NOT NULL)";

    public static string MessageId(string key) => $"m-{key}";

    public Task PostAsync(Session session, Outgoing outgoing) => session.Connection.ExecuteAsync(
        "INSERT INTO said (body) VALUES (@body)", new { body = StoredJson.Write(outgoing) }, session.Transaction);

    public Task PostAsync(Outgoing outgoing, CancellationToken cancellationToken) =>
        database.WriteAsync(session => PostAsync(session, outgoing), cancellationToken);

    public async Task<MessageRef?> FindAsync(string key, CancellationToken cancellationToken) =>
        (await AllAsync()).OfType<Post>().FirstOrDefault(post => post.Key == key) is { } post ? new MessageRef(post.Place, MessageId(key), post.Thread) : null;

    public async Task<IReadOnlyList<Outgoing>> AllAsync() => await database.ReadAsync<IReadOnlyList<Outgoing>>(
        async connection => [.. (await connection.QueryAsync<string>("SELECT body FROM said ORDER BY seq"))
            .Select(body => StoredJson.TryRead<Outgoing>(body, out var outgoing) ? outgoing : throw new InvalidOperationException("An outgoing cannot be read."))],
        CancellationToken.None);
}

internal sealed class FakeChannel(string name) : IChannel
{
    public string Name => name;

    public Pace Pace { get; } = new([], []);

    public Task<Delivery> DeliverAsync(Outgoing outgoing, MessageRef? message, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("The outbox here sends nothing.");
}
