using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using XoperoBot.Core.Chat;

namespace XoperoBot.Slack.BlockKit;

/// <summary>JSON as Slack writes it: snake case, no nulls.</summary>
internal static class SlackJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DictionaryKeyPolicy = null,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        MaxDepth = 128,
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <exception cref="JsonException">It is no such JSON, or has text that is no Unicode.</exception>
    public static T? Read<T>(string json)
    {
        ReceivedJson.ThrowIfUnreadable(json);
        return JsonSerializer.Deserialize<T>(json, Options);
    }

    /// <summary>Length as JSON where an escaped character counts as one: what Slack holds against its limits.</summary>
    public static int Measure<T>(T value)
    {
        var json = Write(value);
        var escaped = 0;
        for (var at = json.IndexOf("\\u", StringComparison.Ordinal); at >= 0; at = json.IndexOf("\\u", at + 2, StringComparison.Ordinal))
        {
            escaped++;
        }

        return json.Length - (escaped * 5);
    }
}
