using System.Net.Http.Headers;

namespace XoperoBot.Xopero.Http;

/// <summary>What one login gave. Opaque: the page's own sample cannot be decoded.</summary>
/// <param name="Header">How it is sent.</param>
/// <param name="IssuedAt">Timestamp from before the login, so that its age is never underestimated.</param>
internal sealed record AccessToken(AuthenticationHeaderValue Header, long IssuedAt)
{
    /// <summary>What the service's clock said; null when it did not tell.</summary>
    public DateTimeOffset? ServiceTime { get; init; }

    /// <summary>Some call was answered with it. One that never was is not renewed at once, or every call would log in.</summary>
    public bool Accepted { get; set; }
}
