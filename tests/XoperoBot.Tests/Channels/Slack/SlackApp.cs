using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using XoperoBot.Core.Chat;
using XoperoBot.Slack;
using XoperoBot.Slack.SocketMode;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Channels.Slack;

/// <summary>The Slack channel in a small web application, between a fake Slack and a fake inbox.</summary>
internal sealed class SlackApp : IAsyncDisposable
{
    public const string Secret = "8f742231b10e8888abcd99yyyzzz85a5";

    private readonly WebApplication _app;
    private readonly HttpClient? _client;

    private SlackApp(WebApplication app, FakeSlack slack, FakeInbox inbox, ManualTime? time)
    {
        _app = app;
        _client = time is null ? null : app.GetTestClient();
        Slack = slack;
        Inbox = inbox;
        Time = time ?? new ManualTime();
    }

    public Uri Address => new(_app.Urls.First());

    public FakeSlack Slack { get; }

    public FakeInbox Inbox { get; }

    public ManualTime Time { get; }

    public MemoryFiles Files => _app.Services.GetRequiredService<MemoryFiles>();

    public MemoryPlaces Places => _app.Services.GetRequiredService<MemoryPlaces>();

    public LogBook Log => _app.Services.GetRequiredService<LogBook>();

    public IChannel Channel => _app.Services.GetRequiredService<IChannel>();

    public IServiceProvider Services => _app.Services;

    public static async Task<SlackApp> StartAsync(params (string Key, string? Value)[] settings)
    {
        var slack = await FakeSlack.StartAsync();
        (string Key, string? Value)[] defaults =
        [
            ("Slack:SigningSecret", Secret), ("Slack:BotToken", "xoxb-1"), ("Slack:ApiBaseUrl", slack.ApiBaseUrl.AbsoluteUri),
        ];
        try
        {
            var changed = defaults.Where(entry => settings.All(setting => setting.Key != entry.Key)).Concat(settings.Where(setting => setting.Value is not null));
            return await StartAsync(slack, [.. changed], new ManualTime());
        }
        catch
        {
            await slack.DisposeAsync();
            throw;
        }
    }

    /// <summary>With real time and short patience: the network is real as well.</summary>
    public static async Task<SlackApp> StartSocketModeAsync(int connections = 1, TimeSpan? silence = null)
    {
        var slack = await FakeSlack.StartAsync();
        return await StartSocketModeAsync(slack, connections, silence);
    }

    public static Task<SlackApp> StartSocketModeAsync(FakeSlack slack, int connections, TimeSpan? silence = null) => StartAsync(
        slack,
        [
            ("Slack:AppToken", "xapp-1"), ("Slack:BotToken", "xoxb-1"), ("Slack:ApiBaseUrl", slack.ApiBaseUrl.AbsoluteUri),
            ("Slack:SocketConnections", connections.ToString(CultureInfo.InvariantCulture)),
        ],
        time: null,
        silence);

    /// <summary>With real time on a real port, for callers that are programs of their own.</summary>
    public static async Task<SlackApp> StartOnNetworkAsync()
    {
        var slack = await FakeSlack.StartAsync();
        return await StartAsync(
            slack,
            [("Slack:SigningSecret", Secret), ("Slack:BotToken", "xoxb-1"), ("Slack:ApiBaseUrl", slack.ApiBaseUrl.AbsoluteUri)],
            time: null);
    }

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => await _client!.SendAsync(request);

    public Task<HttpResponseMessage> PostFormAsync(string path, params (string Name, string Value)[] fields) =>
        PostAsync(path, Form(fields), "application/x-www-form-urlencoded");

    public Task<HttpResponseMessage> InteractAsync(JsonNode payload) => PostFormAsync("/slack/interactions", ("payload", payload.ToJsonString()));

    public Task<HttpResponseMessage> EventAsync(JsonNode body) => PostAsync("/slack/events", body.ToJsonString(), "application/json");

    public Task<HttpResponseMessage> PostAsync(string path, string body, string contentType) =>
        SendAsync(Signed(path, Encoding.UTF8.GetBytes(body), contentType, Time.GetUtcNow()));

    public static string Form(params (string Name, string Value)[] fields) =>
        string.Join('&', fields.Select(field => $"{Uri.EscapeDataString(field.Name)}={Uri.EscapeDataString(field.Value)}"));

    public static HttpRequestMessage Signed(string path, byte[] body, string contentType, DateTimeOffset at, string secret = Secret)
    {
        var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        request.Headers.Add("X-Slack-Request-Timestamp", timestamp);
        request.Headers.Add("X-Slack-Signature", Signature.Compute(secret, timestamp, body));
        return request;
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await _app.DisposeAsync();
        await Slack.DisposeAsync();
    }

