using System.Text.Json;
using XoperoBot.Simulator.State;

namespace XoperoBot.Simulator.Wire;

/// <summary><c>git/repositories/activate</c>, <c>deactivate</c> and <c>remove</c>: each id succeeds or fails by itself, with status 200.</summary>
internal static class LicenceCalls
{
    private const string NoLicenceFree = "LI5020";
    private const string NotPossible = "GT1001";

    public static Answer Activate(CallContext context) => context.MayManage()
        ? ForEach(context, Activate)
        : context.Refuse(context.Assumptions.ForbiddenStatus);

    public static Answer Deactivate(CallContext context) => context.MayManage(context.Assumptions.RolesForDeactivateAndRemove)
        ? ForEach(context, Deactivate)
        : context.Refuse(context.Assumptions.ForbiddenStatus);

    public static Answer Remove(CallContext context)
    {
        if (!context.MayManage(context.Assumptions.RolesForDeactivateAndRemove))
        {
            return context.Refuse(context.Assumptions.ForbiddenStatus);
        }

        if (context.Request.Text("id") is not { } id)
        {
            return context.Refuse(400);
        }

        var found = context.Repository(id);
        if (found is { } repository)
        {
            Remove(context, repository.Organization, repository.Index, context.Request.Flag("removedata") ?? false);
        }

        return Answer.Written(writer =>
        {
            WriteIds(writer, "succeededIds", found is null ? [] : [id]);
            WriteIds(writer, "failedIds", found is null ? [id] : []);
            writer.WriteStartArray("errors"u8);
            if (found is null)
            {
                WriteError(writer, id, NotPossible, context.Assumptions.RemoveErrors);
            }

            writer.WriteEndArray();
        });
    }

    private static void Remove(CallContext context, SimOrganization organization, int index, bool removeData)
    {
        ref var row = ref organization.Rows[index];
        if (row.HasLicence)
        {
            row.HasLicence = false;
            context.Engine.FreeLicences++;
        }

        row.IsGone = removeData || context.Assumptions.RemoveWithoutDataHides;
        (row.LastBackup, row.LastSuccess, row.TaskStatus) = removeData ? (0, 0, (byte)0) : (row.LastBackup, row.LastSuccess, row.TaskStatus);
        context.Engine.Changed(organization);
        var detail = removeData ? "with its data" : "without its data";
        context.Engine.Record(context.Now, SimulationEventKind.RepositoryRemoved, organization, index: index, detail: detail);
    }

    private static string? Activate(CallContext context, SimOrganization organization, int index)
    {
        ref var row = ref organization.Rows[index];
        if (row.HasLicence)
        {
            return null;
        }

        if (context.Engine.FreeLicences == 0)
        {
            context.Engine.Record(context.Now, SimulationEventKind.LicenceRefused, organization, index: index, detail: NoLicenceFree);
            return NoLicenceFree;
        }

        row.HasLicence = true;
        context.Engine.FreeLicences--;
        context.Engine.Changed(organization);
        context.Engine.Record(context.Now, SimulationEventKind.LicenceActivated, organization, index: index);
        return null;
    }

    private static string? Deactivate(CallContext context, SimOrganization organization, int index)
    {
        ref var row = ref organization.Rows[index];
        if (!row.HasLicence)
        {
            return NotPossible;
        }

        row.HasLicence = false;
        context.Engine.FreeLicences++;
        context.Engine.Changed(organization);
        context.Engine.Record(context.Now, SimulationEventKind.LicenceDeactivated, organization, index: index);
        return null;
    }

    private static Answer ForEach(CallContext context, Func<CallContext, SimOrganization, int, string?> act)
    {
        if (context.Request.Texts("Ids") is not { } ids)
        {
            return context.Refuse(400);
        }

        var results = ids.Select(id => (Id: id, Code: context.Repository(id) is { } found
            ? act(context, found.Organization, found.Index)
            : NotPossible)).ToList();
        return Answer.Written(writer =>
        {
            writer.WriteStartArray("success"u8);
            foreach (var (id, _) in results.Where(result => result.Code is null))
            {
                WriteSuccess(writer, id, context.Assumptions.SuccessItems);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("error"u8);
            foreach (var (id, code) in results.Where(result => result.Code is not null))
            {
                WriteError(writer, id, code!, ItemStyle.Objects);
            }

            writer.WriteEndArray();
        });
    }

    private static void WriteIds(Utf8JsonWriter writer, string name, IEnumerable<string> ids)
    {
        writer.WriteStartArray(name);
        foreach (var id in ids)
        {
            writer.WriteStringValue(id);
        }

        writer.WriteEndArray();
    }

    private static void WriteSuccess(Utf8JsonWriter writer, string id, ItemStyle style)
    {
        if (style == ItemStyle.Strings)
        {
            writer.WriteStringValue(id);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("id"u8, id);
        writer.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter writer, string id, string code, ItemStyle style)
    {
        if (style == ItemStyle.Strings)
        {
            writer.WriteStringValue(code);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("id"u8, id);
        writer.WriteString("errorCode"u8, code);
        writer.WriteEndObject();
    }
}
