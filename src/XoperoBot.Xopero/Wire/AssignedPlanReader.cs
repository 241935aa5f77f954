using System.Text.Json;

namespace XoperoBot.Xopero.Wire;

internal static class AssignedPlanReader
{
    public static AssignedPlan? Read(ref Utf8JsonReader reader, Page<AssignedPlan> page)
    {
        string? id = null, name = null;
        bool? all = null;
        List<string>? repositories = null;
        while (JsonRead.NextProperty(ref reader))
        {
            if (JsonRead.Is(ref reader, "id"u8))
            {
                id = JsonRead.Id(ref reader);
            }
            else if (JsonRead.Is(ref reader, "name"u8))
            {
                name = JsonRead.Text(ref reader);
            }
            else if (JsonRead.Is(ref reader, "includeAllRepositories"u8))
            {
                all = JsonRead.Bool(ref reader);
            }
            else if (JsonRead.Is(ref reader, "repositoryIds"u8) || JsonRead.Is(ref reader, "repositoriesIds"u8))
            {
                repositories = Ids(ref reader, page);
            }
            else
            {
                reader.Skip();
            }
        }

        return id is null
            ? null
            : new AssignedPlan
            {
                Id = id,
                Name = name ?? id,
                IncludeAllRepositories = all,
                RepositoryIds = repositories is null ? [] : repositories,
            };
    }

    private static List<string>? Ids(ref Utf8JsonReader reader, Page<AssignedPlan> page)
    {
        if (!JsonRead.Enter(ref reader, JsonTokenType.StartArray))
        {
            return null;
        }

        var ids = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (JsonRead.IdHere(ref reader) is { } id)
            {
                ids.Add(id);
                continue;
            }

            page.Skipped++;
        }

        return ids;
    }
}
