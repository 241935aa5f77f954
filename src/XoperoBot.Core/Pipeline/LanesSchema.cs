using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Pipeline;

/// <summary>Tables of the pipeline. Done rows keep their ids and lose their bodies.</summary>
internal static class LanesSchema
{
    public const int FirstNumber = 100;

    public const string Sql = $"""
        CREATE TABLE lanes (name TEXT PRIMARY KEY, owner TEXT NOT NULL, until_at BIGINT NOT NULL, takeovers BIGINT NOT NULL);

        CREATE TABLE inbox (
            seq {Migration.Identity}, delivery_id TEXT NOT NULL UNIQUE, lane TEXT NOT NULL, place TEXT NOT NULL, payload TEXT NOT NULL,
            accepted_at BIGINT NOT NULL, due_at BIGINT NOT NULL DEFAULT 0, attempts BIGINT NOT NULL DEFAULT 0,
            done_at BIGINT, outcome TEXT, end_token TEXT);
        CREATE INDEX inbox_pending ON inbox (lane, seq) WHERE done_at IS NULL;
        CREATE INDEX inbox_done ON inbox (done_at) WHERE done_at IS NOT NULL;

        CREATE TABLE outbox (
            seq {Migration.Identity}, id TEXT NOT NULL, channel TEXT NOT NULL, place TEXT NOT NULL, payload TEXT NOT NULL,
            updates TEXT, created_at BIGINT NOT NULL, due_at BIGINT NOT NULL DEFAULT 0, attempts BIGINT NOT NULL DEFAULT 0,
            done_at BIGINT, outcome TEXT, code TEXT);
        CREATE INDEX outbox_pending ON outbox (channel, place, seq) WHERE done_at IS NULL;
        CREATE INDEX outbox_done ON outbox (done_at) WHERE done_at IS NOT NULL;

        CREATE TABLE messages (
            message_key TEXT PRIMARY KEY, place TEXT NOT NULL, message_id TEXT NOT NULL, thread TEXT, stored_at BIGINT NOT NULL);
        CREATE INDEX messages_stored ON messages (stored_at);

        CREATE TABLE files (id TEXT PRIMARY KEY, stored_at BIGINT NOT NULL);
        CREATE INDEX files_stored ON files (stored_at);
        CREATE TABLE file_parts (
            file_id TEXT NOT NULL REFERENCES files (id) ON DELETE CASCADE, part BIGINT NOT NULL, bytes BYTEA NOT NULL,
            PRIMARY KEY (file_id, part));

        CREATE TABLE places (place TEXT PRIMARY KEY, channel TEXT NOT NULL, note TEXT NOT NULL, stored_at BIGINT NOT NULL);
        """;
}

/// <summary>Rates that hold over all processes.</summary>
internal static class PaceSchema
{
    public const string Sql = """
        CREATE INDEX outbox_paced ON outbox (channel, place, done_at) WHERE done_at IS NOT NULL;
        CREATE TABLE pace (channel TEXT PRIMARY KEY, slots TEXT NOT NULL);
        """;
}

/// <summary>Whether the channel may have a message already.</summary>
internal static class UnsureSchema
{
    public const string Sql = "ALTER TABLE outbox ADD COLUMN unsure BIGINT NOT NULL DEFAULT 0";
}

/// <summary>What rings when rows were committed, and whoever listens; a process without listeners leaves them to others.</summary>
internal sealed class LaneBell
{
    private Action<string>? _listeners;

    public void Listen(Action<string> listener) => _listeners += listener;

    public void Leave(Action<string> listener) => _listeners -= listener;

    public void Ring(string lane) => _listeners?.Invoke(lane);
}

/// <summary>One bell each, so that whoever adds needs no reference to whoever works.</summary>
internal sealed class LaneBells
{
    public LaneBell Inbox { get; } = new();

    public LaneBell Outbox { get; } = new();
}

/// <summary>Makes the claims that fit the database.</summary>
internal sealed class LaneClaimsFactory(
    IEngine engine, IOptions<DatabaseOptions> options, IIds ids, TimeProvider time, ILogger<SharedLaneClaims> logger)
{
    public ILaneClaims Create(string name) => engine.Shared
        ? new SharedLaneClaims(name, options.Value.TakeoverAfter, engine, ids, time, logger)
        : new LocalLaneClaims(name, engine);
}

/// <summary>Waiting times that grow and differ.</summary>
internal static class LanesBackoff
{
    /// <summary>Doubles from <paramref name="first"/> up to <paramref name="most"/>; the upper half of it is drawn.</summary>
    public static TimeSpan After(long failures, TimeSpan first, TimeSpan most, RandomNumberGenerator random)
    {
        var whole = Math.Min(most.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(failures - 1, 30)));
        Span<byte> bytes = stackalloc byte[4];
        random.GetBytes(bytes);
        var fraction = BitConverter.ToUInt32(bytes) / (double)uint.MaxValue;
        return TimeSpan.FromMilliseconds(whole * (0.5 + (fraction / 2)));
    }
}
