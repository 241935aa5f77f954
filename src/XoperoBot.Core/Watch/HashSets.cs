using System.Buffers.Binary;

namespace XoperoBot.Core.Watch;

/// <summary>Sets of ids as 8 bytes each: which of a hundred thousand repositories were so is remembered in 800 KB.</summary>
internal static class HashSets
{
    /// <summary>FNV-1a over the id without case. Source: <see href="https://datatracker.ietf.org/doc/html/draft-eastlake-fnv"/>.</summary>
    public static ulong Of(string id)
    {
        var hash = 14695981039346656037UL;
        foreach (var letter in id)
        {
            hash = (hash ^ char.ToUpperInvariant(letter)) * 1099511628211UL;
        }

        return hash;
    }

    public static HashSet<ulong> Read(byte[] bytes)
    {
        var set = new HashSet<ulong>(bytes.Length / 8);
        for (var at = 0; at + 8 <= bytes.Length; at += 8)
        {
            set.Add(BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at)));
        }

        return set;
    }

    /// <summary>The same set gives the same bytes.</summary>
    public static byte[] Write(IEnumerable<ulong> set)
    {
        var sorted = set.Order().ToArray();
        var bytes = new byte[sorted.Length * 8];
        for (var i = 0; i < sorted.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * 8), sorted[i]);
        }

        return bytes;
    }

    /// <summary>Ids with a time each, 16 bytes.</summary>
    public static Dictionary<ulong, long> ReadTimes(byte[] bytes)
    {
        var times = new Dictionary<ulong, long>(bytes.Length / 16);
        for (var at = 0; at + 16 <= bytes.Length; at += 16)
        {
            times[BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at))] = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at + 8));
        }

        return times;
    }

    public static byte[] WriteTimes(Dictionary<ulong, long> times)
    {
        var bytes = new byte[times.Count * 16];
        var at = 0;
        foreach (var (id, time) in times.OrderBy(pair => pair.Key))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), id);
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at + 8), time);
            at += 16;
        }

        return bytes;
    }
}
