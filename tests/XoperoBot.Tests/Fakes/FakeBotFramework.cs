using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace XoperoBot.Tests.Fakes;

/// <summary>A call that reached the connector.</summary>
internal sealed record ConnectorCall(string Method, string Path, string? Authorization, JsonObject? Body, int Bytes)
{
    /// <summary>The conversation's id as it was meant, with its thread.</summary>
    public string? Conversation => Segment(2);

    public string? ActivityId => Segment(4);

    public DateTimeOffset At { get; init; }

    /// <summary>The double answered with a fault that the test ordered.</summary>
    public bool Failed { get; init; }

    /// <summary>The line of the notification.</summary>
    public string? Summary => (string?)(Body?["summary"] ?? Body?["activity"]?["summary"]);

    /// <summary>The card of the message, or of the message inside a new conversation.</summary>
    public JsonObject? Card => (Body?["attachments"]?[0]?["content"] ?? Body?["activity"]?["attachments"]?[0]?["content"])?.AsObject();

    private string? Segment(int index) => Path.Trim('/').Split('/') is var parts && parts.Length > index ? Uri.UnescapeDataString(parts[index]) : null;
}

/// <summary>A message with a card, as it stands now.</summary>
internal sealed record ShownActivity(string Id, string Conversation, JsonObject Card, int Order);

/// <summary>
/// The Bot Framework on a loopback port: signing keys with endorsements, minted tokens, the token endpoint, and a connector that keeps
/// everything it is sent and fails on demand.
/// </summary>
internal sealed class FakeBotFramework : IAsyncDisposable
{
    public const string AppId = "22222222-2222-2222-2222-222222222222";
    public const string TenantId = "11111111-1111-1111-1111-111111111111";
    public const string ClientSecret = "made-up-secret";
    public const string Issuer = "https://api.botframework.com";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Fault> _failures = new();
    private readonly ConcurrentDictionary<Fault, Func<ConnectorCall, bool>> _matching = new();
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, ShownActivity> _shown = new(StringComparer.Ordinal);
    private int _lastId = 1000;

    private FakeBotFramework(WebApplication app, TimeProvider time)
    {
        _app = app;
        _time = time;
        Keys = [new FakeSigningKey("key-1", "msteams", "emulator")];
    }

    public Uri BaseUrl { get; private set; } = new("http://127.0.0.1/");

    public Uri ServiceUrl => new(BaseUrl, "amer/");

    public string OpenIdMetadataUrl => new Uri(BaseUrl, "v1/.well-known/openidconfiguration").AbsoluteUri;

    /// <summary>What the issuer publishes; the first one signs.</summary>
    public List<FakeSigningKey> Keys { get; }

    public ConcurrentQueue<ConnectorCall> Calls { get; } = new();

    /// <summary>What people see: messages with a card as they stand now, oldest first.</summary>
    public IReadOnlyList<ShownActivity> Shown => [.. _shown.Values.OrderBy(activity => activity.Order)];

    public ConcurrentQueue<IReadOnlyDictionary<string, string>> TokenRequests { get; } = new();

    public ConcurrentQueue<(string Path, byte[] Bytes, string? Range)> Uploads { get; } = new();

    /// <summary>Files that people sent, under <c>/files/name</c>.</summary>
    public ConcurrentDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    public int KeyReads { get; private set; }

    public bool KeysDown { get; set; }

    public int? TokenFailure { get; set; }

    public string? TokenRetryAfter { get; set; }

    /// <summary>Questions for a managed identity's token, with the secret header that they carried.</summary>
    public ConcurrentQueue<(string? Resource, string? ClientId, string? Secret)> IdentityRequests { get; } = new();

    public int TokenLifeSeconds { get; set; } = 3600;

    /// <summary>Successful sends answer with an empty body, as Teams does at times.</summary>
    public bool EmptyAnswers { get; set; }

    public List<JsonObject> Members { get; } = [];

    public static async Task<FakeBotFramework> StartAsync(TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var fake = new FakeBotFramework(builder.Build(), time ?? TimeProvider.System);
        fake.Map();
        await fake._app.StartAsync();
        var addresses = fake._app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>();
        fake.BaseUrl = new Uri(addresses.Addresses.Single() + "/");
        return fake;
    }

