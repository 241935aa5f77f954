using XoperoBot.Core.Chat;
using XoperoBot.Slack.BlockKit;
using XoperoBot.Slack.Intake;
using XoperoBot.Slack.Wire;

namespace XoperoBot.Slack.Delivering;

/// <summary>Slack, as the outbox sees it.</summary>
internal sealed class SlackChannel(WebApi api, MessageSender messages, FileSender files, SlackDirectory directory) : IChannel
{
    public string Name => SlackIds.Channel;

    /// <summary>One message a second in a channel; "several hundred a minute" in a workspace.</summary>
    public Pace Pace { get; } = new(
        [new RateWindow(1, TimeSpan.FromSeconds(1))],
        [new RateWindow(10, TimeSpan.FromSeconds(1)), new RateWindow(240, TimeSpan.FromMinutes(1))]);

    /// <summary>Slack shows bots no typing indicator: what takes long is said in words only.</summary>
    public bool Shows(Working sign) => sign.Words is not null;

    /// <summary>A response_url counts neither in the channel nor against its rate.</summary>
    public bool IsApart(Outgoing outgoing) => outgoing is Whisper && SlackContext.Read(outgoing.Context).ResponseUrl is not null;

    public Task<Delivery> DeliverAsync(Outgoing outgoing, MessageRef? message, CancellationToken cancellationToken) => outgoing switch
    {
        Post post => messages.PostAsync(post, cancellationToken),
        Update update => messages.UpdateAsync(update, message ?? update.Message, cancellationToken),
        Whisper whisper => messages.WhisperAsync(whisper, cancellationToken),
        ShowForm form => ShowAsync(form, cancellationToken),
        SendFile file => files.SendAsync(file, cancellationToken),
        ShowHome home => PublishAsync(home, cancellationToken),
        Working { Words: { } words, To: { } waiting } working => messages.RemarkAsync(working, waiting, words, cancellationToken),
        Working => Task.FromResult<Delivery>(new Sent()),
        _ => throw new NotSupportedException($"Slack cannot deliver {outgoing.GetType().Name}."),
    };

    public Task<byte[]?> DownloadAsync(SharedFile file, int most, CancellationToken cancellationToken) => api.DownloadAsync(file.Address, most, cancellationToken);

    /// <summary>As Slack's own "Copy link" makes them; a message of several pages is opened at its first.</summary>
    public Uri? LinkOf(Place place, string? message) => directory.Workspace is not { } workspace ? null
        : message is null ? new Uri(workspace, $"archives/{Uri.EscapeDataString(place.Id)}")
        : new Uri(workspace, $"archives/{Uri.EscapeDataString(place.Id)}/p{message.Split(',')[0].Replace(".", "", StringComparison.Ordinal)}");

    /// <summary>
    /// A dialog while the trigger of the click or command lives; otherwise the same inputs in a message (in place of the clicked card, or
    /// seen by that person only).
    /// </summary>
    private async Task<Delivery> ShowAsync(ShowForm form, CancellationToken cancellationToken)
    {
        var context = SlackContext.Read(form.Context);
        if (context.TriggerId is { } trigger && string.Equals(context.User, SlackIds.UserOf(form.To), StringComparison.Ordinal))
        {
            var dialog = FormRenderer.Dialog(form.Form, FormIntake.MetadataOf(form).Write());
            var answer = context.ViewId is { } viewId
                ? await api.ViewsUpdateAsync(viewId, context.ViewHash, dialog, cancellationToken)
                : await api.ViewsOpenAsync(trigger, dialog, cancellationToken);
            if (answer is { Ok: false, Error: "push_limit_reached" or "hash_conflict" or "not_found" })
            {
                answer = await api.ViewsPushAsync(trigger, dialog, cancellationToken);
            }

            if (answer.Ok)
            {
                return new Sent();
            }

            if (SlackErrors.IsFatal(answer.Error))
            {
                return SlackErrors.ToDelivery(answer, directory.BotName);
            }
        }

        var page = new Rendered([FormRenderer.Message(form.Form)], Rest: null);
        return form.Message is { } message
            ? await messages.UpdateAsync(form, message, page, cancellationToken)
            : await messages.WhisperAsync(form, form.To, page, cancellationToken);
    }

    private async Task<Delivery> PublishAsync(ShowHome home, CancellationToken cancellationToken)
    {
        var view = new HomeView(BlockKitRenderer.RenderHome(home.Card))
        {
            CallbackId = ActionIds.HomeView,
            PrivateMetadata = new ViewMetadata { Channel = home.Place.Id }.Write(),
        };
        var answer = await api.ViewsPublishAsync(SlackIds.UserOf(home.To), view, cancellationToken);
        return answer.Ok ? new Sent() : SlackErrors.ToDelivery(answer, directory.BotName);
    }
}
