using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using XoperoBot.Teams.Wire;

namespace XoperoBot.Teams.Auth;

/// <summary>
/// The client-credentials request of OAuth 2.0, with a secret or a certificate. Azure.Identity would do the same but insists on an
/// https authority and on asking the public cloud about it, which leaves no way to run against a double or an isolated cloud.
/// Source: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
/// </summary>
internal sealed partial class ClientCredentials(
    IHttpClientFactory clients, IOptions<TeamsOptions> options, TimeProvider time, ILogger<ClientCredentials> logger)
    : IBotTokenSource, IDisposable
{
    public const string ClientName = "teams-login";

    private const string JwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    // A wrong secret stays wrong until an administrator acts; what waits to be sent waits too.
    private static readonly TimeSpan RefusedPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AssertionLife = TimeSpan.FromMinutes(5);

    private readonly Lazy<X509Certificate2> _certificate = new(() => Load(options.Value));

    public async Task<BotToken> RequestAsync(CancellationToken cancellationToken)
    {
        var endpoint = new Uri(new Uri(options.Value.LoginEndpoint.TrimEnd('/') + "/"), $"{Uri.EscapeDataString(options.Value.TenantId!)}/oauth2/v2.0/token");
        using var client = clients.CreateClient(ClientName);
        using var form = new FormUrlEncodedContent(Fields(endpoint));
        try
        {
            using var response = await client.PostAsync(endpoint, form, cancellationToken);
            var answer = await ReadAsync(response, cancellationToken);
            if (response.IsSuccessStatusCode && answer is { AccessToken: { Length: > 0 } token, ExpiresIn: > 0 })
            {
                return new BotToken(token, time.GetUtcNow().AddSeconds(answer.ExpiresIn));
            }

            var refused = (int)response.StatusCode is >= 400 and < 500 and not 408 and not 429;
            var reason = answer?.Error ?? $"http {(int)response.StatusCode}";
            if (refused)
            {
                Log.Refused(logger, reason);
            }

            throw new BotTokenException(reason, refused ? RefusedPause : ConnectorStatus.RetryAfter(response, time.GetUtcNow()));
        }
        catch (HttpRequestException exception)
        {
            throw new BotTokenException("unreachable", inner: exception);
        }
    }

    public void Dispose()
    {
        if (_certificate.IsValueCreated)
        {
            _certificate.Value.Dispose();
        }
    }

    private Dictionary<string, string> Fields(Uri endpoint)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = options.Value.AppId!,
            ["scope"] = options.Value.BotScope,
        };
        if (!string.IsNullOrWhiteSpace(options.Value.ClientSecret))
        {
            fields["client_secret"] = options.Value.ClientSecret;
            return fields;
        }

        fields["client_assertion_type"] = JwtBearer;
        fields["client_assertion"] = Assertion(endpoint);
        return fields;
    }

    // Source: https://learn.microsoft.com/entra/identity-platform/certificate-credentials
    private string Assertion(Uri endpoint)
    {
        var certificate = _certificate.Value;
        var now = time.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = options.Value.AppId,
            Audience = endpoint.AbsoluteUri,
            NotBefore = now,
            IssuedAt = now,
            Expires = now + AssertionLife,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["sub"] = options.Value.AppId!,
                ["jti"] = $"{options.Value.AppId}-{now.Ticks}",
            },
            AdditionalHeaderClaims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["x5t#S256"] = Base64UrlEncoder.Encode(certificate.GetCertHash(HashAlgorithmName.SHA256)),
            },
            SigningCredentials = new SigningCredentials(new X509SecurityKey(certificate), SecurityAlgorithms.RsaSsaPssSha256),
        });
    }

    /// <summary>Whether the configured file holds a certificate with its RSA key, and opens with the configured password.</summary>
    public static bool CanSignWith(TeamsOptions options)
    {
        try
        {
            using var certificate = Load(options);
            using var key = certificate.GetRSAPrivateKey();
            return key is not null;
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static X509Certificate2 Load(TeamsOptions options) =>
        X509Certificate2.GetCertContentType(options.CertificatePath!) == X509ContentType.Pfx
            ? X509CertificateLoader.LoadPkcs12FromFile(options.CertificatePath!, options.CertificatePassword)
            : X509Certificate2.CreateFromPemFile(options.CertificatePath!);

    private static async Task<TokenAnswer?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<TokenAnswer>(cancellationToken);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record TokenAnswer
    {
        [JsonPropertyName("access_token")]
        public string? AccessToken { get; init; }

        [JsonPropertyName("expires_in")]
        public int ExpiresIn { get; init; }

        [JsonPropertyName("error")]
        public string? Error { get; init; }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Microsoft Entra refused the bot's credentials ({Reason}). Check Teams:AppId, Teams:TenantId and the secret or certificate, and whether it has expired")]
        public static partial void Refused(ILogger logger, string reason);
    }
}
