using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using XoperoBot.Core.Chat;
using XoperoBot.Teams.Auth;

namespace XoperoBot.Teams.Wire;

/// <summary>What became of one call: an answer, or the delivery that it means.</summary>
internal sealed record ConnectorResult<T>(T? Answer, Delivery? Failure)
    where T : class
{
    /// <summary>The service told us to use this address from now on.</summary>
    public Uri? MovedTo { get; init; }
}

/// <summary>
/// The conversations API of the Bot Connector. Sends once; which failures may be tried again is <see cref="ConnectorStatus"/>'s table.
/// Source: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
/// </summary>
internal sealed partial class ConnectorClient(
    IHttpClientFactory clients, IBotToken tokens, ServiceUrlPolicy services, TimeProvider time, ILogger<ConnectorClient> logger)
{
    public const string ClientName = "teams-connector";

    // Government community cloud tenants are served by a host of their own; the service says so by a code.
    private static readonly Uri GovernmentCommunityHost = new("https://smba.infra.gcc.teams.microsoft.com/");

    public Task<ConnectorResult<ResourceResponse>> SendAsync(
        Uri service, string conversationId, OutboundActivity activity, CancellationToken cancellationToken) =>
        CallAsync<ResourceResponse>(HttpMethod.Post, service, Activities(conversationId), activity, cancellationToken);

    public Task<ConnectorResult<ResourceResponse>> UpdateAsync(
        Uri service, string conversationId, string activityId, OutboundActivity activity, CancellationToken cancellationToken) =>
        CallAsync<ResourceResponse>(HttpMethod.Put, service, OneActivity(conversationId, activityId), activity, cancellationToken);

    public Task<ConnectorResult<ResourceResponse>> DeleteAsync(
        Uri service, string conversationId, string activityId, CancellationToken cancellationToken) =>
        CallAsync<ResourceResponse>(HttpMethod.Delete, service, OneActivity(conversationId, activityId), body: null, cancellationToken);

    public Task<ConnectorResult<ResourceResponse>> CreateConversationAsync(
        Uri service, ConversationParameters parameters, CancellationToken cancellationToken) =>
        CallAsync<ResourceResponse>(HttpMethod.Post, service, "v3/conversations", parameters, cancellationToken);

    /// <summary>Everybody in a conversation, page by page; ends early when the service refuses.</summary>
    public async IAsyncEnumerable<ChannelAccount> MembersAsync(
        Uri service, string conversationId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            var page = await CallAsync<PagedMembersResult>(HttpMethod.Get, service, Members(conversationId, next), body: null, cancellationToken);
            foreach (var member in page.Answer?.Members ?? [])
            {
                yield return member;
            }

            next = page.Answer?.ContinuationToken;
        }
        while (!string.IsNullOrEmpty(next));
    }

    private static string Activities(string conversationId) => $"v3/conversations/{Uri.EscapeDataString(conversationId)}/activities";

    private static string OneActivity(string conversationId, string activityId) =>
        $"{Activities(conversationId)}/{Uri.EscapeDataString(activityId)}";

    private static string Members(string conversationId, string? continuation) =>
        $"v3/conversations/{Uri.EscapeDataString(conversationId)}/pagedmembers?pageSize={TeamsLimits.MembersPerPage}"
        + (continuation is null ? string.Empty : $"&continuationToken={Uri.EscapeDataString(continuation)}");

    private async Task<ConnectorResult<T>> CallAsync<T>(
        HttpMethod method, Uri service, string path, object? body, CancellationToken cancellationToken)
        where T : class
    {
        var first = await OnceAsync<T>(method, service, path, body, cancellationToken);
        if (first.Failure is not Refused { Code: ConnectorStatus.InvalidBotApiHost })
        {
            return first;
        }

        var moved = new Uri(GovernmentCommunityHost, service.AbsolutePath);
        return services.Allows(moved) && moved.Host != service.Host
            ? await OnceAsync<T>(method, moved, path, body, cancellationToken) with { MovedTo = moved }
            : first;
    }

    private async Task<ConnectorResult<T>> OnceAsync<T>(
        HttpMethod method, Uri service, string path, object? body, CancellationToken cancellationToken)
        where T : class
    {
        if (!services.Allows(service))
        {
            return Failed<T>(ConnectorStatus.ServiceNotAllowed(service));
        }

        try
        {
            var token = await tokens.GetAsync(cancellationToken);
            using var request = new HttpRequestMessage(method, new Uri(new Uri(service.AbsoluteUri.TrimEnd('/') + "/"), path));
            if (token is not null)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }

            if (body is not null)
            {
                request.Content = new ByteArrayContent(WireJson.ToUtf8(body));
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
            }

            using var client = clients.CreateClient(ClientName);
            using var response = await client.SendAsync(request, cancellationToken);
            var content = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return new ConnectorResult<T>(Read<T>(content), Failure: null);
            }

            if (response.StatusCode == HttpStatusCode.Unauthorized && token is not null)
            {
                tokens.Forget(token);
            }

            var code = Read<ErrorResponse>(content)?.Error?.Code;
            Log.Failed(logger, method.Method, (int)response.StatusCode, code, Correlation(response));
            return Failed<T>(ConnectorStatus.ToDelivery(response.StatusCode, code, ConnectorStatus.RetryAfter(response, time.GetUtcNow())));
        }
        catch (BotTokenException exception)
        {
            return Failed<T>(new Retry(exception.RetryAfter, $"token: {exception.Message}") { Untaken = true });
        }
        catch (HttpRequestException exception)
        {
            Log.Unreachable(logger, method.Method, exception.HttpRequestError);
            return Failed<T>(new Retry(null, $"connector: {exception.HttpRequestError}") { Untaken = Retry.NeverLeft(exception) });
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed<T>(new Retry(null, "connector: timed out"));
        }
    }

    private static ConnectorResult<T> Failed<T>(Delivery failure)
        where T : class => new(null, failure);

    private static T? Read<T>(byte[] content)
        where T : class
    {
        try
        {
            return content.Length == 0 ? null : JsonSerializer.Deserialize<T>(content, WireJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Correlation(HttpResponseMessage response) =>
        response.Headers.TryGetValues("MS-CV", out var values) ? values.FirstOrDefault() : null;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Teams answered {Method} with {Status} {Code} (MS-CV {Correlation})")]
        public static partial void Failed(ILogger logger, string method, int status, string? code, string? correlation);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Teams could not be reached for {Method}: {Error}")]
        public static partial void Unreachable(ILogger logger, string method, HttpRequestError error);
    }
}
