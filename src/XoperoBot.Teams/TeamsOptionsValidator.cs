using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using XoperoBot.Teams.Auth;

namespace XoperoBot.Teams;

/// <summary>Refuses a half-filled section and names every key in one message.</summary>
internal sealed class TeamsOptionsValidator(IHostEnvironment environment) : IValidateOptions<TeamsOptions>
{
    public ValidateOptionsResult Validate(string? name, TeamsOptions options)
    {
        var faults = Identity(options)
            .Concat(Addresses(options))
            .Concat(Unauthenticated(options))
            .ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Identity(TeamsOptions options)
    {
        string?[] credentials = [options.ClientSecret, options.CertificatePath, options.ManagedIdentityClientId];
        var given = credentials.Count(credential => !string.IsNullOrWhiteSpace(credential));
        if (given > 1)
        {
            yield return "Teams: exactly one of ClientSecret, CertificatePath and ManagedIdentityClientId may be set.";
        }

        if (options.DangerouslyAllowUnauthenticatedRequests && given == 0)
        {
            yield break;
        }

        if (string.IsNullOrWhiteSpace(options.AppId))
        {
            yield return "Teams:AppId is missing.";
        }

        if (string.IsNullOrWhiteSpace(options.TenantId))
        {
            yield return "Teams:TenantId is missing.";
        }

        if (given == 0)
        {
            yield return "Teams: one of ClientSecret, CertificatePath and ManagedIdentityClientId is missing.";
        }

        if (!string.IsNullOrWhiteSpace(options.CertificatePath) && !ClientCredentials.CanSignWith(options))
        {
            yield return "Teams:CertificatePath names no readable PEM or PKCS#12 file with an RSA key (a PKCS#12 file may need Teams:CertificatePassword).";
        }
    }

    private static IEnumerable<string> Addresses(TeamsOptions options)
    {
        if (!IsSafe(options.OpenIdMetadataUrl))
        {
            yield return "Teams:OpenIdMetadataUrl must be an https address (http only on a loopback address).";
        }

        if (!IsSafe(options.LoginEndpoint))
        {
            yield return "Teams:LoginEndpoint must be an https address (http only on a loopback address).";
        }

        if (string.IsNullOrWhiteSpace(options.Issuer))
        {
            yield return "Teams:Issuer is missing.";
        }

        if (string.IsNullOrWhiteSpace(options.BotScope))
        {
            yield return "Teams:BotScope is missing.";
        }

        if (options.AllowedServiceUrls.Any(url => !IsSafe(url)))
        {
            yield return "Teams:AllowedServiceUrls must hold https addresses only (http only on a loopback address).";
        }

        if (options.DefaultServiceUrl is { } fallback && !IsSafe(fallback))
        {
            yield return "Teams:DefaultServiceUrl must be an https address (http only on a loopback address).";
        }

        if (options.InvokePatience <= TimeSpan.Zero || options.InvokePatience > TimeSpan.FromSeconds(10))
        {
            yield return "Teams:InvokePatience must be more than zero and at most ten seconds: Teams itself waits fifteen.";
        }
    }

    private IEnumerable<string> Unauthenticated(TeamsOptions options)
    {
        if (options.DangerouslyAllowUnauthenticatedRequests && !environment.IsDevelopment())
        {
            yield return "Teams:DangerouslyAllowUnauthenticatedRequests is allowed in the environment Development only.";
        }
    }

    private static bool IsSafe(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url)
        && url.UserInfo.Length == 0
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));
}
