using System.Text;
using XoperoBot.Core.Chat;
using XoperoBot.Slack.BlockKit;
using XoperoBot.Slack.Wire;

namespace XoperoBot.Slack.Delivering;

/// <summary>
/// Cards as messages. A card too large for one message becomes several; its reference then names them all (<c>ts,ts,…</c>), and an update
/// changes what is there, posts what is missing and deletes what is left over. A click names only the page that was clicked, so what it
/// replaces in place is that page. Beyond <see cref="SlackLimits.PagesPerCard"/> the whole card follows as a text file.
/// </summary>
internal sealed class MessageSender(WebApi api, FileSender files, SlackDirectory directory, Progress progress)
{
    private const char Separator = ',';

    public Task<Delivery> PostAsync(Post post, CancellationToken cancellationToken)
    {
        var context = SlackContext.Read(post.Context);
        return SendAsync(
            post,
            message: null,
            BlockKitRenderer.Render(post.Card),
            (page, _) => PostPageAsync(post.Place.Id, post.Thread, page, context.ResponseUrl, ResponseMessage.InChannel, cancellationToken),
            context.User,
            cancellationToken);
    }

    public Task<Delivery> WhisperAsync(Whisper whisper, CancellationToken cancellationToken) =>
        WhisperAsync(whisper, whisper.To, BlockKitRenderer.Render(whisper.Card), cancellationToken);

    public Task<Delivery> WhisperAsync(Outgoing outgoing, Actor to, Rendered rendered, CancellationToken cancellationToken)
    {
        var user = SlackIds.UserOf(to);
        var context = SlackContext.Read(outgoing.Context);
        var responseUrl = string.Equals(context.User, user, StringComparison.Ordinal) ? context.ResponseUrl : null;
        return SendAsync(
            outgoing,
            message: null,
            rendered,
            (page, _) => SlackIds.IsPrivate(outgoing.Place.Id)
                ? PostPageAsync(outgoing.Place.Id, outgoing.Thread, page, responseUrl, ResponseMessage.Ephemeral, cancellationToken)
                : WhisperPageAsync(outgoing.Place.Id, user, outgoing.Thread, page, responseUrl, cancellationToken),
            user,
            cancellationToken);
    }

    /// <summary>In passing: only that person sees it, in a personal conversation too, and it is gone when they look again.</summary>
    public async Task<Delivery> RemarkAsync(Outgoing outgoing, Actor to, Card card, CancellationToken cancellationToken)
    {
        var user = SlackIds.UserOf(to);
        var context = SlackContext.Read(outgoing.Context);
        var responseUrl = string.Equals(context.User, user, StringComparison.Ordinal) ? context.ResponseUrl : null;
        var page = BlockKitRenderer.Render(card).Pages[0];
        var attempt = outgoing.Place.Id is ['U' or 'W', ..]
            ? await PostPageAsync(user, thread: null, page, responseUrl, ResponseMessage.Ephemeral, cancellationToken)
            : await WhisperPageAsync(outgoing.Place.Id, user, outgoing.Thread, page, responseUrl, cancellationToken);
        return attempt.Failure ?? new Sent();
    }

    /// <param name="update">What to show.</param>
    /// <param name="message">Null when Slack never told us an id (an answer given through a response_url): the card is then posted anew.</param>
    /// <param name="cancellationToken">The attempt's end.</param>
    public Task<Delivery> UpdateAsync(Update update, MessageRef? message, CancellationToken cancellationToken) =>
        UpdateAsync(update, message, BlockKitRenderer.Render(update.Card), cancellationToken);

    public async Task<Delivery> UpdateAsync(Outgoing update, MessageRef? message, Rendered rendered, CancellationToken cancellationToken)
    {
        var context = SlackContext.Read(update.Context);
        var ids = message?.Id.Split(Separator, StringSplitOptions.RemoveEmptyEntries) ?? [];
        var channel = message?.Place.Id ?? update.Place.Id;
        var thread = message?.Thread ?? update.Thread;
        var delivery = await SendAsync(
            update,
            message,
            rendered,
            (page, index) => index < ids.Length
                ? ReplacePageAsync(channel, ids[index], page, context, cancellationToken)
                : PostPageAsync(channel, thread, page, context.ResponseUrl, ResponseMessage.InChannel, cancellationToken),
            context.User,
            cancellationToken);
        return delivery is Sent
            ? await RemoveAsync(channel, ids.Skip(rendered.Pages.Count), cancellationToken) ?? delivery
            : delivery;
    }

    private async Task<Delivery> SendAsync(
        Outgoing outgoing,
        MessageRef? message,
        Rendered rendered,
        Func<Page, int, Task<Attempt>> send,
        string? user,
        CancellationToken cancellationToken)
    {
        var sent = progress.Of(outgoing, message);
        for (var index = sent.Pages.Count; index < rendered.Pages.Count; index++)
        {
            var attempt = await send(rendered.Pages[index], index);
            if (attempt.Failure is { } failure)
            {
                if (failure is Refused)
                {
                    progress.Close(outgoing, message);
                }

                return failure;
            }

            sent.Pages.Add(attempt.Ts);
            sent.Channel ??= attempt.Channel;
        }

        if (rendered.Rest is { } rest && !sent.File)
        {
            var place = outgoing is Whisper ? user ?? outgoing.Place.Id : sent.Channel ?? outgoing.Place.Id;
            var upload = await files.UploadAsync(place, outgoing is Whisper ? null : outgoing.Thread, "complete.txt", "The complete list", Encoding.UTF8.GetBytes(rest), user, cancellationToken);
            if (upload is Retry)
            {
                return upload;
            }

            sent.File = true;
            if (upload is Refused refused)
            {
                await send(Unattached(refused), int.MaxValue);
            }
        }

        progress.Close(outgoing, message);
        var ids = sent.Pages.OfType<string>().ToList();
        return ids.Count == 0
            ? new Sent()
            : new Sent(new MessageRef(SlackIds.PlaceOf(sent.Channel ?? outgoing.Place.Id), string.Join(Separator, ids), message?.Thread ?? outgoing.Thread));
    }

