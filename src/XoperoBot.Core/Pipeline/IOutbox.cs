using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Pipeline;

/// <summary>What the bot says, durably and in order per place.</summary>
public interface IOutbox
{
    /// <summary>Queues inside the caller's own transaction; sent once that is committed.</summary>
    Task PostAsync(Session session, Outgoing outgoing);

    /// <summary>Queues in a transaction of its own.</summary>
    Task PostAsync(Outgoing outgoing, CancellationToken cancellationToken);

    /// <summary>The message that a key stands for; null until the channel took it.</summary>
    Task<MessageRef?> FindAsync(string key, CancellationToken cancellationToken);
}
