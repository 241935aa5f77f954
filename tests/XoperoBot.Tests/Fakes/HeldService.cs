using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace XoperoBot.Tests.Fakes;

/// <summary>Stands before a Management Service: takes every call and answers none until it is let go, then passes them on.</summary>
internal sealed class HeldService : IAsyncDisposable
{
    private readonly TaskCompletionSource<Uri> _behind = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpClient _client = new();
    private readonly WebApplication _app;
    private int _held;

    private HeldService(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    /// <summary>Calls that are being held open at this moment.</summary>
    public int Held => Volatile.Read(ref _held);

    public static async Task<HeldService> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var service = new HeldService(app);
        app.Run(service.HandleAsync);
        await app.StartAsync();
        return service;
    }

    public void LetGo(Uri behind) => _behind.TrySetResult(behind);

    public async ValueTask DisposeAsync()
    {
        _behind.TrySetCanceled();
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private async Task HandleAsync(HttpContext http)
    {
        Interlocked.Increment(ref _held);
        try
        {
            await PassOnAsync(http, await _behind.Task.WaitAsync(http.RequestAborted));
        }
        catch (OperationCanceledException)
        {
            http.Abort();
        }
        finally
        {
            Interlocked.Decrement(ref _held);
        }
    }

    private async Task PassOnAsync(HttpContext http, Uri behind)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), new Uri(behind, http.Request.Path + http.Request.QueryString))
        {
            Content = new ByteArrayContent(body.ToArray()),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", http.Request.ContentType);
        request.Headers.TryAddWithoutValidation("Authorization", http.Request.Headers.Authorization.ToArray());
        using var response = await _client.SendAsync(request, http.RequestAborted);
        http.Response.StatusCode = (int)response.StatusCode;
        http.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        await response.Content.CopyToAsync(http.Response.Body);
    }
}
