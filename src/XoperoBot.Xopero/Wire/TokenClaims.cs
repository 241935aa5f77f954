using System.Buffers.Text;
using System.Text.Json;

namespace XoperoBot.Xopero.Wire;

/// <summary>
/// What an access token says of itself. It is used to tell an administrator something, never to decide anything: the service decides.
/// </summary>
internal static class TokenClaims
{
    /// <summary>The short name, and the long one that ASP.NET Core services write
    /// (<see href="https://learn.microsoft.com/dotnet/api/system.security.claims.claimtypes.role"/>).</summary>
    private static readonly string[] RoleClaims = ["role", "roles", "http://schemas.microsoft.com/ws/2008/06/identity/claims/role"];

    /// <summary>The role claims; null when the token is not a JSON Web Token that can be read.</summary>
    public static IReadOnlyList<string>? Roles(string? token)
    {
        if (token?.Split('.') is not [_, { Length: > 0 } payload, _] || !Base64Url.IsValid(payload))
        {
            return null;
        }

        try
        {
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(payload));
            return claims.RootElement.ValueKind == JsonValueKind.Object
                ? [.. claims.RootElement.EnumerateObject().Where(IsRole).SelectMany(claim => Values(claim.Value)).Distinct(StringComparer.Ordinal)]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsRole(JsonProperty claim) => RoleClaims.Contains(claim.Name, StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<string> Values(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!),
        _ => [],
    };
}
