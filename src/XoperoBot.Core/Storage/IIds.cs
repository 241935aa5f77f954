using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace XoperoBot.Core.Storage;

/// <summary>Where every id of ours comes from.</summary>
public interface IIds
{
    /// <summary>26 characters of Crockford's base 32 that sort by the time they were made (https://github.com/ulid/spec).</summary>
    string New();

    /// <summary>8 characters that a person can read out: shown with an error and found in the log.</summary>
    string Short();

    /// <summary>43 URL-safe characters that nobody can guess (256 bits): what whoever holds it may use.</summary>
    string Secret();
}

internal sealed class Ids(TimeProvider time, RandomNumberGenerator random) : IIds
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private readonly Lock _gate = new();
    private long _lastMillisecond;
    private UInt128 _lastRandom;

    public string New()
    {
        UInt128 value;
        lock (_gate)
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();

            // Within a millisecond, and while a clock is set back, counting on keeps the order.
            (_lastMillisecond, _lastRandom) = now > _lastMillisecond ? (now, Draw()) : (_lastMillisecond, _lastRandom + 1);
            value = ((UInt128)(ulong)_lastMillisecond << 80) + _lastRandom;
        }

        return Write(value, 26);
    }

    public string Short()
    {
        Span<byte> bytes = stackalloc byte[8];
        random.GetBytes(bytes);
        return Write(BinaryPrimitives.ReadUInt64LittleEndian(bytes), 8);
    }

    public string Secret()
    {
        Span<byte> bytes = stackalloc byte[32];
        random.GetBytes(bytes);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>79 of the 80 bits: room to count on without touching the time.</summary>
    private UInt128 Draw()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.GetBytes(bytes);
        return BinaryPrimitives.ReadUInt128LittleEndian(bytes) & ((UInt128.One << 79) - 1);
    }

    private static string Write(UInt128 value, int length) => string.Create(length, value, static (text, rest) =>
    {
        for (var index = text.Length - 1; index >= 0; index--)
        {
            text[index] = Alphabet[(int)(rest & 31)];
            rest >>= 5;
        }
    });
}
