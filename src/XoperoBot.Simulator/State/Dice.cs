using System.Buffers.Binary;

namespace XoperoBot.Simulator.State;

/// <summary>
/// Randomness that depends on the seed and on what is asked, not on how often it was asked before: rows can be made when they are
/// read, in any order, and are the same every time.
/// </summary>
internal readonly struct Dice(int seed)
{
    private const uint Spread = 2654435761;
    private const uint Gather = 244002641; // its inverse modulo 2^32

    public ulong Draw(long a, long b = 0, long c = 0) => Mix(Mix(Mix(Mix((ulong)seed) ^ (ulong)a) ^ (ulong)b) ^ (ulong)c);

    public int Below(int bound, long a, long b = 0, long c = 0) => (int)(Draw(a, b, c) % (ulong)bound);

    /// <summary>From 0 up to, not including, 1.</summary>
    public double Share(long a, long b = 0, long c = 0) => (Draw(a, b, c) >> 11) * (1.0 / (1UL << 53));

    /// <summary>An id from which <see cref="TryRead"/> finds owner and index again, so that no table of ids is needed.</summary>
    public Guid Id(IdKind kind, int owner, int index)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes[6..], Draw((long)kind, owner, index));
        BinaryPrimitives.WriteUInt16BigEndian(bytes[14..], (ushort)Draw(-(long)kind, owner, index));
        BinaryPrimitives.WriteUInt32BigEndian(bytes, ((uint)index * Spread) ^ (uint)Draw((long)kind, -1));
        BinaryPrimitives.WriteUInt16BigEndian(bytes[4..], (ushort)((ushort)owner ^ (ushort)Draw((long)kind, -2)));
        return new Guid(bytes, bigEndian: true);
    }

    public bool TryRead(Guid id, IdKind kind, out int owner, out int index)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        index = (int)((BinaryPrimitives.ReadUInt32BigEndian(bytes) ^ (uint)Draw((long)kind, -1)) * Gather);
        owner = (ushort)(BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]) ^ (ushort)Draw((long)kind, -2));
        return index >= 0 && Id(kind, owner, index) == id;
    }

    /// <summary>SplitMix64.</summary>
    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}

internal enum IdKind
{
    Organization = 1,
    Plan = 2,
    Repository = 3,
    Server = 4,
    Worker = 5,
    User = 6,
    Token = 7,
}
