using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace XoperoBot.Tests.Fakes;

/// <summary>
/// A Slack on the loopback address: Web API, uploads, response_url hooks and Socket Mode. It answers like Slack, keeps the messages,
/// records every call and can be told to throttle, to refuse or to hang.
/// </summary>
internal sealed class FakeSlack : IAsyncDisposable
{
    public const string BotUser = "UBOT";
    public const string Team = "T1";

    private readonly WebApplication _app;
    private readonly Lock _gate = new();
    private readonly List<Call> _calls = [];
    private readonly List<FakeSlackSocket> _sockets = [];
    private readonly List<Message> _messages = [];
    private readonly ConcurrentDictionary<string, Func<Call, JsonNode?>> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Throttle> _throttles = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte[]> _uploads = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _number;

    private FakeSlack(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.First());

    public Uri ApiBaseUrl => new(Url, "/api/");

    public IReadOnlyList<Call> Calls => Locked(() => _calls.ToArray());

    /// <summary>What people see: changed, deleted and thread messages as they stand now.</summary>
    public IReadOnlyList<Message> Messages => Locked(() => _messages.ToArray());

    public IReadOnlyList<FakeSlackSocket> Sockets => Locked(() => _sockets.ToArray());

    /// <summary>What the bot token may do, as Slack tells it with every answer; null: not told.</summary>
    public string? Scopes { get; set; } = "app_mentions:read,channels:read,chat:write,commands,files:read,files:write,groups:read,im:history,im:write,users:read";

    /// <summary>Stamps the calls.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Files that people sent, under <c>/files/name</c>; without the bot's token Slack shows a page to sign in.</summary>
    public ConcurrentDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Bytes that were uploaded, by file id.</summary>
    public IReadOnlyDictionary<string, byte[]> Uploads => _uploads;

