using System.Text.Json.Nodes;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Features.ModifyPlan;

/// <summary>What the service shows of a plan.</summary>
/// <param name="Listed">Null when its organization lists it no more.</param>
/// <param name="Takes">Null when it could not be read.</param>
internal sealed record PlanReading(Plan? Listed, AssignedPlan? Takes)
{
    /// <summary>What a definition takes away from how the plan stands now, whatever its baseline says.</summary>
    public IReadOnlyList<string> Weakens(JsonObject now)
    {
        if (Takes is null)
        {
            return ["which repositories the plan takes now cannot be read"];
        }

        var found = new List<string>();
        var all = Definition.Is(now, "includeAllRepositories");
        var dropped = Weakening.Dropped(Takes.RepositoryIds, now);
        AddIf(Takes.IncludeAllRepositories == true && !all, "the plan takes every repository now and would no longer");
        AddIf(Takes.IncludeAllRepositories != true && dropped.Count > 0, $"in the plan now and dropped: {string.Join(", ", dropped)}");
        AddIf(Listed?.IncludeMetadata == true && !Definition.Is(now, "includeMetadata"), "the plan takes metadata now and would no longer");
        return found;

        void AddIf(bool holds, string sentence)
        {
            if (holds)
            {
                found.Add(sentence);
            }
        }
    }

    /// <summary>Where a definition and what the service shows do not agree, as sentences.</summary>
    public IReadOnlyList<string> Strays(JsonObject definition)
    {
        var found = new List<string>();
        AddIf(Listed is { } listed && listed.Name != Definition.Text(definition, "name"), $"the name is “{Listed?.Name}” there.");
        AddIf(Listed?.IncludeMetadata is { } metadata && metadata != Definition.Is(definition, "includeMetadata"), $"metadata is {(Listed?.IncludeMetadata == true ? "on" : "off")} there.");
        if (Takes is { } takes)
        {
            var all = Definition.Is(definition, "includeAllRepositories");
            AddIf(takes.IncludeAllRepositories is { } included && included != all, $"it takes {(takes.IncludeAllRepositories == true ? "every repository" : "chosen repositories")} there.");
            if (takes.IncludeAllRepositories != true && !all)
            {
                var ids = Definition.RepositoryIds(definition);
                AddAll(takes.RepositoryIds.Except(ids, StringComparer.OrdinalIgnoreCase).ToList(), "also takes");
                AddAll(ids.Except(takes.RepositoryIds, StringComparer.OrdinalIgnoreCase).ToList(), "does not take");
            }
        }

        return found;

        void AddIf(bool holds, string sentence)
        {
            if (holds)
            {
                found.Add(sentence);
            }
        }

        void AddAll(List<string> list, string what) => AddIf(list.Count > 0, $"it {what} {string.Join(", ", list)} there.");
    }
}