    /// <summary>The configuration of a bot that talks to this double.</summary>
    public Dictionary<string, string?> Settings() => new(StringComparer.Ordinal)
    {
        ["Teams:AppId"] = AppId,
        ["Teams:TenantId"] = TenantId,
        ["Teams:ClientSecret"] = ClientSecret,
        ["Teams:OpenIdMetadataUrl"] = OpenIdMetadataUrl,
        ["Teams:LoginEndpoint"] = new Uri(BaseUrl, "login/").AbsoluteUri,
        ["Teams:AllowedServiceUrls:0"] = ServiceUrl.AbsoluteUri,
        ["Teams:AllowedUploadHosts:0"] = "127.0.0.1",
    };

    /// <summary>The next calls of the connector fail with this, one each.</summary>
    public void FailNext(int status, string? code = null, string? retryAfter = null, int times = 1)
    {
        for (var time = 0; time < times; time++)
        {
            _failures.Enqueue(new Fault(status, code, retryAfter));
        }
    }

    /// <summary>The next call that matches fails with this.</summary>
    public void FailOnce(Func<ConnectorCall, bool> matches, int status, string? code = null, string? retryAfter = null) =>
        _matching[new Fault(status, code, retryAfter)] = matches;

    /// <summary>The next calls succeed, before whatever failures are announced after this.</summary>
    public void PassNext(int times) => FailNext(0, times: times);

