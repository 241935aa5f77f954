namespace XoperoBot.Host.Hosting;

/// <summary>Where secrets are kept, besides the environment and the command line. Read once, at the start.</summary>
internal sealed class SecretsOptions
{
    public const string Section = "Secrets";

    /// <summary>
    /// Full path of a folder whose files are keys: the name with <c>__</c> for each colon (<c>Slack__BotToken</c>), the value without
    /// its last line end. Mounted secrets of containers and systemd's credentials look like this.
    /// </summary>
    public string? Directory { get; set; }

    /// <summary>
    /// Address of an Azure Key Vault (<c>https://….vault.azure.net/</c>), read with the identity of this process. Its secrets are keys
    /// with <c>--</c> for each colon (<c>Slack--BotToken</c>); a name without <c>--</c> is not read.
    /// </summary>
    public string? KeyVault { get; set; }
}
