using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using XoperoBot.Slack.BlockKit;
using XoperoBot.Slack.Intake;
using XoperoBot.Slack.Wire;

namespace XoperoBot.Slack;

/// <summary>The three addresses that Slack calls: size, signature, parse, hand over, answer.</summary>
internal sealed partial class SlackEndpoints(
    CommandIntake commands,
    InteractionIntake interactions,
    EventIntake events,
    IOptions<SlackOptions> options,
    TimeProvider time,
    ILogger<SlackEndpoints> logger)
{
    private const int LongestBody = 1024 * 1024;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public Task CommandsAsync(HttpContext http) => HandleAsync(http, async body =>
    {
        var fields = Fields(body);
        return await commands.HandleAsync(fields, body, http.RequestAborted);
    });

    public Task InteractionsAsync(HttpContext http) => HandleAsync(http, async body =>
    {
        var fields = Fields(body);
        if (fields.GetValueOrDefault("ssl_check") is "1")
        {
            return Reply.Empty;
        }

        return fields.GetValueOrDefault("payload") is { Length: > 0 } payload && SlackJson.Read<Interaction>(payload) is { } interaction
            ? await interactions.HandleAsync(interaction, SlackIds.Hash(body), http.RequestAborted)
            : Reply.Malformed;
    });

    public Task EventsAsync(HttpContext http) => HandleAsync(http, async body =>
        SlackJson.Read<EventRequest>(body) is { } request
            ? await events.HandleAsync(request, SlackIds.Hash(body), http.RequestAborted)
            : Reply.Malformed);

    private async Task HandleAsync(HttpContext http, Func<string, Task<Reply>> handle)
    {
        if (await ReadAsync(http.Request) is not { } bytes)
        {
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        var headers = http.Request.Headers;
        var broken = Signature.Check(
            options.Value.SigningSecret,
            headers[Signature.TimestampHeader].ToArray(),
            headers[Signature.SignatureHeader].ToArray(),
            bytes,
            time.GetUtcNow());
        if (broken is not null)
        {
            Log.Refused(logger, broken);
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        await AnswerAsync(http.Response, await TryAsync(bytes, handle));
    }

    private static async Task<Reply> TryAsync(byte[] bytes, Func<string, Task<Reply>> handle)
    {
        try
        {
            return await handle(Strict.GetString(bytes));
        }
        catch (Exception exception) when (exception is JsonException or DecoderFallbackException)
        {
            return Reply.Malformed;
        }
    }

    private static async Task AnswerAsync(HttpResponse response, Reply reply)
    {
        if (!reply.WellFormed)
        {
            response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        if (reply.Again)
        {
            response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        response.StatusCode = StatusCodes.Status200OK;
        if (reply.Json is { } json)
        {
            response.ContentType = "application/json; charset=utf-8";
            await response.WriteAsync(json);
        }
    }

    /// <summary>A form in a body is written as in a query.</summary>
    private static Dictionary<string, string> Fields(string body)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in new QueryStringEnumerable(body))
        {
            fields.TryAdd(field.DecodeName().ToString(), field.DecodeValue().ToString());
        }

        return fields;
    }

    /// <summary>Null when longer than allowed.</summary>
    private static async Task<byte[]?> ReadAsync(HttpRequest request)
    {
        if (request.ContentLength > LongestBody)
        {
            return null;
        }

        while (true)
        {
            var read = await request.BodyReader.ReadAsync(request.HttpContext.RequestAborted);
            if (read.Buffer.Length > LongestBody)
            {
                return null;
            }

            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return body;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Refused a request to a Slack endpoint: {Rule}")]
        public static partial void Refused(ILogger logger, string rule);
    }
}
