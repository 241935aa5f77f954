namespace XoperoBot.Teams;

/// <summary>
/// Section <c>Teams</c>. The defaults are those of the public cloud; a sovereign cloud is a matter of other values:
/// <list type="table">
/// <listheader><term>key</term><description>US government · China (21Vianet)</description></listheader>
/// <item><term>OpenIdMetadataUrl</term><description>https://login.botframework.azure.us/v1/.well-known/openidconfiguration ·
/// https://login.botframework.azure.cn/v1/.well-known/openidconfiguration</description></item>
/// <item><term>Issuer</term><description>https://api.botframework.us · https://api.botframework.azure.cn</description></item>
/// <item><term>LoginEndpoint</term><description>https://login.microsoftonline.us/ · https://login.partner.microsoftonline.cn/</description></item>
/// <item><term>BotScope</term><description>https://api.botframework.us/.default · https://api.botframework.azure.cn/.default</description></item>
/// <item><term>AllowedServiceUrls</term><description>https://smba.infra.gov.teams.microsoft.us/ (GCC High),
/// https://smba.infra.dod.teams.microsoft.us/ (DoD), https://smba.infra.gcc.teams.microsoft.com/ (GCC) · as the tenant's activities name it</description></item>
/// </list>
/// Source: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
/// </summary>
public sealed class TeamsOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Teams";

    /// <summary>The bot's Microsoft Entra application (client) id: the audience of every inbound token.</summary>
    public string? AppId { get; set; }

    /// <summary>The Entra tenant of the bot. People of other tenants have no access here.</summary>
    public string? TenantId { get; set; }

    /// <summary>Client secret; exactly one of this, <see cref="CertificatePath"/> and <see cref="ManagedIdentityClientId"/>.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>A file with certificate and private key: PKCS#12 (<c>.pfx</c>) or PEM.</summary>
    public string? CertificatePath { get; set; }

    /// <summary>Password of the PKCS#12 file, if it has one.</summary>
    public string? CertificatePassword { get; set; }

    /// <summary>Client id of the user-assigned managed identity that the bot runs as.</summary>
    public string? ManagedIdentityClientId { get; set; }

    /// <summary>Where the signing keys of inbound tokens are found. <c>http://</c> only on a loopback address.</summary>
    public string OpenIdMetadataUrl { get; set; } = "https://login.botframework.com/v1/.well-known/openidconfiguration";

    /// <summary>The exact issuer of inbound tokens.</summary>
    public string Issuer { get; set; } = "https://api.botframework.com";

    /// <summary>Where outbound tokens are asked for. <c>http://</c> only on a loopback address.</summary>
    public string LoginEndpoint { get; set; } = "https://login.microsoftonline.com/";

    /// <summary>The scope of outbound tokens.</summary>
    public string BotScope { get; set; } = "https://api.botframework.com/.default";

    /// <summary>Service addresses that the bot answers and sends its own token to; an entry covers everything below its path.
    /// <c>https://</c>, or <c>http://</c> on a loopback address. Configured entries replace the default.</summary>
    public IList<string> AllowedServiceUrls { get; } = [];

    /// <summary>Hosts that take an accepted file; an entry with a leading dot covers every host below it.</summary>
    public IList<string> AllowedUploadHosts { get; } = [];

    /// <summary>Where a place is looked for that the bot never heard from. Null: the public cloud's address if that is allowed,
    /// else the first of <see cref="AllowedServiceUrls"/>.</summary>
    public string? DefaultServiceUrl { get; set; }

    /// <summary>How long a pressed button may keep the person waiting before the answer follows as a message.</summary>
    public TimeSpan InvokePatience { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>For the emulator and Agents Playground only: activities without a token are believed when they come from a loopback
    /// address. Refused outside the environment Development.</summary>
    public bool DangerouslyAllowUnauthenticatedRequests { get; set; }
}
