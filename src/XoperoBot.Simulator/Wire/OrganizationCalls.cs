using System.Text.Json;
using XoperoBot.Simulator.State;

namespace XoperoBot.Simulator.Wire;

/// <summary><c>git/organizations/getmany</c>.</summary>
internal static class OrganizationCalls
{
    public static Answer GetMany(CallContext context)
    {
        var rows = context.Engine.Organizations.OrderBy(one => one.Name, StringComparer.OrdinalIgnoreCase).ToList();
        if (string.Equals(context.Request.Text("ordertype"), "desc", StringComparison.OrdinalIgnoreCase))
        {
            rows.Reverse();
        }

        if (Pager.Of(context.Request, "Page", rows.Count, context) is not { } pager)
        {
            return context.Refuse(400);
        }

        return Answer.Written(
            writer =>
            {
                CallContext.WritePaging(writer, pager);
                writer.WriteStartArray("result"u8);
                foreach (var position in pager.Positions)
                {
                    Write(writer, rows[position], context);
                }

                writer.WriteEndArray();
            },
            sizeHint: 16 * 1024);
    }

    private static void Write(Utf8JsonWriter writer, SimOrganization organization, CallContext context)
    {
        var counters = organization.Counters(context.Assumptions.CountersOverlap);
        writer.WriteStartObject();
        writer.WriteString("id"u8, context.Id(organization.Id));
        writer.WriteNumber("driver"u8, organization.Driver);
        writer.WriteString("name"u8, organization.Name);
        writer.WriteNull("apiUrl"u8);
        writer.WriteBoolean("isReadOnly"u8, false);
        writer.WriteNumber("protectedRepositories"u8, counters.Protected);
        writer.WriteNumber("totalRepositories"u8, counters.Total);
        writer.WriteNumber("missingLicences"u8, counters.Missing);
        writer.WriteNumber("removedRepositories"u8, counters.Removed);
        writer.WriteString("defaultWorkerId"u8, context.Id(organization.WorkerId));
        writer.WriteBoolean("isCreatedByMarketplace"u8, false);
        writer.WriteBoolean("synchronizationInProgress"u8, organization.IsSyncing);
        writer.WriteStartArray("plans"u8);
        foreach (var plan in organization.Plans)
        {
            Write(writer, plan, context);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, SimPlan plan, CallContext context)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, context.Id(plan.Id));
        writer.WriteString("name"u8, plan.Name);
        writer.WriteNumber("backupType"u8, plan.BackupType);
        writer.WriteBoolean("includeMetadata"u8, plan.IncludeMetadata);
        writer.WriteNumber("repoCount"u8, plan.Organization.TaskCount(plan));
        WriteStatus(writer, plan, context.Assumptions.NeverStatus);
        WriteFinished(writer, plan, context.Assumptions.NeverFinished);
        writer.WriteBoolean("isRunning"u8, plan.IsRunning);
        writer.WriteEndObject();
    }

    private static void WriteStatus(Utf8JsonWriter writer, SimPlan plan, NoValue never)
    {
        if (plan.FinishedAt > 0 || never == NoValue.Zero)
        {
            writer.WriteStartObject("lastStatus"u8);
            writer.WriteNumber("successes"u8, plan.Successes);
            writer.WriteNumber("warnings"u8, plan.Warnings);
            writer.WriteNumber("errors"u8, plan.Errors);
            writer.WriteEndObject();
            return;
        }

        if (never == NoValue.Null)
        {
            writer.WriteNull("lastStatus"u8);
        }
    }

    private static void WriteFinished(Utf8JsonWriter writer, SimPlan plan, NoValue never)
    {
        if (plan.FinishedAt > 0 || never == NoValue.Zero)
        {
            writer.WriteNumber("planFinishedTime"u8, plan.FinishedAt);
            return;
        }

        if (never == NoValue.Null)
        {
            writer.WriteNull("planFinishedTime"u8);
        }
    }
}
