using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace XoperoBot.Teams.Auth;

/// <summary>A token whose signature and claims were found good, and what must still hold each time it is shown.</summary>
internal sealed record VerifiedToken(Caller Caller, string KeyId, SigningKey Key, DateTime? NotBefore, DateTime? Expires);

/// <summary>
/// Tokens that were verified: the connector shows one for an hour, and a signature that was good stays so. Only digests are kept, and only of
/// good tokens, so nobody outside can fill this.
/// </summary>
internal sealed class VerifiedTokens
{
    /// <summary>Far above the number of connectors that speak to one bot in an hour.</summary>
    private const int Most = 1000;

    private readonly ConcurrentDictionary<string, VerifiedToken> _tokens = new(StringComparer.Ordinal);

    public VerifiedToken? Find(string token) => _tokens.GetValueOrDefault(Digest(token));

    public void Keep(string token, VerifiedToken verified)
    {
        if (_tokens.Count >= Most)
        {
            _tokens.Clear();
        }

        _tokens[Digest(token)] = verified;
    }

    private static string Digest(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
