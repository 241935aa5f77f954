using System.Collections.Concurrent;
using XoperoBot.Core.Chat;
using XoperoBot.Slack.BlockKit;

namespace XoperoBot.Slack.Delivering;

/// <summary>
/// What of a card of several messages was sent before Slack asked to wait, so that the outbox's next attempt goes on from there and
/// sends nothing twice. Kept in memory only: a crash in between repeats the card, it never loses it.
/// </summary>
internal sealed class Progress
{
    private const int Most = 500;

    private readonly ConcurrentDictionary<string, SentSoFar> _open = new(StringComparer.Ordinal);

    public SentSoFar Of(Outgoing outgoing, MessageRef? message)
    {
        if (_open.Count > Most)
        {
            _open.Clear();
        }

        return _open.GetOrAdd(KeyOf(outgoing, message), _ => new SentSoFar());
    }

    /// <summary>Nothing will be tried again.</summary>
    public void Close(Outgoing outgoing, MessageRef? message) => _open.TryRemove(KeyOf(outgoing, message), out _);

    // What went no way through the outbox has no id; its content must do.
    private static string KeyOf(Outgoing outgoing, MessageRef? message) =>
        outgoing.Id ?? SlackIds.Hash(SlackJson.Write(outgoing) + message?.Place + message?.Id);
}

/// <summary>Pages that Slack took.</summary>
internal sealed class SentSoFar
{
    /// <summary>Ids of the messages; null for one to which Slack gave none.</summary>
    public List<string?> Pages { get; } = [];

    /// <summary>The conversation as Slack named it in its answer.</summary>
    public string? Channel { get; set; }

    public bool File { get; set; }
}
