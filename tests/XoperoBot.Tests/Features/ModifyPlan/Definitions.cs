using System.Globalization;
using System.Text.Json.Nodes;
using XoperoBot.Core.Features.ModifyPlan;

namespace XoperoBot.Tests.Features.ModifyPlan;

/// <summary>The vendor's documented body, as a definition of the fake's plans.</summary>
internal static class Definitions
{
    public static JsonObject Sample() => Definition.Read(Xopero.Sample.Text("modify-plan.request"));

    /// <summary>The plan “nightly” of “acme” as the fake has it.</summary>
    public static JsonObject Nightly(params (string Path, string Json)[] changes)
    {
        var plan = Sample();
        plan["id"] = "p-1";
        plan["name"] = "nightly";
        plan["organizationId"] = "org-1";
        plan["repositoriesIds"] = new JsonArray("r-api");
        foreach (var (path, json) in changes)
        {
            Put(plan, path, json);
        }

        return plan;
    }

    /// <summary>Sets, or removes when <paramref name="json"/> is empty, what a path like <c>schedule.options.0.days</c> names.</summary>
    public static void Put(JsonObject plan, string path, string json)
    {
        var parts = path.Split('.');
        JsonNode at = plan;
        foreach (var part in parts.SkipLast(1))
        {
            at = at is JsonArray list ? list[int.Parse(part, CultureInfo.InvariantCulture)]! : at[part]!;
        }

        if (at is JsonArray array)
        {
            var index = int.Parse(parts[^1], CultureInfo.InvariantCulture);
            if (json.Length == 0)
            {
                array.RemoveAt(index);
            }
            else if (index == array.Count)
            {
                array.Add(JsonNode.Parse(json));
            }
            else
            {
                array[index] = JsonNode.Parse(json);
            }
        }
        else if (json.Length == 0)
        {
            at.AsObject().Remove(parts[^1]);
        }
        else
        {
            at[parts[^1]] = JsonNode.Parse(json);
        }
    }
}