    private static async Task<SlackApp> StartAsync(FakeSlack slack, (string Key, string? Value)[] settings, ManualTime? time, TimeSpan? silence = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)));
        if (time is null)
        {
            builder.WebHost.UseUrls("http://127.0.0.1:0");
        }
        else
        {
            builder.WebHost.UseTestServer();
        }

        var log = new LogBook();
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Debug);
        var inbox = new FakeInbox();
        var files = new MemoryFiles();
        var places = new MemoryPlaces();
        builder.Services.AddSingleton(log).AddSingleton(files).AddSingleton(places).AddSingleton<IInbox>(inbox);
        builder.Services.AddSingleton<IFileStore>(files).AddSingleton<IPlaceBook>(places);
        builder.Services.AddSingleton<TimeProvider>(time ?? TimeProvider.System);
        builder.Services.AddSingleton(new SocketModeTimings
        {
            FirstDelay = TimeSpan.FromMilliseconds(20),
            Ping = TimeSpan.FromMilliseconds(100),
            Silence = silence ?? TimeSpan.FromSeconds(20),
            Drain = TimeSpan.FromSeconds(5),
        });
        builder.Services.AddSlack(builder.Configuration);

        // It asks Slack beside the test, which would meet what the test prepared sooner or later.
        builder.Services.Where(service => service.ImplementationType == typeof(Introduction)).ToList().ForEach(service => builder.Services.Remove(service));
        var app = builder.Build();
        app.MapSlack();
        await app.StartAsync();
        return new SlackApp(app, slack, inbox, time);
    }
}

/// <summary>Keeps what was handed over and answers as a test says.</summary>
internal sealed class FakeInbox : IInbox
{
    private readonly ConcurrentQueue<Inbound> _accepted = new();
    private readonly ConcurrentDictionary<string, bool> _seen = new(StringComparer.Ordinal);

    public IReadOnlyList<Inbound> Accepted => [.. _accepted];

    /// <summary>What a turn would say to a caller that waits.</summary>
    public Func<Inbound, Answer> Ask { get; set; } = _ => new Answer([]);

    public Func<string, string, CancellationToken, Task<IReadOnlyList<Choice>>> Lookup { get; set; } = (_, _, _) => Task.FromResult<IReadOnlyList<Choice>>([]);

    public Actor? LastAsker { get; private set; }

    public Exception? Failure { get; set; }

    public T Single<T>()
        where T : Inbound => Assert.IsType<T>(Assert.Single(Accepted));

    public Task<Acceptance> AcceptAsync(Inbound inbound, CancellationToken cancellationToken)
    {
        if (Failure is { } failure)
        {
            return Task.FromException<Acceptance>(failure);
        }

        if (!_seen.TryAdd(inbound.DeliveryId, true))
        {
            return Task.FromResult(Acceptance.Duplicate);
        }

        _accepted.Enqueue(inbound);
        return Task.FromResult(Acceptance.Accepted);
    }

    public async Task<Answer> AskAsync(Inbound inbound, Func<Outgoing, bool> take, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (await AcceptAsync(inbound, cancellationToken) == Acceptance.Duplicate)
        {
            return new Answer([]) { Duplicate = true };
        }

        var answer = Ask(inbound);
        return answer with { Taken = [.. answer.Taken.Where(take)] };
    }

    public Task<IReadOnlyList<Choice>> LookupAsync(Actor actor, string source, string query, int limit, CancellationToken cancellationToken)
    {
        LastAsker = actor;
        return Lookup(source, query, cancellationToken);
    }
}

internal sealed class MemoryFiles : IFileStore
{
    public ConcurrentDictionary<string, byte[]> Stored { get; } = new(StringComparer.Ordinal);

    public Task<Stream?> OpenAsync(string fileId, CancellationToken cancellationToken) =>
        Task.FromResult<Stream?>(Stored.TryGetValue(fileId, out var bytes) ? new MemoryStream(bytes) : null);
}

internal sealed class MemoryPlaces : IPlaceBook
{
    public ConcurrentDictionary<Place, string> Notes { get; } = new();

    public Task RememberAsync(Place place, string note, CancellationToken cancellationToken)
    {
        Notes[place] = note;
        return Task.CompletedTask;
    }

    public Task<string?> RecallAsync(Place place, CancellationToken cancellationToken) => Task.FromResult(Notes.GetValueOrDefault(place));

    public Task<IReadOnlyList<(Place Place, string Note)>> ListAsync(string channel, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<(Place, string)>>([.. Notes.Select(note => (note.Key, note.Value))]);

    public Task ForgetAsync(Place place, CancellationToken cancellationToken)
    {
        Notes.TryRemove(place, out _);
        return Task.CompletedTask;
    }
}

/// <summary>Every log line.</summary>
internal sealed class LogBook : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");

    public void Dispose()
    {
    }
}
