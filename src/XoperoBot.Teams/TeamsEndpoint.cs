using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Chat;
using XoperoBot.Teams.Auth;
using XoperoBot.Teams.Wire;

namespace XoperoBot.Teams;

/// <summary>
/// <c>POST /api/messages</c>. The token is judged before the body is read, the activity before anything is stored; what is accepted is
/// on disk when the answer goes out, and the work follows.
/// </summary>
internal sealed partial class TeamsEndpoint(
    ActivityTokenValidator tokens,
    ActivityReader reader,
    Places places,
    Invokes invokes,
    IInbox inbox,
    IOptions<TeamsOptions> options,
    ILogger<TeamsEndpoint> logger)
{
    public const string Path = "/api/messages";

    private const int MaxBytes = 1024 * 1024;
    private const string UnauthenticatedChannel = "emulator";
    private const string TeamsChannelId = "msteams";

    public async Task HandleAsync(HttpContext context)
    {
        var (caller, refusal) = await tokens.AuthenticateAsync(context.Request, context.RequestAborted);
        if (caller is null)
        {
            Refuse(context, refusal);
            return;
        }

        var (status, activity) = await ReadAsync(context);
        if (activity is null)
        {
            context.Response.StatusCode = status;
            return;
        }

        if (tokens.Refuses(caller, activity) is { } reason)
        {
            Refuse(context, reason);
            return;
        }

        // What was let in is stored whether or not the caller still waits: a decision must not be lost.
        var response = await AnswerAsync(activity, CancellationToken.None);
        context.Response.StatusCode = response.Status;
        if (response.Body is not null)
        {
            await context.Response.WriteAsJsonAsync(response.Body, response.Body.GetType(), WireJson.Options, context.RequestAborted);
        }
    }

    private async Task<InvokeResponse> AnswerAsync(Activity activity, CancellationToken cancellationToken)
    {
        if (activity.ChannelId != TeamsChannelId && !(options.Value.DangerouslyAllowUnauthenticatedRequests && activity.ChannelId == UnauthenticatedChannel))
        {
            return Ignore(activity, "channel");
        }

        if (ActivityReader.IsOwn(activity) && activity.Type is ActivityTypes.Message or ActivityTypes.Invoke)
        {
            return Ignore(activity, "own");
        }

        if (IsRemoval(activity))
        {
            return await LeaveAsync(activity, cancellationToken);
        }

        await places.RememberAsync(activity, cancellationToken);
        return activity.Type switch
        {
            ActivityTypes.Message when string.Equals(activity.DeliveryMode, "expectReplies", StringComparison.OrdinalIgnoreCase) =>
                await invokes.ExpectRepliesAsync(activity, cancellationToken),
            ActivityTypes.Message => await AcceptAsync(reader.Message(activity), cancellationToken),
            ActivityTypes.Invoke => await invokes.AnswerAsync(activity, cancellationToken),
            ActivityTypes.InstallationUpdate => await AcceptAsync(reader.Joined(activity), cancellationToken),
            ActivityTypes.ConversationUpdate when ActivityReader.HasBot(activity, activity.MembersAdded) =>
                await AcceptAsync(reader.Joined(activity), cancellationToken),
            ActivityTypes.ConversationUpdate or ActivityTypes.Typing => new InvokeResponse(StatusCodes.Status202Accepted),
            _ => Ignore(activity, "type"),
        };
    }

    private async Task<InvokeResponse> AcceptAsync(Inbound? inbound, CancellationToken cancellationToken)
    {
        if (inbound is not null)
        {
            await inbox.AcceptAsync(inbound, cancellationToken);
        }

        return new InvokeResponse(StatusCodes.Status202Accepted);
    }

    private async Task<InvokeResponse> LeaveAsync(Activity activity, CancellationToken cancellationToken)
    {
        foreach (var place in await places.ForgetAsync(activity, cancellationToken))
        {
            await inbox.AcceptAsync(reader.Left(activity, place), cancellationToken);
        }

        return new InvokeResponse(StatusCodes.Status202Accepted);
    }

    private static bool IsRemoval(Activity activity) => activity.Type switch
    {
        ActivityTypes.InstallationUpdate => activity.Action?.StartsWith("remove", StringComparison.OrdinalIgnoreCase) == true,
        ActivityTypes.ConversationUpdate =>
            ActivityReader.HasBot(activity, activity.MembersRemoved)
            || activity.ChannelData?.EventType is "channelDeleted" or "teamDeleted" or "teamHardDeleted",
        _ => false,
    };

    private InvokeResponse Ignore(Activity activity, string what)
    {
        Log.Ignored(logger, what, activity.Type, activity.ChannelId);
        return new InvokeResponse(StatusCodes.Status200OK);
    }

    private void Refuse(HttpContext context, string? reason)
    {
        Log.Refused(logger, reason);
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
    }

    private static async Task<(int Status, Activity? Activity)> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxBytes;
        }

        if (context.Request.ContentLength > MaxBytes)
        {
            return (StatusCodes.Status413PayloadTooLarge, null);
        }

        try
        {
            using var body = new MemoryStream();
            var buffer = new byte[16 * 1024];
            int read;
            while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
            {
                body.Write(buffer, 0, read);
                if (body.Length > MaxBytes)
                {
                    return (StatusCodes.Status413PayloadTooLarge, null);
                }
            }

            var utf8 = body.GetBuffer().AsSpan(0, (int)body.Length);
            ReceivedJson.ThrowIfUnreadable(utf8);
            var activity = JsonSerializer.Deserialize<Activity>(utf8, WireJson.Options);
            return activity is { Type.Length: > 0, Conversation.Id.Length: > 0 }
                ? (StatusCodes.Status200OK, activity)
                : (StatusCodes.Status400BadRequest, null);
        }
        catch (JsonException)
        {
            return (StatusCodes.Status400BadRequest, null);
        }
        catch (BadHttpRequestException exception)
        {
            return (exception.StatusCode, null);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Refused an activity: {Reason}")]
        public static partial void Refused(ILogger logger, string? reason);

        [LoggerMessage(Level = LogLevel.Information, Message = "Ignored an activity ({What}): type {Type}, channel {Channel}")]
        public static partial void Ignored(ILogger logger, string what, string? type, string? channel);
    }
}
