using System.Buffers;
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

        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (Convert.FromHexString(signature.AsSpan(Version.Length), given, out _, out _) != OperationStatus.Done || signature.AsSpan().ContainsAnyInRange('A', 'F'))
        {
            return "no signature";
        }

        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Hash(secret, timestamp, body, expected);
        return CryptographicOperations.FixedTimeEquals(given, expected) ? null : "wrong signature";
    }

    public static string Compute(string secret, string timestamp, ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Hash(secret, timestamp, body, hash);
        return Version + Convert.ToHexStringLower(hash);
    }

    /// <summary>In one go over rented memory: this runs before anything is known of the caller.</summary>
    private static void Hash(string secret, string timestamp, ReadOnlySpan<byte> body, Span<byte> hash)
    {
        var (key, signed) = (ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(secret.Length)), ArrayPool<byte>.Shared.Rent("v0::".Length + timestamp.Length + body.Length));
        try
        {
            var keyLength = Encoding.UTF8.GetBytes(secret, key);
            var length = Encoding.ASCII.GetBytes("v0:", signed);
            length += Encoding.ASCII.GetBytes(timestamp, signed.AsSpan(length));
            signed[length++] = (byte)':';
            body.CopyTo(signed.AsSpan(length));
            HMACSHA256.HashData(key.AsSpan(0, keyLength), signed.AsSpan(0, length + body.Length), hash);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(key, clearArray: true);
            ArrayPool<byte>.Shared.Return(signed);
        }
    }
}
