using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace XoperoBot.Xopero.Wire;

/// <summary>
/// Reads values as tolerantly as an undocumented service needs: names in any case, numbers and truth values as text, and null for
/// whatever has another kind than expected. Each reader starts on the property's name (or the token before an array's element) and
/// ends on the value's last token. Broken JSON still throws <see cref="JsonException"/>.
/// </summary>
internal static class JsonRead
{
    private const int LongestName = 128;

    /// <summary>Whether the current property has this name (ASCII), in any case.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        // Length and first letter settle nearly every comparison; a name with an escape is always longer than what it stands for.
        var actual = reader.ValueSpan;
        if (actual.Length != name.Length)
        {
            return reader.ValueIsEscaped && IsEscaped(ref reader, name);
        }

        return ((actual[0] ^ name[0]) & ~0x20) == 0 && (actual.SequenceEqual(name) || Ascii.EqualsIgnoreCase(actual, name));
    }

    /// <summary>Steps to the value; false, past the whole value, when it is not of this kind.</summary>
    public static bool Enter(ref Utf8JsonReader reader, JsonTokenType kind)
    {
        reader.Read();
        if (reader.TokenType == kind)
        {
            return true;
        }

        reader.Skip();
        return false;
    }

    /// <summary>Steps to the object's next property; false at its end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool NextProperty(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>Text for people: damaged characters are shown as such rather than losing the row.</summary>
    public static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        return TextHere(ref reader, keepDamaged: true);
    }

    /// <summary>An opaque id, trimmed of nothing; null when there is none that could be sent back.</summary>
    public static string? Id(ref Utf8JsonReader reader)
    {
        reader.Read();
        return IdHere(ref reader);
    }

    public static string? IdHere(ref Utf8JsonReader reader)
    {
        var id = TextHere(ref reader, keepDamaged: false);
        return string.IsNullOrWhiteSpace(id) ? null : id;
    }

    public static int? Int(ref Utf8JsonReader reader) =>
        Long(ref reader) is { } value and >= int.MinValue and <= int.MaxValue ? (int)value : null;

    public static long? Long(ref Utf8JsonReader reader)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                return reader.TryGetInt64(out var number) ? number : Whole(reader.ValueSpan);
            case JsonTokenType.String when !reader.ValueIsEscaped:
                return Whole(reader.ValueSpan.Trim(" \t\r\n"u8));
            default:
                reader.Skip();
                return null;
        }
    }

    public static bool? Bool(ref Utf8JsonReader reader)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False:
                return false;
            case JsonTokenType.String or JsonTokenType.Number when !reader.ValueIsEscaped:
                return Truth(reader.ValueSpan.Trim(" "u8));
            default:
                reader.Skip();
                return null;
        }
    }

    /// <summary>Unix milliseconds; null for 0, less, or more than a date can hold.</summary>
    public static DateTimeOffset? Time(ref Utf8JsonReader reader) =>
        Long(ref reader) is { } value and > 0 and <= 253_402_300_799_999 ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;

    private static string? TextHere(ref Utf8JsonReader reader, bool keepDamaged)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return TextOrDamaged(ref reader, keepDamaged);
            case JsonTokenType.Number:
                return Encoding.UTF8.GetString(reader.ValueSpan);
            default:
                reader.Skip();
                return null;
        }
    }

    private static string? TextOrDamaged(ref Utf8JsonReader reader, bool keepDamaged)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            // Invalid UTF-8 or half of a surrogate pair.
            return keepDamaged ? Encoding.UTF8.GetString(reader.ValueSpan) : null;
        }
    }

    private static long? Whole(ReadOnlySpan<byte> text)
    {
        if (Utf8Parser.TryParse(text, out long value, out var used) && used == text.Length)
        {
            return value;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real)
            && Math.Abs(real) < 9e15 && Math.Truncate(real) == real
            ? (long)real
            : null;
    }

    private static bool? Truth(ReadOnlySpan<byte> text)
    {
        if (Ascii.EqualsIgnoreCase(text, "true"u8) || text.SequenceEqual("1"u8))
        {
            return true;
        }

        return Ascii.EqualsIgnoreCase(text, "false"u8) || text.SequenceEqual("0"u8) ? false : null;
    }

    private static bool IsEscaped(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (reader.ValueSpan.Length > LongestName)
        {
            return false;
        }

        Span<byte> plain = stackalloc byte[LongestName];
        try
        {
            return Ascii.EqualsIgnoreCase(plain[..reader.CopyString(plain)], name);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
