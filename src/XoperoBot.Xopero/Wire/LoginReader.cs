using System.Text.Json;

namespace XoperoBot.Xopero.Wire;

internal static class LoginReader
{
    private const int LongestToken = 16 * 1024;

    /// <summary>The access token; null when the answer is an object without one that could be sent in a header.</summary>
    /// <exception cref="JsonException">The answer is not a JSON object.</exception>
    public static string? Token(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("Not an object.");
        }

        string? token = null;
        while (JsonRead.NextProperty(ref reader))
        {
            if (JsonRead.Is(ref reader, "accessToken"u8))
            {
                token = JsonRead.Id(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        reader.Read();
        return token is { Length: <= LongestToken } && !token.AsSpan().ContainsAnyExceptInRange('!', '~') ? token : null;
    }
}