    public static async Task<FakeSlack> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var slack = new FakeSlack(app);
        app.UseWebSockets();
        app.MapPost("/api/{method}", slack.MethodAsync);
        app.MapPost("/upload/{file}", slack.UploadAsync);
        app.MapPost("/hooks/{name}", slack.HookAsync);
        app.MapGet("/files/{name}", (string name, HttpContext http) =>
            http.Request.Headers.Authorization == "Bearer xoxb-made-up" && slack.Files.TryGetValue(name, out var bytes) ? Results.Bytes(bytes, "application/json") : Results.Content("sign in", "text/html"));
        app.Map("/link", slack.LinkAsync);
        await app.StartAsync();
        return slack;
    }

    /// <summary>An address to give as response_url; posts to it are calls of method <c>hook:name</c>.</summary>
    public string Hook(string name) => new Uri(Url, $"/hooks/{name}").AbsoluteUri;

    public IReadOnlyList<Call> CallsOf(string method) => [.. Calls.Where(call => string.Equals(call.Method, method, StringComparison.Ordinal))];

    /// <summary>The next calls of a method answer this; null lets the ordinary answer through.</summary>
    public void Answer(string method, Func<Call, JsonNode?> answer) => _answers[method] = answer;

    /// <summary>Every call of a method is refused with an error code.</summary>
    public void Refuse(string method, string error) => Answer(method, _ => new JsonObject { ["ok"] = false, ["error"] = error });

    /// <summary>The next calls of a method (<c>hook:name</c> and <c>upload</c> too) get 429.</summary>
    public void ThrottleNext(string method, int times, int? retryAfterSeconds) => _throttles[method] = new Throttle(times, StatusCodes.Status429TooManyRequests, retryAfterSeconds);

    /// <summary>The next calls of a method get this status and are not taken.</summary>
    public void FailNext(string method, int times, int status) => _throttles[method] = new Throttle(times, status, retryAfterSeconds: null);

    public Task<IReadOnlyList<Call>> WaitForAsync(string method, int count = 1) =>
        WaitAsync(() => CallsOf(method), calls => calls.Count >= count, $"{count} calls of {method}");

    public Task<IReadOnlyList<FakeSlackSocket>> WaitForSocketsAsync(int count) =>
        WaitAsync(() => Sockets, sockets => sockets.Count >= count, $"{count} sockets");

    /// <summary>Waits until something that the fake shows becomes true.</summary>
    public async Task<T> WaitAsync<T>(Func<T> read, Func<T, bool> done, string what)
    {
        var limit = new WaitLimit(TimeSpan.FromSeconds(60));
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                changed = _changed.Task;
            }

            var value = read();
            if (done(value))
            {
                return value;
            }

            if (limit.IsOver())
            {
                throw new TimeoutException($"Waited for {what}; the calls were: {string.Join(", ", Calls.Select(call => call.Method))}");
            }

            // What the fake does not see itself (a log line of the bot) is looked at again every now and then.
            await Task.WhenAny(changed, Task.Delay(50));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var socket in Sockets)
        {
            socket.Drop();
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }

    internal void Signal()
    {
        lock (_gate)
        {
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private async Task MethodAsync(HttpContext http)
    {
        var method = (string)http.Request.RouteValues["method"]!;
        var form = http.Request.HasFormContentType
            ? (await http.Request.ReadFormAsync()).ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal)
            : [];
        var call = new Call(method, form, http.Request.Headers.Authorization.ToString());
        if (Throttled(http, call))
        {
            return;
        }

        var answer = _answers.TryGetValue(method, out var scripted) ? scripted(call) : null;
        answer ??= Ordinary(call);
        Record(call);
        if (Scopes is { } scopes)
        {
            http.Response.Headers["x-oauth-scopes"] = scopes;
        }

        await http.Response.WriteAsJsonAsync(answer);
    }

    private JsonObject Ordinary(Call call) => call.Method switch
    {
        "auth.test" => Ok(("user_id", BotUser), ("user", "xoperobot"), ("team_id", Team), ("bot_id", "BBOT"), ("url", "https://made-up.slack.com/")),
        "apps.connections.open" => Ok(("url", $"ws://127.0.0.1:{Url.Port}/link?ticket={Next()}&app_id=A1")),
        "chat.postMessage" => Post(call, user: null),
        "chat.postEphemeral" => PostEphemeral(call),
        "chat.update" => Change(call, message => message with { Text = call["text"] ?? string.Empty, Blocks = call.Json("blocks") }),
        "chat.delete" => Change(call, message => message with { Deleted = true }),
        "views.open" or "views.push" or "views.update" => Ok(("view", new JsonObject { ["id"] = $"V{Next()}", ["hash"] = "1.a" })),
        "views.publish" => Ok(("view", new JsonObject { ["id"] = "VHOME" })),
        "users.info" => Ok(("user", new JsonObject { ["id"] = call["user"], ["name"] = "rita", ["real_name"] = "Rita", ["tz"] = "Europe/Warsaw" })),
        "conversations.info" => Ok(("channel", new JsonObject { ["id"] = call["channel"], ["name"] = "ops", ["is_member"] = true })),
        "conversations.open" => Ok(("channel", new JsonObject { ["id"] = $"D{call["users"]}" })),
        "files.getUploadURLExternal" => UploadUrl(),
        "files.completeUploadExternal" => Ok(("files", call.Json("files"))),
        _ => new JsonObject { ["ok"] = false, ["error"] = "unknown_method" },
    };

    private JsonObject UploadUrl()
    {
        var file = $"F{Next()}";
        return Ok(("upload_url", new Uri(Url, $"/upload/{file}").AbsoluteUri), ("file_id", file));
    }

    private JsonObject Post(Call call, string? user)
    {
        var channel = call["channel"]!;
        var place = channel is ['U', ..] ? "D" + channel : channel;
        var message = new Message(place, NextTs(), call["thread_ts"], call["text"] ?? string.Empty, call.Json("blocks")) { OnlyFor = user };
        Locked(() => _messages.Add(message));
        return Ok(("channel", place), ("ts", message.Ts), ("message", new JsonObject { ["ts"] = message.Ts, ["text"] = message.Text }));
    }

    private JsonObject PostEphemeral(Call call)
    {
        var posted = Post(call, call["user"]);
        return Ok(("message_ts", posted["ts"]!.GetValue<string>()));
    }

    private JsonObject Change(Call call, Func<Message, Message> change) => Locked(() =>
    {
        var at = _messages.FindIndex(message => string.Equals(message.Ts, call["ts"], StringComparison.Ordinal) && message is { Deleted: false, OnlyFor: null });
        if (at < 0)
        {
            return new JsonObject { ["ok"] = false, ["error"] = "message_not_found" };
        }

        _messages[at] = change(_messages[at]);
        return Ok(("channel", call["channel"]), ("ts", call["ts"]));
    });

    private async Task UploadAsync(HttpContext http)
    {
        var file = (string)http.Request.RouteValues["file"]!;
        var call = new Call("upload", new Dictionary<string, string>(StringComparer.Ordinal) { ["file"] = file }, http.Request.Headers.Authorization.ToString());
        if (Throttled(http, call))
        {
            return;
        }

        using var bytes = new MemoryStream();
        await http.Request.Body.CopyToAsync(bytes);
        _uploads[file] = bytes.ToArray();
        Record(call);
        await http.Response.WriteAsync($"OK - {bytes.Length}");
    }

    private async Task HookAsync(HttpContext http)
    {
        var body = await JsonNode.ParseAsync(http.Request.Body);
        var method = $"hook:{http.Request.RouteValues["name"]}";
        var call = new Call(method, new Dictionary<string, string>(StringComparer.Ordinal), http.Request.Headers.Authorization.ToString()) { Body = body };
        if (Throttled(http, call))
        {
            return;
        }

        Record(call);
        if (_answers.TryGetValue(method, out var scripted) && scripted(call) is { } answer)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            await http.Response.WriteAsJsonAsync(answer);
            return;
        }

        await http.Response.WriteAsync("ok");
    }

    private async Task LinkAsync(HttpContext http)
    {
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        var connection = new FakeSlackSocket(this, socket, http);
        Locked(() => _sockets.Add(connection));
        await connection.RunAsync(Sockets.Count(open => open.IsOpen));
    }

    private bool Throttled(HttpContext http, Call call)
    {
        if (!_throttles.TryGetValue(call.Method, out var throttle) || !throttle.Take())
        {
            return false;
        }

        Record(call with { Throttled = true });
        http.Response.StatusCode = throttle.Status;
        if (throttle.RetryAfterSeconds is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return true;
    }

    private void Record(Call call)
    {
        Locked(() => _calls.Add(call with { At = Clock.GetUtcNow() }));
        Signal();
    }

    private static JsonObject Ok(params ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        var answer = new JsonObject { ["ok"] = true };
        foreach (var (name, value) in members)
        {
            answer[name] = value;
        }

        return answer;
    }

    private int Next() => Interlocked.Increment(ref _number);

    private string NextTs() => string.Create(CultureInfo.InvariantCulture, $"1700000000.{Next():000000}");

    private T Locked<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }

    private void Locked(Action change)
    {
        lock (_gate)
        {
            change();
        }
    }

    /// <summary>One request to the fake.</summary>
    internal sealed record Call(string Method, IReadOnlyDictionary<string, string> Fields, string Authorization)
    {
        public JsonNode? Body { get; init; }

        public bool Throttled { get; init; }

        public DateTimeOffset At { get; init; }

        public string? this[string field] => Fields.GetValueOrDefault(field);

        public JsonNode? Json(string field) => this[field] is { } text ? JsonNode.Parse(text) : null;
    }

    /// <summary>A message as it stands.</summary>
    internal sealed record Message(string Channel, string Ts, string? Thread, string Text, JsonNode? Blocks)
    {
        /// <summary>Ephemeral: the one who sees it.</summary>
        public string? OnlyFor { get; init; }

        public bool Deleted { get; init; }

        public string BlocksJson => Blocks?.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) ?? string.Empty;
    }

    private sealed class Throttle(int times, int status, int? retryAfterSeconds)
    {
        private int _left = times;

        public int Status => status;

        public int? RetryAfterSeconds => retryAfterSeconds;

        public bool Take() => Interlocked.Decrement(ref _left) >= 0;
    }
}
