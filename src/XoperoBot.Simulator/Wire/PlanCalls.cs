using System.Text.Json;
using XoperoBot.Simulator.State;

namespace XoperoBot.Simulator.Wire;

/// <summary>The four calls under <c>plans/</c>.</summary>
internal static class PlanCalls
{
    /// <summary>Members of the documented plan definition.</summary>
    private static readonly string[] Definition =
    [
        "id", "isActive", "name", "backupType", "schedule", "compressionSettings", "encryptionSettings", "customActions", "advancedOptions",
        "deltaSettings", "workerId", "filteringSettings", "organizationId", "repositoriesIds", "includeAllRepositories", "includeMetadata", "storageId",
    ];

    public static Answer Attach(CallContext context) => Change(context, attach: true);

    public static Answer Detach(CallContext context) => Change(context, attach: false);

    public static Answer ListAssigned(CallContext context)
    {
        var organization = context.Organization("organizationid");
        if (organization is null && context.Assumptions.UnknownId == UnknownId.NotFound)
        {
            return context.Refuse(404);
        }

        List<SimPlan> plans = organization is null ? [] : [.. organization.Plans];
        if (Pager.Of(context.Request, "page", plans.Count, context) is not { } pager)
        {
            return context.Refuse(400);
        }

        return Answer.Written(writer =>
        {
            CallContext.WritePaging(writer, pager);
            writer.WriteStartArray("result"u8);
            foreach (var position in pager.Positions)
            {
                Write(writer, plans[position], context);
            }

            writer.WriteEndArray();
        });
    }

    /// <summary>Takes name, activity, repositories and metadata over; schedule, storage and the like are accepted and have no effect.</summary>
    public static Answer Modify(CallContext context)
    {
        var request = context.Request;
        if (context.Assumptions.WholePlanRequired && !Definition.All(request.Has))
        {
            return context.Refuse(400);
        }

        if (context.Plan("id") is not { } plan)
        {
            return context.Unknown();
        }

        plan.Name = request.Text("name") ?? plan.Name;
        plan.IsActive = request.Flag("isActive") ?? plan.IsActive;
        plan.IncludeAll = request.Flag("includeAllRepositories") ?? plan.IncludeAll;
        plan.IncludeMetadata = request.Flag("includeMetadata") ?? plan.IncludeMetadata;
        plan.BackupType = request.Number("backupType") ?? plan.BackupType;
        if (request.Texts("repositoriesIds") is { } ids)
        {
            plan.Members.Replace(ids.Select(id => context.Repository(id)).OfType<(SimOrganization Organization, int Index)>()
                .Where(found => found.Organization == plan.Organization).Select(found => found.Index));
        }

        plan.Reschedule(context.Now);
        context.Engine.Changed(plan.Organization);
        context.Engine.Record(context.Now, SimulationEventKind.PlanModified, plan.Organization, plan);
        return context.Undocumented();
    }

    private static Answer Change(CallContext context, bool attach)
    {
        if (context.Plan("planid") is not { } plan
            || context.Repository(context.Request.Text("repositoryid")) is not { } found
            || found.Organization != plan.Organization)
        {
            return context.Unknown();
        }

        var changed = attach ? plan.Members.Add(found.Index) : plan.Members.Remove(found.Index);
        if (changed)
        {
            var kind = attach ? SimulationEventKind.RepositoryAttached : SimulationEventKind.RepositoryDetached;
            context.Engine.Changed(plan.Organization);
            context.Engine.Record(context.Now, kind, plan.Organization, plan, found.Index);
        }

        return context.Undocumented();
    }

    private static void Write(Utf8JsonWriter writer, SimPlan plan, CallContext context)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, context.Id(plan.Id));
        writer.WriteString("name"u8, plan.Name);
        writer.WriteBoolean("includeAllRepositories"u8, plan.IncludeAll);
        writer.WriteStartArray("repositoryIds"u8);
        if (!plan.IncludeAll || context.Assumptions.ListAllRepositoryIds)
        {
            var rows = plan.Organization.Rows;
            for (var i = 0; i < rows.Length; i++)
            {
                if (!rows[i].IsGone && plan.Takes(i))
                {
                    writer.WriteStringValue(context.Id(plan.Organization.RepositoryId(i)));
                }
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
