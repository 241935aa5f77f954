using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace XoperoBot.Playground;

/// <summary>Decides whether the page exists, and for whom. Who passes can act as anybody in the cast.</summary>
internal sealed class Gate(IOptions<PlaygroundOptions> options, IHostEnvironment environment)
{
    public bool IsOn => options.Value.Enabled ?? environment.IsDevelopment();

    public bool IsOpenToAll => options.Value.Enabled is true;

    public bool Admits(HttpContext context) => IsOn && (IsOpenToAll || IsFromThisMachine(context));

    private static bool IsFromThisMachine(HttpContext context) =>
        IsLoopback(context.Connection.RemoteIpAddress)
        && IsLoopback(context.Connection.LocalIpAddress)
        && IsLoopbackName(context.Request.Host.Host)
        && !IsForwarded(context.Request.Headers);

    private static bool IsLoopback(IPAddress? address) => address is not null && IPAddress.IsLoopback(address);

    /// <summary>A foreign name that resolves to this machine (DNS rebinding) makes a foreign page same-origin with this one.</summary>
    private static bool IsLoopbackName(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>A development tunnel or proxy reaches us from loopback, but whoever sits behind it does not.</summary>
    private static bool IsForwarded(IHeaderDictionary headers) =>
        headers.ContainsKey("Forwarded") || headers.ContainsKey("X-Forwarded-For") || headers.ContainsKey("X-Forwarded-Host");
}
