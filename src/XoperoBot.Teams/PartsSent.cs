using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using XoperoBot.Core.Chat;
using XoperoBot.Teams.Wire;

namespace XoperoBot.Teams;

/// <summary>
/// How far a message of several parts got before a fault, so that the next attempt sends the rest and nothing twice. Kept in memory
/// between two attempts only: after a crash the parts may repeat, and none is missing.
/// </summary>
internal sealed class PartsSent
{
    // Attempts that are never repeated (the outbox gave up) must not pile up.
    private const int Most = 1_000;

    private readonly ConcurrentDictionary<string, Progress> _unfinished = new(StringComparer.Ordinal);

    public Progress Of(Outgoing outgoing, MessageRef? replaced, int parts)
    {
        if (parts < 2)
        {
            return new Progress(string.Empty, []);
        }

        var identity = JsonSerializer.SerializeToUtf8Bytes(new { outgoing.Id, outgoing = (object)outgoing, type = outgoing.GetType().Name, replaced }, WireJson.Options);
        var id = Convert.ToHexString(SHA256.HashData(identity));
        return _unfinished.GetValueOrDefault(id) ?? new Progress(id, []);
    }

    public void Keep(Progress progress)
    {
        if (progress is not { Count: > 0, Id.Length: > 0 })
        {
            return;
        }

        if (_unfinished.Count >= Most)
        {
            _unfinished.Clear();
        }

        _unfinished[progress.Id] = progress;
    }

    public void Drop(Progress progress) => _unfinished.TryRemove(progress.Id, out _);

    /// <param name="Id">Of the message; empty when it has one part only.</param>
    /// <param name="Sent">Its parts so far; null for one to which Teams gave no id.</param>
    internal sealed record Progress(string Id, IReadOnlyList<MessageRef?> Sent)
    {
        public int Count => Sent.Count;

        public MessageRef? First => Sent.Count > 0 ? Sent[0] : null;

        /// <summary>All parts as one reference.</summary>
        public MessageRef? Whole => First is { } first ? first with { Id = MessageParts.Join(Sent.OfType<MessageRef>().Select(part => part.Id)) } : null;

        public Progress With(MessageRef? sent) => this with { Sent = [.. Sent, sent] };
    }
}

/// <summary>A card too large for one message is several; its reference names them all.</summary>
internal static class MessageParts
{
    private const char Separator = ',';

    public static string Join(IEnumerable<string> ids) => string.Join(Separator, ids);

    public static IReadOnlyList<MessageRef> Of(MessageRef? message) =>
        message is null ? [] : [.. message.Id.Split(Separator, StringSplitOptions.RemoveEmptyEntries).Select(id => message with { Id = id })];
}
