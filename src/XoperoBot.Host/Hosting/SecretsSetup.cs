using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.KeyPerFile;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;

namespace XoperoBot.Host.Hosting;

/// <summary>Secrets of a vault, then of files: above appsettings.json, below the environment and the command line.</summary>
internal static class SecretsSetup
{
    private const string DirectoryKey = $"{SecretsOptions.Section}:{nameof(SecretsOptions.Directory)}";
    private const string KeyVaultKey = $"{SecretsOptions.Section}:{nameof(SecretsOptions.KeyVault)}";
    private const int VaultRepeats = 1;

    private static readonly TimeSpan VaultPatience = TimeSpan.FromSeconds(10);

    /// <exception cref="OptionsValidationException">One of them cannot be read; the message names the key.</exception>
    public static async Task AddSecretsAsync(this ConfigurationManager configuration, CancellationToken cancellationToken)
    {
        var options = configuration.GetSection(SecretsOptions.Section).Get<SecretsOptions>() ?? new SecretsOptions();
        var above = configuration.Sources.ToList().FindLastIndex(source => source is JsonConfigurationSource) + 1;
        if (!string.IsNullOrWhiteSpace(options.Directory))
        {
            AddFiles(configuration, above, options.Directory);
        }

        if (!string.IsNullOrWhiteSpace(options.KeyVault))
        {
            var secrets = await ReadVaultAsync(options.KeyVault, cancellationToken);
            configuration.Sources.Insert(above, new MemoryConfigurationSource { InitialData = secrets });
        }
    }

    private static void AddFiles(ConfigurationManager configuration, int above, string directory)
    {
        if (!Path.IsPathFullyQualified(directory))
        {
            throw Wrong($"{DirectoryKey} must be a full path.");
        }

        try
        {
            configuration.Sources.Insert(above, new KeyPerFileConfigurationSource { FileProvider = new PhysicalFileProvider(directory) });
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw Wrong($"{DirectoryKey} names a folder that cannot be read: {unreadable.Message}");
        }
    }

    private static async Task<IReadOnlyDictionary<string, string?>> ReadVaultAsync(string address, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var vault) || vault.Scheme != Uri.UriSchemeHttps)
        {
            throw Wrong($"{KeyVaultKey} must be the https address of a vault.");
        }

        var client = new SecretClient(vault, new DefaultAzureCredential(), new SecretClientOptions
        {
            Retry = { MaxRetries = VaultRepeats, NetworkTimeout = VaultPatience },
        });
        try
        {
            return await KeyVaultSecrets.ReadAsync(client, cancellationToken);
        }
        catch (Exception refused) when (KeyVaultSecrets.Reason(refused) is { } reason)
        {
            throw Wrong($"{KeyVaultKey}: {vault.Host} could not be read: {reason}.");
        }
    }

    private static OptionsValidationException Wrong(string problem) => new(SecretsOptions.Section, typeof(SecretsOptions), [problem]);
}
