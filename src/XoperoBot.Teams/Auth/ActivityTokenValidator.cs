using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using XoperoBot.Teams.Wire;

namespace XoperoBot.Teams.Auth;

/// <summary>What a valid token says; null claims mean that the request needed no token (see <see cref="TeamsOptions.DangerouslyAllowUnauthenticatedRequests"/>).</summary>
internal sealed record Caller(string? ServiceUrl, IReadOnlyList<string> Endorsements, bool Authenticated);

/// <summary>
/// Decides whether a request comes from the Bot Framework. First the token alone, before the body is read; then the activity against
/// the token. Reasons go to the log, never to the caller.
/// Source: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
/// </summary>
internal sealed class ActivityTokenValidator(SigningKeys keys, ServiceUrlPolicy services, IOptions<TeamsOptions> options, TimeProvider time)
{
    private const string Scheme = "Bearer ";
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);
    private static readonly string[] Algorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512];

    // Claims are read by their own names and nothing of a token is logged by the library.
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly VerifiedTokens _verified = new();

    /// <summary>The caller, or the reason why not.</summary>
    public async Task<(Caller? Caller, string? Refusal)> AuthenticateAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var headers = request.Headers.Authorization;
        if (headers.Count == 0 && options.Value.DangerouslyAllowUnauthenticatedRequests)
        {
            return IsLoopback(request.HttpContext.Connection.RemoteIpAddress)
                ? (new Caller(null, [], Authenticated: false), null)
                : (null, "no token from another machine");
        }

        if (headers.Count != 1 || headers[0] is not { } header || !header.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return (null, "no bearer token");
        }

        return string.IsNullOrEmpty(options.Value.AppId)
            ? (null, "no AppId to compare with")
            : await ValidateAsync(header[Scheme.Length..], options.Value.AppId, cancellationToken);
    }

    /// <summary>Null when the activity is what the token was made for; else the reason.</summary>
    public string? Refuses(Caller caller, Activity activity)
    {
        if (!services.Allows(activity.ServiceUrl))
        {
            return "service address not allowed";
        }

        if (!caller.Authenticated)
        {
            return null;
        }

        if (!string.Equals(caller.ServiceUrl, activity.ServiceUrl, StringComparison.OrdinalIgnoreCase))
        {
            return "service address differs from the token's";
        }

        return activity.ChannelId is { Length: > 0 } channel && caller.Endorsements.Contains(channel, StringComparer.Ordinal)
            ? null
            : "key not endorsed for the channel";
    }

    private async Task<(Caller? Caller, string? Refusal)> ValidateAsync(string token, string appId, CancellationToken cancellationToken)
    {
        // The same key as then: one that was withdrawn meanwhile, or published anew with other endorsements, is asked again.
        if (_verified.Find(token) is { } known && ReferenceEquals(await keys.FindAsync(known.KeyId, cancellationToken), known.Key)
            && IsAlive(known.NotBefore, known.Expires))
        {
            return (known.Caller, null);
        }

        if (!_handler.CanReadToken(token) || ReadToken(token) is not { Kid.Length: > 0 } unverified)
        {
            return (null, "not a signed token");
        }

        if (!Algorithms.Contains(unverified.Alg, StringComparer.Ordinal))
        {
            return (null, "algorithm not allowed");
        }

        if (await keys.FindAsync(unverified.Kid, cancellationToken) is not { } key)
        {
            return (null, "unknown key");
        }

        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = options.Value.Issuer,
            ValidAudience = appId,
            IssuerSigningKey = key.Key,
            TryAllIssuerSigningKeys = false,
            ValidAlgorithms = Algorithms,
            RequireSignedTokens = true,
            LifetimeValidator = (notBefore, expires, _, _) => IsAlive(notBefore, expires),
        });
        if (!result.IsValid)
        {
            return (null, result.Exception?.GetType().Name ?? "invalid");
        }

        var verified = (JsonWebToken)result.SecurityToken;
        if (!verified.TryGetPayloadValue<string>("serviceurl", out var serviceUrl) || string.IsNullOrEmpty(serviceUrl))
        {
            return (null, "no service address in the token");
        }

        var caller = new Caller(serviceUrl, key.Endorsements, Authenticated: true);
        _verified.Keep(token, new VerifiedToken(caller, unverified.Kid, key, Given(verified.ValidFrom), Given(verified.ValidTo)));
        return (caller, null);
    }

    /// <summary>The library's word for a time that the token does not have.</summary>
    private static DateTime? Given(DateTime time) => time == DateTime.MinValue ? null : time;

    private JsonWebToken? ReadToken(string token)
    {
        try
        {
            return _handler.ReadJsonWebToken(token);
        }
        catch (Exception exception) when (exception is SecurityTokenException or ArgumentException)
        {
            return null;
        }
    }

    private bool IsAlive(DateTime? notBefore, DateTime? expires)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end + ClockSkew && (notBefore is not { } start || now >= start - ClockSkew);
    }

    private static bool IsLoopback(IPAddress? address) =>
        address is not null && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
