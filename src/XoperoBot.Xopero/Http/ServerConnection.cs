using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;

namespace XoperoBot.Xopero.Http;

/// <summary>The connections to one server. Each server has its own, because a certificate may be pinned for one of them only.</summary>
internal static class ServerConnection
{
    public static HttpClient Create(XoperoServerOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = options.UseSystemProxy,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate | DecompressionMethods.Brotli,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        };
        if (options.CertificateSha256 is { Length: > 0 } pin)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = OnlyPinned(Convert.FromHexString(pin.Replace(":", "", StringComparison.Ordinal)));
        }

        var client = new HttpClient(handler)
        {
            BaseAddress = WithSlash(options.BaseUrl!),

            // Every attempt has its own, which follows the injected clock.
            Timeout = Timeout.InfiniteTimeSpan,
        };
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("XoperoBot", null));
        return client;
    }

    /// <summary>The pin stands in for the whole chain: it is the only certificate that passes.</summary>
    private static RemoteCertificateValidationCallback OnlyPinned(byte[] pin) => (_, certificate, _, _) =>
        certificate is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(certificate.GetRawCertData()), pin);

    private static Uri WithSlash(Uri address) =>
        address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
}
