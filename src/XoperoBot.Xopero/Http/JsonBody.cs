using System.Net;
using System.Net.Http.Headers;

namespace XoperoBot.Xopero.Http;

/// <summary>A request body that knows whether anything of it left: it is asked for only once a connection stands.</summary>
internal sealed class JsonBody : ByteArrayContent
{
    public JsonBody(byte[] utf8)
        : base(utf8) => Headers.ContentType = new MediaTypeHeaderValue("application/json");

    public bool Started { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Started = true;
        return base.SerializeToStreamAsync(stream, context, cancellationToken);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        Started = true;
        return base.SerializeToStreamAsync(stream, context);
    }
}
