using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Teams.AdaptiveCards;
using XoperoBot.Teams.Wire;

namespace XoperoBot.Teams;

/// <summary>
/// Files. A bot may put a file into a personal chat once the person consents; into a group or a channel it may not, so there a text
/// file is written out in messages, and anything else is offered in the personal chat by a sentence that says so.
/// Source: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4
/// </summary>
internal sealed partial class FileConsent(
    IFileStore store,
    IHttpClientFactory clients,
    ConnectorClient connector,
    IOutbox outbox,
    IOptions<TeamsOptions> options,
    ILogger<FileConsent> logger)
{
    public const string ClientName = "teams-upload";

    private static readonly TimeSpan UploadPatience = TimeSpan.FromSeconds(10);
    private static readonly string[] MicrosoftHosts = [".sharepoint.com", ".sharepoint.us", ".sharepoint-mil.us", ".sharepoint.cn"];
    private static readonly InvokeResponse Done = new(StatusCodes.Status200OK);

    public async Task<IReadOnlyList<OutboundActivity>> DrawAsync(SendFile file, bool personal, CancellationToken cancellationToken)
    {
        await using var content = await store.OpenAsync(file.FileId, cancellationToken);
        if (content is null)
        {
            return Say(file, Tone.Warning, "The file is no longer kept. Please ask for it again.");
        }

        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, cancellationToken);
        if (personal)
        {
            return [Offer(file, bytes.Length)];
        }

        var pages = IsText(file) ? Written(file, Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length)) : [];
        return pages.Count is > 0 and <= TeamsLimits.FilePages
            ? pages
            : Say(file, Tone.Warning, "Teams lets a bot attach files in a personal chat only, and this one is too long for messages. Please ask for it in your own chat with the bot.");
    }

    /// <summary>The person accepted or declined. The upload happens here: it is over well before Teams stops waiting.</summary>
    public async Task<InvokeResponse> AnswerAsync(Activity activity, CancellationToken cancellationToken)
    {
        var consent = Read(activity.Value);
        if (consent?.Context is not { FileId.Length: > 0 } context)
        {
            return new InvokeResponse(StatusCodes.Status400BadRequest);
        }

        var service = new Uri(activity.ServiceUrl!);
        var conversation = activity.Conversation!.Id!;
        var file = new SendFile(context.FileId, context.FileName ?? "file", "application/octet-stream", context.FileName ?? "file")
        {
            Place = ActivityReader.PlaceOf(activity),
        };
        var accepted = string.Equals(consent.Action, "accept", StringComparison.OrdinalIgnoreCase);
        var stored = accepted && await UploadAsync(file.FileId, consent.UploadInfo, cancellationToken);
        var (tone, sentence) = (accepted, stored) switch
        {
            (_, true) => (Tone.Good, "The file is in your OneDrive."),
            (true, false) => (Tone.Bad, "The file could not be stored in your OneDrive. Please ask for it again."),
            _ => (Tone.Neutral, "The file was not sent. Ask again if you want it after all."),
        };
        var card = Sentence(file, tone, sentence);
        var offer = activity.ReplyToId is { Length: > 0 } id ? new MessageRef(file.Place, id, ActivityReader.ThreadOf(activity)) : null;
        var answer = stored ? FileInfo(consent.UploadInfo!) : Carry(card);
        var told = await connector.SendAsync(service, conversation, answer, cancellationToken);

        // An answered offer that can be pressed again would only fail. What Teams does not take now it is given later, as a plain card.
        if (told.Failure is Retry
            || (offer is not null && (await connector.DeleteAsync(service, conversation, offer.Id, cancellationToken)).Failure is Retry))
        {
            await outbox.PostAsync(
                offer is null ? new Post(card) { Place = file.Place } : new Update(card) { Place = file.Place, Thread = offer.Thread, Message = offer },
                cancellationToken);
        }

        return Done;
    }

    /// <summary>Fetches a file that somebody sent. The address is short-lived and needs no token of ours.</summary>
    public async Task<byte[]?> DownloadAsync(string address, int most, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || !MayCall(url))
        {
            Log.Refused(logger);
            return null;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(UploadPatience);
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var response = await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            if (!response.IsSuccessStatusCode || response.Content.Headers.ContentLength > most)
            {
                return null;
            }

            await response.Content.LoadIntoBufferAsync(most, patience.Token);
            return await response.Content.ReadAsByteArrayAsync(patience.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            Log.Failed(logger, exception.GetType().Name);
            return null;
        }
    }

    private async Task<bool> UploadAsync(string fileId, UploadInfo? target, CancellationToken cancellationToken)
    {
        if (target?.UploadUrl is not { } address || !Uri.TryCreate(address, UriKind.Absolute, out var url) || !MayCall(url))
        {
            Log.Refused(logger);
            return false;
        }

        await using var content = await store.OpenAsync(fileId, cancellationToken);
        if (content is null)
        {
            return false;
        }

        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, cancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(UploadPatience);
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var body = new ByteArrayContent(bytes.ToArray());
            if (bytes.Length > 0)
            {
                body.Headers.ContentRange = new ContentRangeHeaderValue(0, bytes.Length - 1, bytes.Length);
            }

            using var response = await client.PutAsync(url, body, patience.Token);
            Log.Uploaded(logger, (int)response.StatusCode);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            Log.Failed(logger, exception.GetType().Name);
            return false;
        }
    }

    // The address comes out of a message: rows of a company's backups go to Microsoft's own hosts and nowhere else, and files come from there.
    private bool MayCall(Uri url)
    {
        var configured = options.Value.AllowedUploadHosts;
        var hosts = configured.Count > 0 ? configured : MicrosoftHosts;
        var listed = hosts.Any(host => host.StartsWith('.')
            ? url.IdnHost.EndsWith(host, StringComparison.OrdinalIgnoreCase)
            : string.Equals(url.IdnHost, host, StringComparison.OrdinalIgnoreCase));
        return listed && url.UserInfo.Length == 0 && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));
    }

    private static OutboundActivity Offer(SendFile file, long size) => new()
    {
        Summary = LiteralText.Sentence(file.Title),
        Attachments =
        [
            new Attachment(ContentTypes.FileConsent, new
            {
                description = LiteralText.Sentence(file.Title),
                sizeInBytes = size,
                acceptContext = new FileContext(file.FileId, file.FileName),
                declineContext = new FileContext(file.FileId, file.FileName),
            }) { Name = file.FileName },
        ],
    };

    private static OutboundActivity FileInfo(UploadInfo uploaded) => new()
    {
        Summary = LiteralText.Sentence(uploaded.Name ?? "File"),
        Attachments =
        [
            new Attachment(ContentTypes.FileInfo, new { uniqueId = uploaded.UniqueId, fileType = uploaded.FileType })
            {
                Name = uploaded.Name,
                ContentUrl = uploaded.ContentUrl,
            },
        ],
    };

    private static List<OutboundActivity> Written(SendFile file, string text)
    {
        var card = new Card(file.Title, Tone.Neutral, [new Paragraph(new Text([new Plain(text) { Code = true }]))]) { Summary = $"{file.Title}: {file.FileName}" };
        return [.. AdaptiveCardRenderer.Draw(card, CardView.Everybody).Select(page => Carry(page, card.Aloud()))];
    }

    private static OutboundActivity[] Say(SendFile file, Tone tone, string sentence) => [Carry(Sentence(file, tone, sentence))];

    private static Card Sentence(SendFile file, Tone tone, string sentence) =>
        new(file.Title, tone, [new Notice(tone, Text.Of(new Plain(file.FileName) { Bold = true }, ": ", sentence))]) { Summary = sentence };

    private static OutboundActivity Carry(Card card) => Carry(AdaptiveCardRenderer.Draw(card, CardView.Everybody)[0], card.Aloud());

    private static OutboundActivity Carry(AdaptiveCard card, string summary) =>
        new() { Summary = LiteralText.Sentence(summary), Attachments = [new Attachment(ContentTypes.AdaptiveCard, card)] };

    private static bool IsText(SendFile file) =>
        file.ContentType.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || file.ContentType.StartsWith("application/json", StringComparison.OrdinalIgnoreCase);

    private static ConsentValue? Read(JsonElement? value)
    {
        try
        {
            return value?.Deserialize<ConsentValue>(WireJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record FileContext(string? FileId, string? FileName);

    private sealed record ConsentValue(string? Action, FileContext? Context, UploadInfo? UploadInfo);

    private sealed record UploadInfo(string? ContentUrl, string? Name, string? UploadUrl, string? UniqueId, string? FileType);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Refused the address of a file that is none of Teams:AllowedUploadHosts")]
        public static partial void Refused(ILogger logger);

        [LoggerMessage(Level = LogLevel.Information, Message = "Uploaded a file: {Status}")]
        public static partial void Uploaded(ILogger logger, int status);

        [LoggerMessage(Level = LogLevel.Warning, Message = "A file could not be moved: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
