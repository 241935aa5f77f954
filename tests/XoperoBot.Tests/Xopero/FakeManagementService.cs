using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace XoperoBot.Tests.Xopero;

/// <summary>A request as it arrived.</summary>
internal sealed record Received(string Path, string Body, string? Authorization, string? ContentType);

/// <summary>A Management Service on a port of its own that answers what a test tells it to. A path without an answer gives 501.</summary>
internal sealed class FakeManagementService : IAsyncDisposable
{
    public const string Login = "/account/login";
    public const string Organizations = "/git/organizations/getmany";
    public const string AssignedPlans = "/plans/listassignedtoorganization";
    public const string Repositories = "/git/repositories/getmany";
    public const string Sync = "/git/repositories/sync";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Func<HttpContext, string, Task>> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Received> _requests = new();
    private int _logins;

    private FakeManagementService(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = null!;

    public IReadOnlyList<Received> Requests => [.. _requests];

    public IReadOnlyList<Received> RequestsTo(string path) => [.. _requests.Where(request => request.Path == path)];

    public static async Task<FakeManagementService> StartAsync(X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        var app = builder.Build();
        var service = new FakeManagementService(app);
        app.Run(service.HandleAsync);
        await app.StartAsync();
        service.Address = new Uri(app.Urls.Single());
        service.Answer(Login, (context, _) => WriteAsync(context, $$"""{"accessToken":"token-{{Interlocked.Increment(ref service._logins)}}"}"""));
        return service;
    }

    public static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }

    public static async Task WriteAsync(HttpContext context, string body, int status = 200, string contentType = "application/json")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body));
    }

    public void Answer(string path, Func<HttpContext, string, Task> answer) => _answers[path] = answer;

    public void Answer(string path, string body, int status = 200, string contentType = "application/json") =>
        Answer(path, (context, _) => WriteAsync(context, body, status, contentType));

    public void Answer(string path, byte[] body) => Answer(path, async (context, _) => await context.Response.Body.WriteAsync(body));

    /// <summary>Answers in this order, the last one for ever.</summary>
    public void AnswerInTurn(string path, params (int Status, string Body)[] answers)
    {
        var turn = 0;
        Answer(path, (context, _) =>
        {
            var (status, body) = answers[Math.Min(Interlocked.Increment(ref turn), answers.Length) - 1];
            return WriteAsync(context, body, status);
        });
    }

    public async ValueTask DisposeAsync()
    {
        // Answers that hang on purpose must not hold the test.
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var path = context.Request.Path.Value!;
        _requests.Enqueue(new Received(path, body, context.Request.Headers.Authorization, context.Request.ContentType));
        if (_answers.TryGetValue(path, out var answer))
        {
            await answer(context, body);
            return;
        }

        context.Response.StatusCode = 501;
    }
}
