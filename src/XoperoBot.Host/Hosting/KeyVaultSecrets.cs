using Azure;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;

namespace XoperoBot.Host.Hosting;

/// <summary>The keys that an Azure Key Vault holds. Names there have no colon: two dashes stand for it.</summary>
internal static class KeyVaultSecrets
{
    private const string Colon = "--";

    /// <summary>Every enabled secret whose name is that of a key; others in the vault are not ours to read.</summary>
    public static async Task<IReadOnlyDictionary<string, string?>> ReadAsync(SecretClient client, CancellationToken cancellationToken)
    {
        var keys = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        await foreach (var listed in client.GetPropertiesOfSecretsAsync(cancellationToken))
        {
            if (listed.Enabled is not true || !listed.Name.Contains(Colon, StringComparison.Ordinal))
            {
                continue;
            }

            var secret = await client.GetSecretAsync(listed.Name, cancellationToken: cancellationToken);
            keys[listed.Name.Replace(Colon, ConfigurationPath.KeyDelimiter, StringComparison.Ordinal)] = secret.Value.Value;
        }

        return keys;
    }

    /// <summary>Why the vault was not read, without what it or the identity service wrote; null when it is about something else.</summary>
    public static string? Reason(Exception exception) => exception switch
    {
        AuthenticationFailedException => "this process has no identity that Azure accepts",
        RequestFailedException { Status: 403 } => "the identity of this process lacks the role Key Vault Secrets User, or the vault's firewall is closed to it",
        RequestFailedException { Status: > 0 } answered => $"it answered {answered.Status} {answered.ErrorCode}".TrimEnd(),
        RequestFailedException or TaskCanceledException { InnerException: TimeoutException } => "it cannot be reached",
        AggregateException { InnerExceptions: [.., var last] } => Reason(last),
        _ => null,
    };
}
