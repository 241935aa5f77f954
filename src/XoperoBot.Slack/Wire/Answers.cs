using System.Text.Json;

namespace XoperoBot.Slack.Wire;

/// <summary>What came of one call.</summary>
/// <param name="Status">HTTP status; 0 when there was no answer.</param>
/// <param name="Body">The answer's JSON; undefined when it had none.</param>
internal sealed record ApiAnswer(int Status, JsonElement Body)
{
    /// <summary>How long Slack, or our own pace, asks to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The token's scopes; null when Slack did not tell.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>The call did not end in time or the connection broke.</summary>
    public bool Unreachable { get; init; }

    /// <summary>Not even the request left.</summary>
    public bool Unsent { get; init; }

    public bool Ok => Status is >= 200 and < 300 && Flag("ok");

    /// <summary>Slack's own word for what is wrong.</summary>
    public string Error => Text("error") ?? (Unreachable ? "unreachable" : $"http_{Status}");

    /// <summary>The scope that is missing.</summary>
    public string? Needed => Text("needed");

    public string? Text(string name) =>
        Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    public JsonElement Object(string name) =>
        Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(name, out var value) ? value : default;

    private bool Flag(string name) =>
        Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
