using System.Net.Sockets;
using System.Text;

namespace XoperoBot.Host.Hosting;

/// <summary>Tells systemd (<c>Type=notify</c>) when the bot takes work and when it stops. Source: sd_notify(3).</summary>
internal static class Systemd
{
    private const string SocketKey = "NOTIFY_SOCKET";

    /// <summary>Does nothing where no service manager waits.</summary>
    public static void NotifySystemd(this WebApplication app)
    {
        if (app.Configuration[SocketKey] is not { Length: > 1 } address)
        {
            return;
        }

        app.Lifetime.ApplicationStarted.Register(() => Send(address, "READY=1"));
        app.Lifetime.ApplicationStopping.Register(() => Send(address, "STOPPING=1"));
    }

    private static void Send(string address, string state)
    {
        // A leading @ stands for the NUL of an abstract socket.
        var endpoint = new UnixDomainSocketEndPoint(address[0] == '@' ? '\0' + address[1..] : address);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Connect(endpoint);
        socket.Send(Encoding.UTF8.GetBytes(state));
    }
}
