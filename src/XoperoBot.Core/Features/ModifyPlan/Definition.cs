using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace XoperoBot.Core.Features.ModifyPlan;

/// <summary>A plan's whole definition: read strictly, written as it is sent.</summary>
internal static class Definition
{
    public const int MostCharacters = 200_000;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>A JSON object from what somebody pasted, code marks and all; or a sentence.</summary>
    public static (JsonObject? Json, string? Wrong) Parse(string pasted)
    {
        var text = pasted.Trim().Trim('`').Trim();
        text = text.StartsWith("json", StringComparison.OrdinalIgnoreCase) ? text[4..].Trim() : text;
        if (text.Length > MostCharacters)
        {
            return (null, $"$ has {text.Length} characters; at most {MostCharacters} are taken.");
        }

        try
        {
            return JsonNode.Parse(text, documentOptions: Strict) is JsonObject json ? (json, null) : (null, "$ is not an object.");
        }
        catch (JsonException fault)
        {
            return (null, $"{(string.IsNullOrEmpty(fault.Path) ? "$" : fault.Path)} cannot be read as JSON: line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}.");
        }
    }

    /// <summary>A stored definition; it was checked before it was stored.</summary>
    public static JsonObject Read(string stored) => JsonNode.Parse(stored, documentOptions: Strict)!.AsObject();

    /// <summary>Byte for byte what the client sends.</summary>
    public static string Write(JsonObject definition) => definition.ToJsonString();

    /// <summary>Mistakes in a whole definition of that plan, each with its path.</summary>
    public static IReadOnlyList<string> Check(JsonObject definition, string planId, string organizationId)
    {
        var wrong = PlanShape.Plan.Check(definition, "$").ToList();
        if (wrong.Count == 0)
        {
            AddIf("id", planId, "the plan");
            AddIf("organizationId", organizationId, "its organization");
        }

        return wrong;

        void AddIf(string member, string wanted, string whose)
        {
            if (!string.Equals(Text(definition, member), wanted, StringComparison.OrdinalIgnoreCase))
            {
                wrong.Add($"$.{member} is {Text(definition, member)}, and {whose} has the id {wanted}.");
            }
        }
    }

    public static string Text(JsonObject definition, string member) => definition[member]!.GetValue<string>();

    public static bool Is(JsonObject definition, string member) => definition[member]!.GetValue<bool>();

    public static IReadOnlyList<string> RepositoryIds(JsonObject definition) =>
        [.. definition["repositoriesIds"]!.AsArray().Select(id => id!.GetValue<string>())];

    /// <summary>A short name for exactly this text.</summary>
    public static string Digest(string definition) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(definition)))[..16];
}
