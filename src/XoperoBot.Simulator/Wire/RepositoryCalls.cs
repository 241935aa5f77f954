using System.Text.Json;
using XoperoBot.Simulator.State;

namespace XoperoBot.Simulator.Wire;

/// <summary><c>git/repositories/getmany</c> and <c>sync</c>.</summary>
internal static class RepositoryCalls
{
    public static Answer GetMany(CallContext context)
    {
        var organization = context.Organization("id");
        if (organization is null && context.Assumptions.UnknownId == UnknownId.NotFound)
        {
            return context.Refuse(404);
        }

        if (View(context) is not { } view)
        {
            return context.Refuse(400);
        }

        var rows = organization?.View(view) ?? [];
        if (Pager.Of(context.Request, "page", rows.Length, context) is not { } pager)
        {
            return context.Refuse(400);
        }

        return Answer.Written(
            writer =>
            {
                CallContext.WritePaging(writer, pager);
                writer.WriteStartObject("result"u8);
                writer.WriteBoolean("synchronizationInProgress"u8, organization?.IsSyncing ?? false);
                writer.WriteNumber("lastSynchronizationRepositoriesStartTime"u8, organization?.SyncStartedAt ?? 0);
                writer.WriteStartArray("repositories"u8);
                foreach (var position in pager.Positions)
                {
                    Write(writer, organization!, rows[position], context);
                }

                writer.WriteEndArray();
                writer.WriteNumber("removedRepositories"u8, organization?.Counters(overlap: true).Removed ?? 0);
                writer.WriteEndObject();
            },
            sizeHint: 512 * (pager.Positions.Count + 1));
    }

    public static Answer Sync(CallContext context)
    {
        if (context.Organization("id") is not { } organization)
        {
            return context.Unknown();
        }

        if (organization.IsSyncing)
        {
            return context.Assumptions.RefuseSecondSync ? context.Refuse(409) : context.Undocumented();
        }

        context.Engine.StartSync(organization, context.Now);
        return context.Undocumented();
    }

    /// <summary>Null: a filter that is refused.</summary>
    private static RepositoryView? View(CallContext context)
    {
        bool? removed = null, covered = null, open = null;
        foreach (var filter in context.Request.Objects("filters"))
        {
            var value = filter.Flag("value");
            var equals = string.Equals(filter.Text("operator"), "eq", StringComparison.OrdinalIgnoreCase) && value is not null;
            switch (equals ? filter.Text("property")?.ToUpperInvariant() : null)
            {
                case "ISREMOVED":
                    removed = value;
                    break;
                case "ISPROTECTED":
                    covered = value;
                    break;
                case "ISPUBLIC":
                    open = value;
                    break;
                default:
                    if (context.Assumptions.RefuseUnknownFilters)
                    {
                        return null;
                    }

                    break;
            }
        }

        var descending = string.Equals(context.Request.Text("ordertype"), "desc", StringComparison.OrdinalIgnoreCase);
        return new RepositoryView(context.Request.Text("orderby") ?? "Name", descending, removed, covered, open);
    }

    private static void Write(Utf8JsonWriter writer, SimOrganization organization, int index, CallContext context)
    {
        ref readonly var row = ref organization.Rows[index];
        writer.WriteStartObject();
        writer.WriteString("id"u8, context.Id(organization.RepositoryId(index)));
        writer.WriteString("serverId"u8, context.Id(organization.ServerId(index)));
        writer.WriteString("name"u8, organization.RepositoryName(index));
        writer.WriteNumber("lastBackup"u8, row.LastBackup);
        writer.WriteNumber("lastSuccessfulBackup"u8, row.LastSuccess);
        writer.WriteNumber("nextBackup"u8, organization.NextBackup(index));
        writer.WriteBoolean("isProtected"u8, organization.IsProtected(index));
        writer.WriteBoolean("isRemoved"u8, row.IsRemoved);
        writer.WriteNumber("status"u8, row.IsRemoved ? 2 : 1);
        writer.WriteNumber("lastBackupTaskStatus"u8, row.TaskStatus);
        writer.WriteBoolean("isPublic"u8, organization.IsPublic(index));
        writer.WriteEndObject();
    }
}
