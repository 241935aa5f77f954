using System.Text.Json;

namespace XoperoBot.Xopero.Wire;

internal static class RepositoryReader
{
    public static Repository? Read(ref Utf8JsonReader reader, Page<Repository> page)
    {
        string? id = null, serverId = null, name = null;
        DateTimeOffset? last = null, lastSuccessful = null, next = null;
        bool? isProtected = null, isRemoved = null, isPublic = null;
        int? status = null, taskStatus = null;
        while (JsonRead.NextProperty(ref reader))
        {
            if (JsonRead.Is(ref reader, "id"u8))
            {
                id = JsonRead.Id(ref reader);
            }
            else if (JsonRead.Is(ref reader, "serverId"u8))
            {
                serverId = JsonRead.Id(ref reader);
            }
            else if (JsonRead.Is(ref reader, "name"u8))
            {
                name = JsonRead.Text(ref reader);
            }
            else if (JsonRead.Is(ref reader, "lastBackup"u8))
            {
                last = JsonRead.Time(ref reader);
            }
            else if (JsonRead.Is(ref reader, "lastSuccessfulBackup"u8))
            {
                lastSuccessful = JsonRead.Time(ref reader);
            }
            else if (JsonRead.Is(ref reader, "nextBackup"u8))
            {
                next = JsonRead.Time(ref reader);
            }
            else if (JsonRead.Is(ref reader, "isProtected"u8))
            {
                isProtected = JsonRead.Bool(ref reader);
            }
            else if (JsonRead.Is(ref reader, "isRemoved"u8))
            {
                isRemoved = JsonRead.Bool(ref reader);
            }
            else if (JsonRead.Is(ref reader, "status"u8))
            {
                status = JsonRead.Int(ref reader);
            }
            else if (JsonRead.Is(ref reader, "lastBackupTaskStatus"u8))
            {
                taskStatus = JsonRead.Int(ref reader);
            }
            else if (JsonRead.Is(ref reader, "isPublic"u8))
            {
                isPublic = JsonRead.Bool(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return id is null
            ? null
            : new Repository
            {
                Id = id,
                ServerId = serverId,
                Name = name ?? id,
                LastBackup = last,
                LastSuccessfulBackup = lastSuccessful,
                NextBackup = next,
                IsProtected = isProtected,
                IsRemoved = isRemoved,
                Status = status,
                LastBackupTaskStatus = taskStatus,
                IsPublic = isPublic,
            };
    }
}
