using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace XoperoBot.Core.Features.ModifyPlan;

/// <summary>
/// What a new definition takes away from protection, as sentences by path. Only what is known to be harmless passes: a change whose
/// meaning the vendor does not publish counts as a weakening.
/// </summary>
internal static partial class Weakening
{
    /// <summary>Members of retention options that count something, so that less of it is shorter.</summary>
    private static readonly string[] Counted = ["count", "copies", "versions", "hours", "days", "weeks", "months", "years"];

    public static IReadOnlyDictionary<string, string> Of(JsonObject before, JsonObject now, IReadOnlyList<Change> changes)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in changes.Select(change => change.Path))
        {
            if (Judge(path, before, now) is { } sentence)
            {
                found[path] = sentence;
            }
        }

        return found;
    }

    /// <summary>Repositories that one definition takes and the other does not.</summary>
    public static IReadOnlyList<string> Dropped(IReadOnlyList<string> taken, JsonObject now) =>
        Definition.Is(now, "includeAllRepositories") ? [] : [.. taken.Except(Definition.RepositoryIds(now), StringComparer.OrdinalIgnoreCase)];

    private static string? Judge(string path, JsonObject before, JsonObject now) => path switch
    {
        "$.isActive" => Definition.Is(now, "isActive") ? null : "inactive: the plan makes no backups",
        "$.includeMetadata" => Definition.Is(now, "includeMetadata") ? null : "no metadata",
        "$.includeAllRepositories" => Definition.Is(now, "includeAllRepositories") ? null : "no longer takes every repository",
        "$.repositoriesIds" => Dropped(Definition.RepositoryIds(before), now) is { Count: > 0 } dropped ? $"repositories dropped: {string.Join(", ", dropped)}" : null,
        "$.storageId" => "other storage",
        "$.name" or "$.workerId" => null,
        _ when path.StartsWith("$.compressionSettings.", StringComparison.Ordinal) => null,
        _ when path.StartsWith("$.schedule.retention.", StringComparison.Ordinal) => Retention(before["schedule"]!["retention"]!, now["schedule"]!["retention"]!),
        _ when Option().Match(path) is { Success: true } match => Times(int.Parse(match.Groups["at"].Value, CultureInfo.InvariantCulture), match.Groups["what"].Value, before, now),
        _ => "what it means is not documented",
    };

    private static string? Times(int at, string what, JsonObject before, JsonObject now)
    {
        var was = before["schedule"]!["options"]!.AsArray();
        var isNow = now["schedule"]!["options"]!.AsArray();
        return at >= isNow.Count ? "rarer: a part of the schedule is gone"
            : at >= was.Count ? null
            : what switch
            {
                "days" or "startAt" => Count(isNow[at]![what]) < Count(was[at]![what]) ? $"rarer: fewer {(what == "days" ? "days" : "times of day")}" : null,
                _ => "what it means for the schedule is not documented",
            };
    }

    private static int Count(JsonNode? list) => list!.AsArray().Select(item => item!.ToJsonString()).Distinct(StringComparer.Ordinal).Count();

    private static string? Retention(JsonNode before, JsonNode now)
    {
        if (!JsonNode.DeepEquals(before["rule"], now["rule"])
            || before["options"] is not JsonObject was || now["options"] is not JsonObject isNow
            || was.Count != isNow.Count || was.Any(member => !isNow.ContainsKey(member.Key)))
        {
            return "retention changed";
        }

        var changed = was.Where(member => !JsonNode.DeepEquals(member.Value, isNow[member.Key])).ToList();
        var comparable = changed.Count > 0 && changed.TrueForAll(member =>
            Counted.Any(word => member.Key.Contains(word, StringComparison.OrdinalIgnoreCase)) && IsNumber(member.Value) && IsNumber(isNow[member.Key]));
        return !comparable ? "retention changed"
            : changed.Exists(member => isNow[member.Key]!.GetValue<decimal>() < member.Value!.GetValue<decimal>()) ? "shorter retention"
            : null;
    }

    private static bool IsNumber(JsonNode? node) => node?.GetValueKind() == JsonValueKind.Number;

    [GeneratedRegex(@"^\$\.schedule\.options\[(?<at>\d+)\](\.(?<what>\w+))?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Option();
}
