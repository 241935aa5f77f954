namespace XoperoBot.Simulator.Wire;

/// <summary>Ids on the wire: GUIDs, or the same shaped like the vendor's page has them (too long, with letters beyond f).</summary>
internal static class WireId
{
    private const string Inserted = "a4ac";
    private static readonly int[] Places = [2, 11, 16, 26];

    public static string Write(Guid id, bool odd)
    {
        var text = id.ToString();
        return odd ? text.Insert(Places[text[0] % Places.Length], Inserted).Replace('7', 'h').Replace('b', 'k') : text;
    }

    /// <summary>Reads either shape.</summary>
    public static bool TryRead(string? text, out Guid id)
    {
        if (Guid.TryParseExact(text, "D", out id))
        {
            return true;
        }

        if (text?.Length != 36 + Inserted.Length)
        {
            return false;
        }

        var plain = text.ToLowerInvariant().Replace('h', '7').Replace('k', 'b');
        foreach (var place in Places)
        {
            if (Guid.TryParseExact(plain.Remove(place, Inserted.Length), "D", out id)
                && string.Equals(Write(id, odd: true), text, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
