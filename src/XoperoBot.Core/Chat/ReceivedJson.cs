using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace XoperoBot.Core.Chat;

/// <summary>JSON that somebody else wrote. A part of it that is read later, as an element, would only then turn out not to be text.</summary>
public static class ReceivedJson
{
    private const string Escape = "\\u";

    /// <exception cref="JsonException">It is broken, or a name or a text in it is no Unicode: bytes that are not UTF-8, or half of a surrogate pair.</exception>
    public static void ThrowIfUnreadable(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
        {
            throw new JsonException("Not UTF-8.");
        }

        if (utf8.IndexOf("\\u"u8) >= 0)
        {
            ReadTexts(utf8);
        }
    }

    /// <inheritdoc cref="ThrowIfUnreadable(ReadOnlySpan{byte})"/>
    public static void ThrowIfUnreadable(string json)
    {
        if (json.Contains(Escape, StringComparison.Ordinal))
        {
            ReadTexts(Encoding.UTF8.GetBytes(json));
        }
    }

    private static void ReadTexts(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 128 });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                {
                    reader.GetString();
                }
            }
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("Half of a surrogate pair.", exception);
        }
    }
}
