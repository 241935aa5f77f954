using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Features.ModifyPlan;

/// <summary>Makes a new whole definition from a baseline and what was typed or filled in.</summary>
internal static class PlanEdits
{
    public const string Json = "json";
    public const string CurrentRepositories = "current-repositories";

    public static IReadOnlyList<Option> Options { get; } =
    [
        new("name", "The plan's name."),
        new("active", "yes or no."),
        new("days", "Days of the schedule's first part, as numbers: 1,2,3."),
        new("at", "Times of day of the schedule's first part: 17:25,21:00."),
        new("days-2", "Days of the schedule's second part."),
        new("at-2", "Times of day of the schedule's second part."),
        new("all-repositories", "yes: takes every repository of the organization; no: the chosen ones."),
        new(CurrentRepositories, "Takes over the chosen repositories that the service shows now.", TakesValue: false),
        new("metadata", "yes or no."),
        new("storage", "Id of the storage."),
        new("worker", "Id of the worker."),
        new("retention-rule", "The retention's number, as the service has it."),
        new("retention-options", "The retention's options as JSON."),
        new("codec", "The compression's number, as the service has it."),
        new("level", "The compression level's number, as the service has it."),
        new(Json, "Changes as a JSON merge patch, or a whole definition."),
    ];

    public static bool Any(Arguments arguments) => Options.Any(option => arguments.Has(option.Name));

    /// <summary>The new definition, and what is wrong by option. JSON is laid over the single changes.</summary>
    /// <param name="baseline">Left as it is.</param>
    /// <param name="arguments">What was typed or filled in.</param>
    /// <param name="current">Ids of the repositories that the service shows now; null to keep the baseline's.</param>
    public static (JsonObject Definition, IReadOnlyDictionary<string, string> Wrong) Apply(JsonObject baseline, Arguments arguments, IReadOnlyList<string>? current)
    {
        var edited = baseline.DeepClone().AsObject();
        var wrong = new Dictionary<string, string>(StringComparer.Ordinal);
        if (current is not null && !current.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(Definition.RepositoryIds(edited)))
        {
            edited["repositoriesIds"] = new JsonArray([.. current.Select(id => JsonValue.Create(id))]);
        }

        foreach (var option in Options.Where(option => option.TakesValue && option.Name != Json))
        {
            if (arguments.Value(option.Name) is { } value && Set(edited, option.Name, value.Trim()) is { } mistake)
            {
                wrong[option.Name] = mistake;
            }
        }

        // Read anew: numbers that were set and numbers that were read answer differently otherwise.
        edited = Definition.Read(Definition.Write(edited));
        if (arguments.Value(Json) is not { } pasted)
        {
            return (edited, wrong);
        }

        var (patch, unread) = Definition.Parse(pasted);
        if (patch is null)
        {
            wrong[Json] = unread!;
            return (edited, wrong);
        }

        if (PlanShape.Plan.Check(patch, "$").Any())
        {
            return (Merge(edited, patch), wrong);
        }

        if (!JsonNode.DeepEquals(edited, baseline))
        {
            wrong[Json] = "A whole definition and single changes do not go together.";
        }

        return (patch, wrong);
    }

    /// <summary>As RFC 7396, except that null is set and removes nothing: null is a documented value of the service, and a definition is whole.</summary>
    private static JsonObject Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            target[name] = value is not JsonObject part ? value?.DeepClone() : Merge(target[name]?.DeepClone() as JsonObject ?? [], part);
        }

        return target;
    }

    private static string? Set(JsonObject plan, string option, string value) => option switch
    {
        "name" => Put(plan, "name", value),
        "active" => Switch(plan, "isActive", value),
        "all-repositories" => Switch(plan, "includeAllRepositories", value),
        "metadata" => Switch(plan, "includeMetadata", value),
        "storage" => Put(plan, "storageId", value),
        "worker" => Put(plan, "workerId", value),
        "codec" => Number(plan["compressionSettings"]!, "codec", value),
        "level" => Number(plan["compressionSettings"]!, "level", value),
        "retention-rule" => Number(plan["schedule"]!["retention"]!, "rule", value),
        "retention-options" => Raw(plan["schedule"]!["retention"]!, "options", value),
        "days" => Days(plan, 0, value),
        "at" => Times(plan, 0, value),
        "days-2" => Days(plan, 1, value),
        _ => Times(plan, 1, value),
    };

    private static string? Put(JsonNode at, string member, JsonNode value)
    {
        // What says the same stays written as it was.
        if (!JsonNode.DeepEquals(at[member], value))
        {
            at[member] = value;
        }

        return null;
    }

    private static string? Switch(JsonObject plan, string member, string value) => value.ToLowerInvariant() switch
    {
        "yes" or "true" or "on" => Put(plan, member, true),
        "no" or "false" or "off" => Put(plan, member, false),
        _ => "Say yes or no.",
    };

    private static string? Number(JsonNode at, string member, string value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? Put(at, member, number) : "This is a whole number.";

    private static string? Raw(JsonNode at, string member, string value)
    {
        try
        {
            var node = JsonNode.Parse(value, documentOptions: new JsonDocumentOptions { MaxDepth = 16, AllowDuplicateProperties = false });
            if (!JsonNode.DeepEquals(at[member], node))
            {
                at[member] = node;
            }

            return null;
        }
        catch (JsonException)
        {
            return "This cannot be read as JSON.";
        }
    }

    private static string? Days(JsonObject plan, int part, string value)
    {
        var days = new JsonArray();
        foreach (var word in Words(value))
        {
            if (!long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var day))
            {
                return "Days are numbers: 1,2,3.";
            }

            days.Add(day);
        }

        return Part(plan, part) is { } option ? Put(option, "days", days) : NoPart(part);
    }

    private static string? Times(JsonObject plan, int part, string value)
    {
        if (Part(plan, part) is not { } option)
        {
            return NoPart(part);
        }

        var times = new JsonArray();
        foreach (var word in Words(value))
        {
            if (!TimeOnly.TryParseExact(word, ["H:mm", "HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            {
                return "Times of day look like 17:25.";
            }

            // A time that is there already keeps whatever else stands with it.
            var same = option["startAt"]!.AsArray().FirstOrDefault(at => at!["hour"]!.GetValue<int>() == time.Hour && at["minute"]!.GetValue<int>() == time.Minute);
            times.Add(same?.DeepClone() ?? new JsonObject { ["hour"] = time.Hour, ["minute"] = time.Minute });
        }

        return Put(option, "startAt", times);
    }

    private static JsonObject? Part(JsonObject plan, int part) => plan["schedule"]!["options"]!.AsArray().ElementAtOrDefault(part)?.AsObject();

    private static string NoPart(int part) => $"The schedule has no part {part + 1}.";

    private static string[] Words(string value) => value.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
