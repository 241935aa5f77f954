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
            return new Progress(string.Empty, 0, null);
        }

        var identity = JsonSerializer.SerializeToUtf8Bytes(new { outgoing = (object)outgoing, type = outgoing.GetType().Name, replaced }, WireJson.Options);
        var id = Convert.ToHexString(SHA256.HashData(identity));
        return _unfinished.GetValueOrDefault(id) ?? new Progress(id, 0, null);
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

    internal sealed record Progress(string Id, int Count, MessageRef? First)
    {
        public Progress With(MessageRef? sent) => this with { Count = Count + 1, First = Count == 0 ? sent : First };
    }
}
