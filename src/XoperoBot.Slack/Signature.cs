using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace XoperoBot.Slack;

/// <summary>
/// Is a request from Slack? https://docs.slack.dev/authentication/verifying-requests-from-slack. Every rule must hold:
/// <list type="number">
/// <item>a signing secret is configured;</item>
/// <item>there is exactly one timestamp, whole seconds, within five minutes of now in both directions;</item>
/// <item>there is exactly one signature, <c>v0=</c> and 64 hexadecimal digits;</item>
/// <item>it equals the HMAC-SHA256 of <c>v0:timestamp:body</c> over the bytes as they came, compared in constant time.</item>
/// </list>
/// </summary>
internal static class Signature
{
    public const string TimestampHeader = "X-Slack-Request-Timestamp";
    public const string SignatureHeader = "X-Slack-Signature";

    private const string Version = "v0=";
    private const int SignatureLength = 67;
    private const long ToleranceSeconds = 300;

    /// <returns>Null when genuine; otherwise the rule that was broken, for the log only.</returns>
    public static string? Check(string? secret, IReadOnlyList<string?> timestamps, IReadOnlyList<string?> signatures, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(secret))
        {
            return "no signing secret";
        }

        if (timestamps is not [{ } timestamp]
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return "no timestamp";
        }

        if (seconds > now.ToUnixTimeSeconds() + ToleranceSeconds || seconds < now.ToUnixTimeSeconds() - ToleranceSeconds)
        {
            return "stale timestamp";
        }

        if (signatures is not [{ Length: SignatureLength } signature] || !signature.StartsWith(Version, StringComparison.Ordinal))
        {
            return "no signature";
        }

        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(signature), Encoding.ASCII.GetBytes(Compute(secret, timestamp, body)))
            ? null
            : "wrong signature";
    }

    public static string Compute(string secret, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.UTF8.GetBytes($"v0:{timestamp}:"));
        hmac.AppendData(body);
        return Version + Convert.ToHexStringLower(hmac.GetHashAndReset());
    }
}