    private async Task<Attempt> PostPageAsync(
        string channel, string? thread, Page page, string? responseUrl, Func<Page, string?, ResponseMessage> shape, CancellationToken cancellationToken)
    {
        var answer = await api.PostMessageAsync(channel, thread, page, cancellationToken);
        if (answer.Ok)
        {
            return new Attempt(answer.Text("channel") ?? channel, answer.Text("ts"));
        }

        if (SlackErrors.IsOutside(answer.Error) && responseUrl is not null)
        {
            return await RespondAsync(responseUrl, shape(page, thread), answer, cancellationToken);
        }

        // What nobody asked for has no other way into a channel that the bot is no longer in.
        var failed = Failed(answer);
        return responseUrl is null && SlackErrors.IsNoMember(answer.Error) && failed.Failure is Refused refused
            ? failed with { Failure = refused with { PlaceGone = true } }
            : failed;
    }

    private async Task<Attempt> WhisperPageAsync(
        string channel, string user, string? thread, Page page, string? responseUrl, CancellationToken cancellationToken)
    {
        // Outside threads the response_url comes first: it works in every channel. In a thread Slack names only the method's thread_ts.
        if (responseUrl is not null && thread is null)
        {
            var response = await api.RespondAsync(responseUrl, ResponseMessage.Ephemeral(page, thread), cancellationToken);
            if (IsAccepted(response))
            {
                return new Attempt(null, null);
            }

            if (SlackErrors.ToDelivery(response, directory.BotName) is Retry retry)
            {
                return new Attempt(null, null) { Failure = retry };
            }
        }

        var answer = await api.PostEphemeralAsync(channel, user, thread, page, cancellationToken);
        if (answer.Ok)
        {
            return new Attempt(null, null);
        }

        if (!SlackErrors.IsOutside(answer.Error))
        {
            return Failed(answer);
        }

        return responseUrl is not null && thread is not null
            ? await RespondAsync(responseUrl, ResponseMessage.Ephemeral(page, thread), answer, cancellationToken)
            : await PostPageAsync(user, thread: null, page, responseUrl: null, ResponseMessage.Ephemeral, cancellationToken);
    }

    private async Task<Attempt> ReplacePageAsync(string channel, string ts, Page page, SlackContext context, CancellationToken cancellationToken)
    {
        var own = context.ResponseUrl is not null && string.Equals(context.MessageTs, ts, StringComparison.Ordinal);
        if (own && context.Ephemeral)
        {
            var response = await api.RespondAsync(context.ResponseUrl!, ResponseMessage.Replace(page), cancellationToken);
            return IsAccepted(response) ? new Attempt(channel, ts) : Failed(response);
        }

        var answer = await api.UpdateAsync(channel, ts, page, cancellationToken);
        if (answer.Ok)
        {
            return new Attempt(answer.Text("channel") ?? channel, ts);
        }

        var reachable = SlackErrors.IsOutside(answer.Error) || answer.Error is "message_not_found" or "cant_update_message" or "edit_window_closed";
        return own && reachable
            ? await RespondAsync(context.ResponseUrl!, ResponseMessage.Replace(page), answer, cancellationToken)
            : Failed(answer);
    }

    /// <summary>Null when all are gone or say that they no longer count.</summary>
    private async Task<Delivery?> RemoveAsync(string channel, IEnumerable<string> surplus, CancellationToken cancellationToken)
    {
        foreach (var ts in surplus)
        {
            var answer = await api.DeleteAsync(channel, ts, cancellationToken);
            if (answer.Ok || answer.Error is "message_not_found")
            {
                continue;
            }

            if (SlackErrors.ToDelivery(answer, directory.BotName) is Retry retry)
            {
                return retry;
            }

            await api.UpdateAsync(channel, ts, Outdated, cancellationToken);
        }

        return null;
    }

    private async Task<Attempt> RespondAsync(string responseUrl, ResponseMessage message, ApiAnswer before, CancellationToken cancellationToken)
    {
        var response = await api.RespondAsync(responseUrl, message, cancellationToken);
        if (IsAccepted(response))
        {
            return new Attempt(null, null);
        }

        return SlackErrors.ToDelivery(response, directory.BotName) is Retry retry ? new Attempt(null, null) { Failure = retry } : Failed(before);
    }

    private Attempt Failed(ApiAnswer answer) => new(null, null) { Failure = SlackErrors.ToDelivery(answer, directory.BotName) };

    // A response_url answers "ok" as text or {"ok":true}; with an error in the body it did not take the message.
    private static bool IsAccepted(ApiAnswer answer) => answer.Status is >= 200 and < 300 && answer.Text("error") is null;

    private static Page Outdated { get; } = new(RichTextBuilder.Paragraph("This part is no longer current.", muted: true), "This part is no longer current.");

    private static Page Unattached(Refused refused)
    {
        var text = "The complete list could not be attached. " + refused.Fix;
        return new Page(RichTextBuilder.Paragraph(text), Literal.Escape(text));
    }

    private sealed record Attempt(string? Channel, string? Ts)
    {
        public Delivery? Failure { get; init; }
    }
}
