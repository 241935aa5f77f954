using System.Collections.Concurrent;
using XoperoBot.Core.Chat;

namespace XoperoBot.Tests.Channels.Playground;

/// <summary>An inbox that remembers what reached it, each delivery once, and lets the test say what the bot does about it.</summary>
internal sealed class ScriptedInbox : IInbox
{
    private readonly ConcurrentDictionary<string, byte> _seen = new(StringComparer.Ordinal);

    public ConcurrentQueue<Inbound> Received { get; } = new();

    /// <summary>What the bot does about a delivery; runs before the delivery counts as accepted.</summary>
    public Func<Inbound, Task> OnAccepted { get; set; } = _ => Task.CompletedTask;

    public Func<Submitted, Answer> OnSubmitted { get; set; } = _ => new Answer([]);

    public Func<string, IReadOnlyList<Choice>> OnLookup { get; set; } = _ => [];

    public async Task<Acceptance> AcceptAsync(Inbound inbound, CancellationToken cancellationToken)
    {
        if (!_seen.TryAdd(inbound.DeliveryId, 0))
        {
            return Acceptance.Duplicate;
        }

        Received.Enqueue(inbound);
        await OnAccepted(inbound);
        return Acceptance.Accepted;
    }

    public async Task<Answer> AskAsync(Inbound inbound, Func<Outgoing, bool> take, TimeSpan patience, CancellationToken cancellationToken)
    {
        var acceptance = await AcceptAsync(inbound, cancellationToken);
        return acceptance == Acceptance.Duplicate ? new Answer([]) { Duplicate = true } : OnSubmitted((Submitted)inbound);
    }

    public Task<IReadOnlyList<Choice>> LookupAsync(Actor actor, string source, string query, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Choice>>([.. OnLookup(query).Take(limit)]);
}
