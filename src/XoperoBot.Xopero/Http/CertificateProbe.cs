using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace XoperoBot.Xopero.Http;

/// <summary>Reads the certificate that a server shows, and closes the connection before anything is said over it.</summary>
internal static class CertificateProbe
{
    public static async Task<ServerCertificate?> ReadAsync(XoperoServerOptions options, Faults faults, CancellationToken cancellationToken)
    {
        var address = options.BaseUrl!;
        if (address.Scheme != Uri.UriSchemeHttps || options.UseSystemProxy)
        {
            return null;
        }

        ServerCertificate? seen = null;
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(address.IdnHost, address.Port, cancellationToken);
            await using var stream = new SslStream(socket.GetStream());
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = address.IdnHost,
                    RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                    {
                        seen = certificate is null ? null : Describe(certificate, errors);
                        return errors == SslPolicyErrors.None;
                    },
                },
                cancellationToken);
        }
        catch (AuthenticationException) when (seen is not null)
        {
            // Not trusted: seen it was all the same.
        }
        catch (Exception exception) when (exception is SocketException or IOException or AuthenticationException)
        {
            throw faults.Of(Call.Login, new Answer
            {
                Fault = exception is SocketException ? XoperoFault.Unreachable : XoperoFault.Certificate,
                NothingSent = true,
                Cause = exception,
            });
        }

        return seen;
    }

    private static ServerCertificate Describe(X509Certificate certificate, SslPolicyErrors errors)
    {
        using var copy = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return new ServerCertificate(
            copy.Subject, new DateTimeOffset(copy.NotAfter), Convert.ToHexString(SHA256.HashData(copy.RawData)), errors == SslPolicyErrors.None);
    }
}
