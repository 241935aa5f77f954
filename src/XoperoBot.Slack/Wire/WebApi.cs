using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Chat;
using XoperoBot.Slack.BlockKit;

namespace XoperoBot.Slack.Wire;

/// <summary>
/// The Web API methods that the bot uses (https://docs.slack.dev/reference/methods), one method each. Every call is a form with JSON in
/// its nested fields, as the official clients send it. Errors are values; only cancellation by the caller throws.
/// </summary>
internal sealed partial class WebApi(
    IHttpClientFactory clients, IOptions<SlackOptions> options, MethodPacer pacer, AllowedUrls urls, TimeProvider time, ILogger<WebApi> logger)
{
    public const string ClientName = "slack";

    // Tier 1, which Slack lets burst: every connection of a restart at once.
    private const int Connections = 60;
    private const int Tier3 = 50;
    private const int Tier4 = 100;

    // chat.postMessage is limited per channel (the outbox keeps that) and "several hundred a minute" in all.
    private const int Special = 300;

    public Task<ApiAnswer> AuthTestAsync(CancellationToken cancellationToken) =>
        CallAsync("auth.test", Special, [], cancellationToken);

    public Task<ApiAnswer> ConnectionsOpenAsync(CancellationToken cancellationToken) =>
        CallAsync("apps.connections.open", Connections, [], cancellationToken, options.Value.AppToken);

    public Task<ApiAnswer> PostMessageAsync(string channel, string? thread, Page page, CancellationToken cancellationToken) =>
        CallAsync("chat.postMessage", Special, [.. Message(channel, page), ("thread_ts", thread), ("mrkdwn", "false"), .. Quiet], cancellationToken);

    public Task<ApiAnswer> PostEphemeralAsync(string channel, string user, string? thread, Page page, CancellationToken cancellationToken) =>
        CallAsync("chat.postEphemeral", Tier4, [.. Message(channel, page), ("user", user), ("thread_ts", thread), .. Literally], cancellationToken);

    public Task<ApiAnswer> UpdateAsync(string channel, string ts, Page page, CancellationToken cancellationToken) =>
        CallAsync("chat.update", Tier3, [.. Message(channel, page), ("ts", ts), .. Literally], cancellationToken);

    public Task<ApiAnswer> DeleteAsync(string channel, string ts, CancellationToken cancellationToken) =>
        CallAsync("chat.delete", Tier3, [("channel", channel), ("ts", ts)], cancellationToken);

    public Task<ApiAnswer> ViewsOpenAsync(string triggerId, View view, CancellationToken cancellationToken) =>
        CallAsync("views.open", Tier4, [("trigger_id", triggerId), ("view", SlackJson.Write(view))], cancellationToken);

    public Task<ApiAnswer> ViewsPushAsync(string triggerId, View view, CancellationToken cancellationToken) =>
        CallAsync("views.push", Tier4, [("trigger_id", triggerId), ("view", SlackJson.Write(view))], cancellationToken);

    /// <param name="viewId">The view to replace.</param>
    /// <param name="hash">Of the view as it was seen; Slack answers hash_conflict when it has changed since.</param>
    /// <param name="view">The new content.</param>
    /// <param name="cancellationToken">The caller's patience.</param>
    public Task<ApiAnswer> ViewsUpdateAsync(string viewId, string? hash, View view, CancellationToken cancellationToken) =>
        CallAsync("views.update", Tier4, [("view_id", viewId), ("hash", hash), ("view", SlackJson.Write(view))], cancellationToken);

    public Task<ApiAnswer> ViewsPublishAsync(string user, View view, CancellationToken cancellationToken) =>
        CallAsync("views.publish", Tier4, [("user_id", user), ("view", SlackJson.Write(view))], cancellationToken);

    public Task<ApiAnswer> UsersInfoAsync(string user, CancellationToken cancellationToken) =>
        CallAsync("users.info", Tier4, [("user", user)], cancellationToken);

    /// <summary>Opens (or finds) the bot's personal conversation with a person.</summary>
    public Task<ApiAnswer> ConversationsOpenAsync(string user, CancellationToken cancellationToken) =>
        CallAsync("conversations.open", Tier3, [("users", user)], cancellationToken);

    public Task<ApiAnswer> ConversationsInfoAsync(string channel, CancellationToken cancellationToken) =>
        CallAsync("conversations.info", Tier3, [("channel", channel)], cancellationToken);

    public Task<ApiAnswer> GetUploadUrlAsync(string fileName, long length, CancellationToken cancellationToken) => CallAsync(
        "files.getUploadURLExternal",
        Tier4,
        [("filename", fileName), ("length", length.ToString(CultureInfo.InvariantCulture))],
        cancellationToken);

    public Task<ApiAnswer> CompleteUploadAsync(string fileId, string title, string channel, string? thread, CancellationToken cancellationToken) =>
        CallAsync(
            "files.completeUploadExternal",
            Tier4,
            [("files", JsonSerializer.Serialize(new[] { new { id = fileId, title } })), ("channel_id", channel), ("thread_ts", thread)],
            cancellationToken);

    /// <summary>Sends the bytes of a file to where Slack said.</summary>
    public async Task<ApiAnswer> UploadAsync(string? uploadUrl, byte[] bytes, CancellationToken cancellationToken)
    {
        if (urls.Upload(uploadUrl) is not { } address)
        {
            Log.ForeignAddress(logger, "upload_url");
            return new ApiAnswer(0, default);
        }

        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        return await SendAsync(request, "upload", cancellationToken);
    }

    /// <summary>Fetches a file that somebody sent. Without the scope files:read Slack answers with a page to sign in, which is none.</summary>
    public async Task<byte[]?> DownloadAsync(string address, int most, CancellationToken cancellationToken)
    {
        if (urls.Download(address) is not { } url)
        {
            Log.ForeignAddress(logger, "url_private_download");
            return null;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Value.BotToken);
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response is not { IsSuccessStatusCode: true, Content.Headers.ContentType.MediaType: not "text/html" } || response.Content.Headers.ContentLength > most)
            {
                Log.Refused(logger, "a download", (int)response.StatusCode, "not the file");
                return null;
            }

            await response.Content.LoadIntoBufferAsync(most, cancellationToken);
            return await response.Content.ReadAsByteArrayAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            Log.Unreachable(logger, "a download");
            return null;
        }
    }

    /// <summary>Answers through a <c>response_url</c>; works without being a member, five times within thirty minutes.</summary>
    public async Task<ApiAnswer> RespondAsync(string responseUrl, ResponseMessage message, CancellationToken cancellationToken)
    {
        if (urls.Hook(responseUrl) is not { } address)
        {
            Log.ForeignAddress(logger, "response_url");
            return new ApiAnswer((int)HttpStatusCode.Forbidden, default);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new StringContent(SlackJson.Write(message), Encoding.UTF8, "application/json"),
        };
        return await SendAsync(request, "response_url", cancellationToken);
    }

    private static IEnumerable<(string Name, string? Value)> Message(string channel, Page page) =>
        [("channel", channel), ("text", page.Text), ("blocks", SlackJson.Write(page.Blocks))];

    private static IEnumerable<(string Name, string? Value)> Literally => [("parse", "none"), ("link_names", "false")];

    private static IEnumerable<(string Name, string? Value)> Quiet => [.. Literally, ("unfurl_links", "false"), ("unfurl_media", "false")];

    private async Task<ApiAnswer> CallAsync(
        string method, int perMinute, IEnumerable<(string Name, string? Value)> fields, CancellationToken cancellationToken, string? token = null)
    {
        if (pacer.Enter(method, perMinute) is { } wait)
        {
            return new ApiAnswer((int)HttpStatusCode.TooManyRequests, default) { RetryAfter = wait };
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.Value.ApiBaseUrl, method))
        {
            Content = new FormUrlEncodedContent(
                fields.Where(field => field.Value is not null).Select(field => KeyValuePair.Create(field.Name, field.Value!))),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? options.Value.BotToken);
        var answer = await SendAsync(request, method, cancellationToken);
        if (answer.Status == (int)HttpStatusCode.TooManyRequests)
        {
            pacer.Close(method, answer.RetryAfter ?? TimeSpan.FromSeconds(1));
        }

        return answer;
    }

    private async Task<ApiAnswer> SendAsync(HttpRequestMessage request, string what, CancellationToken cancellationToken)
    {
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var response = await client.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            var answer = new ApiAnswer((int)response.StatusCode, Parse(body)) { RetryAfter = RetryAfterOf(response), Scopes = ScopesOf(response) };
            if (!answer.Ok && request.Headers.Authorization is not null)
            {
                Log.Refused(logger, what, answer.Status, answer.Error);
            }

            return answer;
        }
        catch (HttpRequestException exception)
        {
            Log.Unreachable(logger, what);
            return new ApiAnswer(0, default) { Unreachable = true, Unsent = Retry.NeverLeft(exception) };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Log.Unreachable(logger, what);
            return new ApiAnswer(0, default) { Unreachable = true };
        }
    }

    private static string[]? ScopesOf(HttpResponseMessage response) => response.Headers.TryGetValues("x-oauth-scopes", out var scopes)
        ? [.. scopes.SelectMany(line => line.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))]
        : null;

    private static JsonElement Parse(string body)
    {
        try
        {
            return body.Length > 0 ? JsonElement.Parse(body) : default;
        }
        catch (JsonException)
        {
            return default; // response_url answers a plain "ok"
        }
    }

    private TimeSpan? RetryAfterOf(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow() is { Ticks: > 0 } wait ? wait : TimeSpan.Zero,
        _ => null,
    };

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Slack refused {Method}: {Status} {Error}")]
        public static partial void Refused(ILogger logger, string method, int status, string error);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Slack did not answer {Method}")]
        public static partial void Unreachable(ILogger logger, string method);

        [LoggerMessage(Level = LogLevel.Warning, Message = "An address in a payload leads outside Slack and was not called: {Field}")]
        public static partial void ForeignAddress(ILogger logger, string field);
    }
}
