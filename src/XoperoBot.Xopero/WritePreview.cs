using System.Text.Json;
using XoperoBot.Xopero.Http;
using XoperoBot.Xopero.Wire;

namespace XoperoBot.Xopero;

/// <summary>What a write sends, to be shown before it is sent.</summary>
/// <param name="Path">Below the service's address.</param>
/// <param name="Body">The JSON, byte for byte.</param>
public sealed record WritePreview(string Path, string Body)
{
    public static WritePreview Attach(string planId, string repositoryId) => Member(Call.Attach, planId, repositoryId);

    public static WritePreview Detach(string planId, string repositoryId) => Member(Call.Detach, planId, repositoryId);

    public static WritePreview Activate(IReadOnlyList<string> repositoryIds) => Licences(Call.Activate, repositoryIds);

    public static WritePreview Deactivate(IReadOnlyList<string> repositoryIds) => Licences(Call.Deactivate, repositoryIds);

    public static WritePreview Remove(string repositoryId, bool removeData) =>
        new(Call.Remove.Path, JsonSerializer.Serialize(new RemoveRequest(repositoryId, removeData), RequestJson.Default.RemoveRequest));

    /// <summary>A plan's definition goes out as it is.</summary>
    public static WritePreview ModifyPlan(string definition) => new(Call.ModifyPlan.Path, definition);

    private static WritePreview Member(Call call, string planId, string repositoryId) =>
        new(call.Path, JsonSerializer.Serialize(new PlanMemberRequest(planId, repositoryId), RequestJson.Default.PlanMemberRequest));

    private static WritePreview Licences(Call call, IReadOnlyList<string> repositoryIds) => new(
        call.Path,
        JsonSerializer.Serialize(new IdsRequest([.. repositoryIds.Distinct(StringComparer.OrdinalIgnoreCase)]), RequestJson.Default.IdsRequest));
}
