using System.Text.Json.Serialization;

namespace XoperoBot.Xopero.Wire;

// Each record writes exactly the spelling that the vendor's sample of its call has; they differ from call to call.

internal sealed record LoginRequest(
    [property: JsonPropertyName("email")] string Email,
    [property: JsonPropertyName("password")] string Password,
    [property: JsonPropertyName("rememberMe")] bool RememberMe);

internal sealed record OrganizationsRequest(
    [property: JsonPropertyName("limit")] int Limit,
    [property: JsonPropertyName("orderby")] string OrderBy,
    [property: JsonPropertyName("ordertype")] string OrderType,
    [property: JsonPropertyName("Page")] int Page);

internal sealed record AssignedPlansRequest(
    [property: JsonPropertyName("limit")] int Limit,
    [property: JsonPropertyName("page")] int Page,
    [property: JsonPropertyName("organizationid")] string OrganizationId);

internal sealed record RepositoriesRequest(
    [property: JsonPropertyName("id")] string OrganizationId,
    [property: JsonPropertyName("limit")] int Limit,
    [property: JsonPropertyName("orderby")] string OrderBy,
    [property: JsonPropertyName("ordertype")] string OrderType,
    [property: JsonPropertyName("page")] int Page,
    [property: JsonPropertyName("filters")] IReadOnlyList<Filter>? Filters);

internal sealed record Filter(
    [property: JsonPropertyName("operator")] string Operator,
    [property: JsonPropertyName("value")] bool Value,
    [property: JsonPropertyName("property")] string Property);

internal sealed record PlanMemberRequest(
    [property: JsonPropertyName("planid")] string PlanId,
    [property: JsonPropertyName("repositoryid")] string RepositoryId);

internal sealed record IdsRequest([property: JsonPropertyName("Ids")] IReadOnlyList<string> Ids);

internal sealed record RemoveRequest(
    [property: JsonPropertyName("id")] string RepositoryId,
    [property: JsonPropertyName("removedata")] bool RemoveData);

internal sealed record SyncRequest([property: JsonPropertyName("id")] string OrganizationId);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, GenerationMode = JsonSourceGenerationMode.Default)]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(OrganizationsRequest))]
[JsonSerializable(typeof(AssignedPlansRequest))]
[JsonSerializable(typeof(RepositoriesRequest))]
[JsonSerializable(typeof(PlanMemberRequest))]
[JsonSerializable(typeof(IdsRequest))]
[JsonSerializable(typeof(RemoveRequest))]
[JsonSerializable(typeof(SyncRequest))]
internal sealed partial class RequestJson : JsonSerializerContext;
