using System.Text.Json;

namespace XoperoBot.Xopero.Wire;

internal static class OrganizationReader
{
    public static Organization? Read(ref Utf8JsonReader reader, Page<Organization> page)
    {
        string? id = null, name = null, apiUrl = null, defaultWorkerId = null;
        int? driver = null, isProtected = null, total = null, missing = null, removed = null;
        bool? readOnly = null, marketplace = null, synchronizing = null;
        List<Plan>? plans = null;
        while (JsonRead.NextProperty(ref reader))
        {
            if (JsonRead.Is(ref reader, "id"u8))
            {
                id = JsonRead.Id(ref reader);
            }
            else if (JsonRead.Is(ref reader, "driver"u8))
            {
                driver = JsonRead.Int(ref reader);
            }
            else if (JsonRead.Is(ref reader, "name"u8))
            {
                name = JsonRead.Text(ref reader);
            }
            else if (JsonRead.Is(ref reader, "apiUrl"u8))
            {
                apiUrl = JsonRead.Text(ref reader);
            }
            else if (JsonRead.Is(ref reader, "isReadOnly"u8))
            {
                readOnly = JsonRead.Bool(ref reader);
            }
            else if (JsonRead.Is(ref reader, "protectedRepositories"u8))
            {
                isProtected = JsonRead.Int(ref reader);
            }
            else if (JsonRead.Is(ref reader, "totalRepositories"u8))
            {
                total = JsonRead.Int(ref reader);
            }
            else if (JsonRead.Is(ref reader, "missingLicences"u8))
            {
                missing = JsonRead.Int(ref reader);
            }
            else if (JsonRead.Is(ref reader, "removedRepositories"u8))
            {
                removed = JsonRead.Int(ref reader);
            }
            else if (JsonRead.Is(ref reader, "defaultWorkerId"u8))
            {
                defaultWorkerId = JsonRead.Id(ref reader);
            }
            else if (JsonRead.Is(ref reader, "isCreatedByMarketplace"u8))
            {
                marketplace = JsonRead.Bool(ref reader);
            }
            else if (JsonRead.Is(ref reader, "synchronizationInProgress"u8))
            {
                synchronizing = JsonRead.Bool(ref reader);
            }
            else if (JsonRead.Is(ref reader, "plans"u8))
            {
                plans = Plans(ref reader, page);
            }
            else
            {
                reader.Skip();
            }
        }

        return id is null
            ? null
            : new Organization
            {
                Id = id,
                Name = name ?? id,
                Driver = driver,
                ApiUrl = apiUrl,
                IsReadOnly = readOnly,
                ProtectedRepositories = isProtected,
                TotalRepositories = total,
                MissingLicences = missing,
                RemovedRepositories = removed,
                DefaultWorkerId = defaultWorkerId,
                IsCreatedByMarketplace = marketplace,
                SynchronizationInProgress = synchronizing,
                Plans = plans is null ? [] : plans,
            };
    }

    private static List<Plan>? Plans(ref Utf8JsonReader reader, Page<Organization> page)
    {
        if (!JsonRead.Enter(ref reader, JsonTokenType.StartArray))
        {
            return null;
        }

        var plans = new List<Plan>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject && ReadPlan(ref reader) is { } plan)
            {
                plans.Add(plan);
                continue;
            }

            reader.Skip();
            page.Skipped++;
        }

        return plans;
    }

    private static Plan? ReadPlan(ref Utf8JsonReader reader)
    {
        string? id = null, name = null;
        int? backupType = null, repoCount = null;
        bool? metadata = null, running = null;
        PlanStatus? status = null;
        DateTimeOffset? finished = null;
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
            else if (JsonRead.Is(ref reader, "backupType"u8))
            {
                backupType = JsonRead.Int(ref reader);
            }
            else if (JsonRead.Is(ref reader, "includeMetadata"u8))
            {
                metadata = JsonRead.Bool(ref reader);
            }
            else if (JsonRead.Is(ref reader, "repoCount"u8))
            {
                repoCount = JsonRead.Int(ref reader);
            }
            else if (JsonRead.Is(ref reader, "lastStatus"u8))
            {
                status = ReadStatus(ref reader);
            }
            else if (JsonRead.Is(ref reader, "planFinishedTime"u8))
            {
                finished = JsonRead.Time(ref reader);
            }
            else if (JsonRead.Is(ref reader, "isRunning"u8))
            {
                running = JsonRead.Bool(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return id is null
            ? null
            : new Plan
            {
                Id = id,
                Name = name ?? id,
                BackupType = backupType,
                IncludeMetadata = metadata,
                RepoCount = repoCount,
                LastStatus = status,
                FinishedAt = finished,
                IsRunning = running,
            };
    }

    /// <summary>
    /// A counter that is absent counts as 0 beside one that is there; one that cannot be read makes the whole outcome unknown,
    /// because an unreadable number of errors must not look like none.
    /// </summary>
    private static PlanStatus? ReadStatus(ref Utf8JsonReader reader)
    {
        if (!JsonRead.Enter(ref reader, JsonTokenType.StartObject))
        {
            return null;
        }

        int successes = 0, warnings = 0, errors = 0, read = 0;
        var unreadable = false;
        while (JsonRead.NextProperty(ref reader))
        {
            if (JsonRead.Is(ref reader, "successes"u8))
            {
                Count(JsonRead.Int(ref reader), ref successes);
            }
            else if (JsonRead.Is(ref reader, "warnings"u8))
            {
                Count(JsonRead.Int(ref reader), ref warnings);
            }
            else if (JsonRead.Is(ref reader, "errors"u8))
            {
                Count(JsonRead.Int(ref reader), ref errors);
            }
            else
            {
                reader.Skip();
            }
        }

        return unreadable || read == 0 ? null : new PlanStatus(successes, warnings, errors);

        void Count(int? value, ref int counter)
        {
            read++;
            counter = value ?? 0;
            unreadable |= value is null or < 0;
        }
    }
}
