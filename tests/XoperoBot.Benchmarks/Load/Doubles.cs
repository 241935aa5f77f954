using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace XoperoBot.Benchmarks.Load;

/// <summary>
/// What stands around a measured bot, as thin as possible: a Management Service that takes long, Slack's Web API, the Bot Framework's
/// keys and tokens, and its connector, which tells who waits for a reply in a conversation.
/// </summary>
internal sealed class Doubles : IAsyncDisposable
{
    public const string AppId = "22222222-2222-2222-2222-222222222222";

    private readonly WebApplication _app;
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);
    private Func<int>? _status;
    private long _replies;

    private Doubles(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First() + "/");

    /// <summary>Messages that the connector took.</summary>
    public long Replies => Interlocked.Read(ref _replies);

    /// <summary>Settings of a bot that watches the slow service.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Service =>
    [
        new("Xopero:Servers:0:Name", "main"), new("Xopero:Servers:0:BaseUrl", new Uri(Address, "service/").AbsoluteUri),
        new("Xopero:Servers:0:AllowHttp", "true"), new("Xopero:Servers:0:Email", "bot@demo.test"), new("Xopero:Servers:0:Password", "demo"),
    ];

    /// <summary>Settings of a bot in Teams.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Teams =>
    [
        new("Teams:AppId", AppId), new("Teams:TenantId", "11111111-1111-1111-1111-111111111111"), new("Teams:ClientSecret", "made-up"),
        new("Teams:OpenIdMetadataUrl", new Uri(Address, "openid").AbsoluteUri), new("Teams:LoginEndpoint", new Uri(Address, "login/").AbsoluteUri),
        new("Teams:AllowedServiceUrls:0", Connector), new("Teams:DefaultServiceUrl", Connector),
    ];

    public string Connector => new Uri(Address, "amer/").AbsoluteUri;

    public static async Task<Doubles> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var doubles = new Doubles(builder.Build());
        doubles._app.Run(doubles.AnswerAsync);
        await doubles._app.StartAsync();
        return doubles;
    }

    /// <summary>What the connector answers from now on: an HTTP status, asked for each message.</summary>
    public void Connect(Func<int> status) => _status = status;

    /// <summary>Completes with the next message to a conversation; ask before causing it.</summary>
    public Task NextAsync(string conversation) =>
        _waiting.GetOrAdd(conversation, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>A token as the Bot Framework gives one to its own calls.</summary>
    public string Token()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            new JsonObject
            {
                ["iss"] = "https://api.botframework.com", ["aud"] = AppId, ["nbf"] = now - 10, ["exp"] = now + 3600, ["serviceurl"] = Connector,
            }.ToJsonString(),
            new SigningCredentials(new RsaSecurityKey(_rsa) { KeyId = "key-1" }, SecurityAlgorithms.RsaSha256));
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
        _rsa.Dispose();
    }

    private Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        return path switch
        {
            _ when path.StartsWith("/amer/", StringComparison.Ordinal) => ConnectorAsync(http, path),
            _ when path.StartsWith("/service/", StringComparison.Ordinal) => Task.Delay(Timeout.Infinite, http.RequestAborted),
            _ when path.StartsWith("/login/", StringComparison.Ordinal) => WriteAsync(http, """{"access_token":"bot-token","expires_in":36000}"""),
            "/openid" => WriteAsync(http, $$"""{"issuer":"https://api.botframework.com","jwks_uri":"{{new Uri(Address, "keys")}}"}"""),
            "/keys" => WriteAsync(http, Keys()),
            "/slack/auth.test" => WriteAsync(http, """{"ok":true,"user_id":"U1","user":"xoperobot","team_id":"T0001","bot_id":"B1"}"""),
            _ => WriteAsync(http, """{"ok":true}"""),
        };
    }

    private async Task ConnectorAsync(HttpContext http, string path)
    {
        await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
        var status = _status?.Invoke() ?? StatusCodes.Status201Created;
        if (status >= 400)
        {
            http.Response.StatusCode = status;
            http.Response.Headers.RetryAfter = status == StatusCodes.Status429TooManyRequests ? "1" : default;
            return;
        }

        Interlocked.Increment(ref _replies);
        await WriteAsync(http, """{"id":"1"}""");
        var conversation = path.Split('/') is { Length: > 4 } parts ? Uri.UnescapeDataString(parts[4]) : "";
        if (_waiting.TryRemove(conversation, out var waiting))
        {
            waiting.TrySetResult();
        }
    }

    private string Keys()
    {
        var parameters = _rsa.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["kty"] = "RSA", ["use"] = "sig", ["kid"] = "key-1", ["endorsements"] = new JsonArray("msteams"),
                ["n"] = Base64UrlEncoder.Encode(parameters.Modulus), ["e"] = Base64UrlEncoder.Encode(parameters.Exponent),
            }),
        }.ToJsonString();
    }

    private static async Task WriteAsync(HttpContext http, string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }
}
