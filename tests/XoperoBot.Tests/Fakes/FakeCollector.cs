using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace XoperoBot.Tests.Fakes;

/// <summary>An OTLP collector on the loopback address. It keeps bodies as they come: names and texts stand in them readable.</summary>
internal sealed class FakeCollector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Signal, string Text)> _received = new();

    private FakeCollector(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public string TextOf(string signal) => string.Join('\n', _received.Where(one => one.Signal == signal).Select(one => one.Text));

    public static async Task<FakeCollector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var collector = new FakeCollector(builder.Build());
        collector._app.MapPost("/v1/{signal}", collector.TakeAsync);
        await collector._app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext http, string signal)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        _received.Enqueue((signal, Encoding.Latin1.GetString(body.ToArray())));
        http.Response.ContentType = "application/x-protobuf";
    }
}
