using System.Text.Json;
using System.Text.Json.Nodes;

namespace XoperoBot.Core.Features.ModifyPlan;

/// <summary>What a JSON value must look like, and where in it something else stands.</summary>
internal abstract record Shape
{
    /// <summary>Null is as good.</summary>
    public bool OrNull { get; init; }

    /// <summary>One sentence per mistake, each beginning with its JSON path.</summary>
    public IEnumerable<string> Check(JsonNode? node, string path) => node switch
    {
        null when OrNull => [],
        null => [$"{path} is null and should be {Noun}."],
        _ => CheckValue(node, path),
    };

    protected abstract string Noun { get; }

    protected abstract IEnumerable<string> CheckValue(JsonNode node, string path);

    protected IEnumerable<string> Wrong(JsonNode node, string path) => [$"{path} is {Name(node)} and should be {Noun}."];

    private static string Name(JsonNode node) => node.GetValueKind() switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => $"the number {node.ToJsonString()}",
        var kind => kind.ToString().ToLowerInvariant(),
    };
}

internal sealed record AnyShape : Shape
{
    protected override string Noun => "a value";

    protected override IEnumerable<string> CheckValue(JsonNode node, string path) => [];
}

internal sealed record TextShape : Shape
{
    /// <summary>Must hold something.</summary>
    public bool Filled { get; init; }

    protected override string Noun => Filled ? "a text that is not empty" : "a text";

    protected override IEnumerable<string> CheckValue(JsonNode node, string path) =>
        node.GetValueKind() != JsonValueKind.String ? Wrong(node, path)
        : Filled && string.IsNullOrWhiteSpace(node.GetValue<string>()) ? [$"{path} is empty."]
        : [];
}

internal sealed record SwitchShape : Shape
{
    protected override string Noun => "true or false";

    protected override IEnumerable<string> CheckValue(JsonNode node, string path) =>
        node.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? [] : Wrong(node, path);
}

internal sealed record NumberShape(long Least = long.MinValue, long Most = long.MaxValue) : Shape
{
    protected override string Noun => Most == long.MaxValue ? "a whole number" : $"a whole number from {Least} to {Most}";

    protected override IEnumerable<string> CheckValue(JsonNode node, string path) =>
        node.GetValueKind() == JsonValueKind.Number && node.AsValue().TryGetValue(out long value) && value >= Least && value <= Most ? [] : Wrong(node, path);
}

internal sealed record ListShape(Shape Of) : Shape
{
    /// <summary>So many, neither more nor fewer.</summary>
    public int? Exactly { get; init; }

    public bool Filled { get; init; }

    protected override string Noun => Exactly is { } count ? $"a list of {count}" : "a list";

    protected override IEnumerable<string> CheckValue(JsonNode node, string path)
    {
        if (node is not JsonArray list)
        {
            return Wrong(node, path);
        }

        return Exactly is { } count && list.Count != count ? [$"{path} has {list.Count} entries and should have {count}."]
            : Filled && list.Count == 0 ? [$"{path} is empty."]
            : list.SelectMany((item, at) => Of.Check(item, $"{path}[{at}]"));
    }
}

/// <summary>Any names, each with a text.</summary>
internal sealed record TextsShape : Shape
{
    private static readonly TextShape Value = new();

    protected override string Noun => "an object of texts";

    protected override IEnumerable<string> CheckValue(JsonNode node, string path) =>
        node is JsonObject texts ? texts.SelectMany(member => Value.Check(member.Value, $"{path}.{member.Key}")) : Wrong(node, path);
}

/// <summary>The members that must be there. Others may be, and are kept as they are.</summary>
internal sealed record ObjectShape(IReadOnlyDictionary<string, Shape> Members) : Shape
{
    protected override string Noun => "an object";

    protected override IEnumerable<string> CheckValue(JsonNode node, string path)
    {
        if (node is not JsonObject given)
        {
            return Wrong(node, path);
        }

        // The service reads names without case, so a second spelling could win over the first.
        var strange = given
            .Where(member => !Members.ContainsKey(member.Key))
            .Select(member => (member.Key, Meant: Members.Keys.FirstOrDefault(name => string.Equals(name, member.Key, StringComparison.OrdinalIgnoreCase))))
            .Where(pair => pair.Meant is not null)
            .Select(pair => $"{path}.{pair.Key} is written “{pair.Meant}”.");
        var known = Members.SelectMany(member => given.TryGetPropertyValue(member.Key, out var value)
            ? member.Value.Check(value, $"{path}.{member.Key}")
            : [$"{path}.{member.Key} is missing."]);
        return strange.Concat(known);
    }
}