    /// <summary>A token as the Bot Framework mints it; every part can be spoilt.</summary>
    public string Token(Action<Dictionary<string, object>>? change = null, FakeSigningKey? key = null, string algorithm = SecurityAlgorithms.RsaSha256)
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["iss"] = Issuer,
            ["aud"] = AppId,
            ["nbf"] = now - 10,
            ["exp"] = now + 3600,
            ["serviceurl"] = ServiceUrl.AbsoluteUri,
        };
        change?.Invoke(claims);
        var handler = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false };
        return handler.CreateToken(
            new JsonObject(claims.Select(claim => KeyValuePair.Create(claim.Key, JsonValue.Create(claim.Value) as JsonNode))).ToJsonString(),
            (key ?? Keys[0]).Credentials(algorithm));
    }

    public async Task<HttpResponseMessage> PostAsync(HttpClient bot, JsonNode activity, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/messages")
        {
            Content = new StringContent(activity.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + (token ?? Token()));
        return await bot.SendAsync(request);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void Map()
    {
        _app.MapGet("/v1/.well-known/openidconfiguration", () => Results.Json(new
        {
            issuer = Issuer,
            jwks_uri = new Uri(BaseUrl, "v1/.well-known/keys").AbsoluteUri,
            id_token_signing_alg_values_supported = new[] { "RS256" },
        }));
        _app.MapGet("/v1/.well-known/keys", () =>
        {
            KeyReads++;
            return KeysDown ? Results.StatusCode(503) : Results.Json(new { keys = Keys.Select(key => key.Published).ToArray() });
        });
        _app.MapGet("/msi/token", (HttpContext context) =>
        {
            IdentityRequests.Enqueue((context.Request.Query["resource"], context.Request.Query["client_id"], context.Request.Headers["X-IDENTITY-HEADER"]));
            var end = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            return Results.Json(new { access_token = $"identity-token-{IdentityRequests.Count}", expires_on = end, resource = (string?)context.Request.Query["resource"], token_type = "Bearer" });
        });
        _app.MapPost("/login/{tenant}/oauth2/v2.0/token", async (HttpContext context) =>
        {
            var form = await context.Request.ReadFormAsync();
            if (TokenFailure is not null && TokenRetryAfter is not null)
            {
                context.Response.Headers.RetryAfter = TokenRetryAfter;
            }

            TokenRequests.Enqueue(form.ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal));
            return TokenFailure is { } status
                ? Results.Json(new { error = "invalid_client" }, statusCode: status)
                : Results.Json(new { access_token = $"bot-token-{TokenRequests.Count}", expires_in = TokenLifeSeconds });
        });
        _app.MapPut("/upload/{**path}", async (HttpContext context) =>
        {
            using var bytes = new MemoryStream();
            await context.Request.Body.CopyToAsync(bytes);
            Uploads.Enqueue((context.Request.Path, bytes.ToArray(), context.Request.Headers.ContentRange));
            return Results.StatusCode(201);
        });
        _app.MapGet("/files/{name}", (string name) => Files.TryGetValue(name, out var bytes) ? Results.Bytes(bytes) : Results.NotFound());
        _app.Map("/amer/{**path}", async context => await (await Connector(context)).ExecuteAsync(context));
    }

    private async Task<IResult> Connector(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync();
        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = raw["/amer/".Length..].Split('?')[0];
        var call = new ConnectorCall(
            context.Request.Method, path, context.Request.Headers.Authorization, text.Length > 0 ? JsonNode.Parse(text)!.AsObject() : null, Encoding.UTF8.GetByteCount(text));
        var failure = FaultFor(call);
        Calls.Enqueue(call with { At = _time.GetUtcNow(), Failed = failure is not null });
        if (failure is not null)
        {
            if (failure.RetryAfter is not null)
            {
                context.Response.Headers.RetryAfter = failure.RetryAfter;
            }

            return failure.Code is null
                ? Results.StatusCode(failure.Status)
                : Results.Json(new { error = new { code = failure.Code, message = "made up" } }, statusCode: failure.Status);
        }

        if (path.EndsWith("/pagedmembers", StringComparison.Ordinal))
        {
            return Page(context.Request.Query["continuationToken"]);
        }

        return EmptyAnswers ? Results.StatusCode(201) : Results.Json(Answer(call), statusCode: call.Method == "PUT" ? 200 : 201);
    }

    private Fault? FaultFor(ConnectorCall call)
    {
        foreach (var (fault, matches) in _matching)
        {
            if (matches(call) && _matching.TryRemove(fault, out _))
            {
                return fault;
            }
        }

        return _failures.TryDequeue(out var next) && next.Status != 0 ? next : null;
    }

    // One member to a page, so that paging is always exercised.
    private IResult Page(string? continuation)
    {
        var at = int.Parse(continuation ?? "0", CultureInfo.InvariantCulture);
        var next = at + 1 < Members.Count ? (at + 1).ToString(CultureInfo.InvariantCulture) : null;
        return Results.Json(new { members = Members.Skip(at).Take(1), continuationToken = next });
    }

    private object Answer(ConnectorCall call)
    {
        var id = Interlocked.Increment(ref _lastId).ToString(CultureInfo.InvariantCulture);
        var shown = call.Method == "PUT" ? call.ActivityId! : id;
        if (call.Method == "DELETE")
        {
            _shown.TryRemove(call.ActivityId!, out _);
        }

        if (call.Card is { } card)
        {
            _shown.AddOrUpdate(shown, _ => new ShownActivity(shown, call.Conversation ?? "", card, _lastId), (_, before) => before with { Card = card });
        }

        return call switch
        {
            { Path: "v3/conversations", Body: { } body } when body["isGroup"]?.GetValue<bool>() == true =>
                new { id = $"{body["channelData"]!["channel"]!["id"]};messageid={id}", activityId = id },
            { Path: "v3/conversations", Body: { } body } => new { id = $"a:chat-with-{body["members"]![0]!["id"]}" },
            { Method: "PUT" } => new { id = call.ActivityId },
            _ => (object)new { id },
        };
    }

    private sealed record Fault(int Status, string? Code, string? RetryAfter)
    {
        // Two faults alike are still two.
        public Guid Id { get; } = Guid.NewGuid();
    }
}

/// <summary>A key of the issuer and the channels that it may speak for.</summary>
internal sealed class FakeSigningKey(string id, params string[] endorsements)
{
    private readonly RSA _rsa = RSA.Create(2048);

    public string Id => id;

    public JsonObject Published
    {
        get
        {
            var parameters = _rsa.ExportParameters(includePrivateParameters: false);
            return new JsonObject
            {
                ["kty"] = "RSA",
                ["use"] = "sig",
                ["kid"] = id,
                ["n"] = Base64UrlEncoder.Encode(parameters.Modulus),
                ["e"] = Base64UrlEncoder.Encode(parameters.Exponent),
                ["endorsements"] = new JsonArray([.. endorsements.Select(name => JsonValue.Create(name))]),
            };
        }
    }

    public byte[] Modulus => _rsa.ExportParameters(includePrivateParameters: false).Modulus!;

    public SigningCredentials Credentials(string algorithm) => new(new RsaSecurityKey(_rsa) { KeyId = id }, algorithm);

    /// <summary>The same key under another name.</summary>
    public SigningCredentials CredentialsAs(string? otherId) => new(new RsaSecurityKey(_rsa) { KeyId = otherId }, SecurityAlgorithms.RsaSha256);
}
