using System.Text.Json;
using System.Text.Json.Nodes;

namespace XoperoBot.Core.Features.ModifyPlan;

/// <summary>One place where two definitions differ.</summary>
/// <param name="Path">JSON path.</param>
/// <param name="Before">As JSON; null when it was not there.</param>
/// <param name="Now">As JSON; null when it is not there any more.</param>
internal sealed record Change(string Path, string? Before, string? Now);

/// <summary>Where two definitions differ: objects by member, lists of objects by place, lists of values as a whole.</summary>
internal static class PlanDifference
{
    public static IReadOnlyList<Change> Of(JsonObject before, JsonObject now) => [.. Members(before, now, "$")];

    private static IEnumerable<Change> Members(JsonObject before, JsonObject now, string path) => before
        .Select(member => member.Key)
        .Union(now.Select(member => member.Key), StringComparer.Ordinal)
        .SelectMany(name => Between(Part(before, name), Part(now, name), $"{path}.{name}"));

    private static IEnumerable<Change> Between(Maybe before, Maybe now, string path) => (before, now) switch
    {
        ({ There: true }, { There: true }) when JsonNode.DeepEquals(before.Node, now.Node) => [],
        ({ Node: JsonObject was }, { Node: JsonObject isNow }) => Members(was, isNow, path),
        ({ Node: JsonArray was }, { Node: JsonArray isNow }) when OfObjects(was) && OfObjects(isNow) => Enumerable
            .Range(0, Math.Max(was.Count, isNow.Count))
            .SelectMany(at => Between(Part(was, at), Part(isNow, at), $"{path}[{at}]")),
        _ => [new Change(path, before.Text, now.Text)],
    };

    // Times of day read better as one list.
    private static bool OfObjects(JsonArray list) =>
        list.All(item => item is JsonObject) && !list.Any(item => item!.AsObject().Count == 2 && item.AsObject().ContainsKey("hour"));

    private static Maybe Part(JsonObject from, string name) => from.TryGetPropertyValue(name, out var node) ? new Maybe(node, There: true) : default;

    private static Maybe Part(JsonArray from, int at) => at < from.Count ? new Maybe(from[at], There: true) : default;

    private readonly record struct Maybe(JsonNode? Node, bool There)
    {
        public string? Text => !There ? null : Node is null ? "null" : Node.ToJsonString(Shown);
    }

    private static readonly JsonSerializerOptions Shown = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
