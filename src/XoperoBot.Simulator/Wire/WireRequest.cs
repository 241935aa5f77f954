using System.Globalization;
using System.Text.Json;

namespace XoperoBot.Simulator.Wire;

/// <summary>A request's body, read as leniently as the assumptions say.</summary>
internal sealed class WireRequest(JsonElement root, bool ignoreCase)
{
    public bool Has(string name) => Find(name) is not null;

    public string? Text(string name) => Find(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public bool? Flag(string name) => Find(name) is { } value ? AsFlag(value) : null;

    public int? Number(string name) => Find(name) switch
    {
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) => number,
        { ValueKind: JsonValueKind.String } value when int.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    /// <summary>An array's strings; null when there is no such array.</summary>
    public IReadOnlyList<string>? Texts(string name) => Find(name) is { ValueKind: JsonValueKind.Array } value
        ? [.. value.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)]
        : null;

    /// <summary>An array's objects; empty when there is no such array.</summary>
    public IEnumerable<WireRequest> Objects(string name) => Find(name) is { ValueKind: JsonValueKind.Array } value
        ? value.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.Object).Select(one => new WireRequest(one, ignoreCase))
        : [];

    public static bool? AsFlag(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String when bool.TryParse(value.GetString(), out var flag) => flag,
        _ => null,
    };

    private JsonElement? Find(string name)
    {
        foreach (var member in root.EnumerateObject())
        {
            if (string.Equals(member.Name, name, ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal))
            {
                return member.Value;
            }
        }

        return null;
    }
}
