using XoperoBot.Core.Chat;
using XoperoBot.Slack.Wire;

namespace XoperoBot.Slack.Delivering;

/// <summary>Files: an address, the bytes, then one call that shares them. Only that last call shows anything, so a repetition doubles nothing.</summary>
internal sealed class FileSender(WebApi api, IFileStore store, SlackDirectory directory)
{
    public async Task<Delivery> SendAsync(SendFile file, CancellationToken cancellationToken)
    {
        await using var stream = await store.OpenAsync(file.FileId, cancellationToken);
        if (stream is null)
        {
            return new Refused("file_gone", "The file is no longer stored: please ask for it again.");
        }

        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, cancellationToken);
        var user = SlackContext.Read(file.Context).User;
        return await UploadAsync(file.Place.Id, file.Thread, file.FileName, file.Title, bytes.ToArray(), user, cancellationToken);
    }

    /// <param name="channel">A conversation, or a person's id for the personal one.</param>
    /// <param name="thread">The thread to share it in.</param>
    /// <param name="fileName">With its extension.</param>
    /// <param name="title">Shown above the file.</param>
    /// <param name="bytes">Not empty: Slack refuses empty files.</param>
    /// <param name="user">Who gets it personally where the bot cannot write in the channel.</param>
    /// <param name="cancellationToken">The attempt's end.</param>
    public async Task<Delivery> UploadAsync(
        string channel, string? thread, string fileName, string title, byte[] bytes, string? user, CancellationToken cancellationToken)
    {
        var address = await api.GetUploadUrlAsync(fileName, bytes.Length, cancellationToken);
        if (!address.Ok || address.Text("file_id") is not { } fileId)
        {
            return Failed(address);
        }

        var upload = await api.UploadAsync(address.Text("upload_url"), bytes, cancellationToken);
        if (upload.Status is < 200 or >= 300)
        {
            return Failed(upload);
        }

        if (channel is ['U' or 'W', ..])
        {
            return await ShareWithAsync(channel, fileId, title, cancellationToken);
        }

        var done = await api.CompleteUploadAsync(fileId, title, channel, thread, cancellationToken);
        if (done.Ok)
        {
            return new Sent();
        }

        return SlackErrors.IsOutside(done.Error) && user is not null
            ? await ShareWithAsync(user, fileId, title, cancellationToken)
            : Failed(done);
    }

    private async Task<Delivery> ShareWithAsync(string user, string fileId, string title, CancellationToken cancellationToken)
    {
        var opened = await api.ConversationsOpenAsync(user, cancellationToken);
        if (!opened.Ok
            || opened.Object("channel") is not { ValueKind: System.Text.Json.JsonValueKind.Object } conversation
            || !conversation.TryGetProperty("id", out var id)
            || id.GetString() is not { } channel)
        {
            return Failed(opened);
        }

        var done = await api.CompleteUploadAsync(fileId, title, channel, thread: null, cancellationToken);
        return done.Ok ? new Sent() : Failed(done);
    }

    private Delivery Failed(ApiAnswer answer) => SlackErrors.ToDelivery(answer, directory.BotName);
}
