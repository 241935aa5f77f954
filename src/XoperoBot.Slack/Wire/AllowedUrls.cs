using System.Text;
using Microsoft.Extensions.Options;

namespace XoperoBot.Slack.Wire;

/// <summary>Where the bot may be sent by an address that arrived in a payload: Slack, or the configured double. Nowhere else.</summary>
internal sealed class AllowedUrls(IOptions<SlackOptions> options)
{
    private const string HooksHost = "hooks.slack.com";
    private const string FilesHost = "files.slack.com";

    /// <summary>A <c>response_url</c>.</summary>
    public Uri? Hook(string? address) => Parse(address) is { } url && (IsHttps(url, HooksHost) || IsDouble(url)) ? url : null;

    /// <summary>Where the bytes of a file go; the address comes from the Web API's own answer.</summary>
    public Uri? Upload(string? address) =>
        Parse(address) is { } url && (IsHttps(url, "slack.com") || IsSubdomain(url, Uri.UriSchemeHttps) || IsDouble(url)) ? url : null;

    /// <summary>Where a file that somebody sent is fetched with the bot's token; the address comes out of a message.</summary>
    public Uri? Download(string? address) => Parse(address) is { } url && (IsHttps(url, FilesHost) || IsDouble(url)) ? url : null;

    /// <summary>A Socket Mode address.</summary>
    public Uri? Socket(string? address) =>
        Parse(address) is { } url && (IsSubdomain(url, Uri.UriSchemeWss) || IsSocketOfDouble(url)) ? url : null;

    // A name of other letters may be no name at all, and then throws when it is looked at.
    private static Uri? Parse(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url) && url.UserInfo.Length == 0 && Ascii.IsValid(url.Host) ? url : null;

    private static bool IsHttps(Uri url, string host) =>
        string.Equals(url.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal)
        && url.IsDefaultPort
        && string.Equals(url.IdnHost, host, StringComparison.OrdinalIgnoreCase);

    private static bool IsSubdomain(Uri url, string scheme) =>
        string.Equals(url.Scheme, scheme, StringComparison.Ordinal)
        && url.IsDefaultPort
        && url.IdnHost.EndsWith(".slack.com", StringComparison.OrdinalIgnoreCase);

    private bool IsDouble(Uri url)
    {
        var api = options.Value.ApiBaseUrl;
        return string.Equals(url.Scheme, api.Scheme, StringComparison.Ordinal)
            && string.Equals(url.IdnHost, api.IdnHost, StringComparison.OrdinalIgnoreCase);
    }

    private bool IsSocketOfDouble(Uri url)
    {
        var api = options.Value.ApiBaseUrl;
        var secure = string.Equals(api.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal);
        return string.Equals(url.Scheme, secure ? Uri.UriSchemeWss : Uri.UriSchemeWs, StringComparison.Ordinal)
            && string.Equals(url.IdnHost, api.IdnHost, StringComparison.OrdinalIgnoreCase);
    }
}
