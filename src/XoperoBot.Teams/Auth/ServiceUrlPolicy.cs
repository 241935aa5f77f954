using System.Text;
using Microsoft.Extensions.Options;

namespace XoperoBot.Teams.Auth;

/// <summary>Which service addresses the bot believes and sends its own token to.</summary>
internal sealed class ServiceUrlPolicy(IOptions<TeamsOptions> options)
{
    private const string PublicCloud = "https://smba.trafficmanager.net/";
    private readonly Uri[] _allowed = [.. Entries(options.Value)];

    /// <summary>For a place that the bot never heard from.</summary>
    public Uri Default { get; } = DefaultOf(options.Value);

    public bool Allows(string? serviceUrl) =>
        Uri.TryCreate(serviceUrl, UriKind.Absolute, out var url) && Allows(url);

    public bool Allows(Uri url) =>
        // A name of other letters may be no name at all, and then throws when it is looked at.
        url.UserInfo.Length == 0
        && Ascii.IsValid(url.Host)
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
        && (_allowed.Any(entry => Covers(entry, url))
            || (options.Value.DangerouslyAllowUnauthenticatedRequests && url.IsLoopback));

    // Parts are compared, never text: "smba.trafficmanager.net.evil.com" begins like an allowed address.
    private static bool Covers(Uri entry, Uri url)
    {
        if (entry.Scheme != url.Scheme
            || entry.Port != url.Port
            || !string.Equals(entry.IdnHost, url.IdnHost, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var below = entry.AbsolutePath.TrimEnd('/') + "/";
        return (url.AbsolutePath.TrimEnd('/') + "/").StartsWith(below, StringComparison.OrdinalIgnoreCase);
    }

    private static IEnumerable<Uri> Entries(TeamsOptions options) =>
        (options.AllowedServiceUrls.Count > 0 ? options.AllowedServiceUrls : [PublicCloud]).Select(entry => new Uri(entry));

    private static Uri DefaultOf(TeamsOptions options)
    {
        if (options.DefaultServiceUrl is { } configured)
        {
            return new Uri(configured);
        }

        var publicTeams = new Uri(PublicCloud + "teams/");
        var entries = Entries(options).ToList();
        return entries.Exists(entry => Covers(entry, publicTeams)) ? publicTeams : entries[0];
    }
}
