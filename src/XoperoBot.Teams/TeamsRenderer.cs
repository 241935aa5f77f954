using Microsoft.Extensions.Options;
using XoperoBot.Core.Chat;
using XoperoBot.Teams.AdaptiveCards;
using XoperoBot.Teams.Wire;

namespace XoperoBot.Teams;

/// <summary>Neutral messages as activities.</summary>
internal sealed class TeamsRenderer(IOptions<TeamsOptions> options)
{
    // The emulator and Agents Playground know neither live lookups nor views per reader.
    private readonly bool _real = !options.Value.DangerouslyAllowUnauthenticatedRequests;

    public bool KnowsReaders => _real;

    /// <summary>In place of a part that a shorter card has no use for.</summary>
    public OutboundActivity Outdated { get; } = Message(
        AdaptiveCardRenderer.Draw(
            new Card("No longer current", Tone.Neutral, [new Paragraph("This part is no longer current.") { Muted = true }]) { Summary = "This part is no longer current." },
            CardView.Everybody)[0],
        "This part is no longer current.");

    /// <summary>One activity, or as many as it takes.</summary>
    public IReadOnlyList<OutboundActivity> Draw(Outgoing outgoing, CardView view)
    {
        var replyTo = TeamsContext.FromJson(outgoing.Context)?.ActivityId;
        return outgoing switch
        {
            Post post => Messages(post.Card, view, replyTo, post.Notify),
            Update update => Messages(update.Card, view, replyTo: null, notify: false),
            Whisper whisper => Messages(whisper.Card, view, replyTo, notify: false),
            ShowForm form => [Message(Form(form.Form, dialog: true), LiteralText.Sentence(form.Form.Title)) with { ReplyToId = replyTo }],
            _ => [],
        };
    }

    public AdaptiveCard Form(Form form, bool dialog) => new FormRenderer(_real).Draw(form, dialog && _real);

    /// <summary>The card as a single one; null when it takes several.</summary>
    public AdaptiveCard? One(Card card, CardView view) =>
        AdaptiveCardRenderer.Draw(card, _real ? view : view with { Readers = null }) is [var only] ? only : null;

    /// <summary>The whole of a small card as plain text; null when it holds more than that.</summary>
    public static string? Sentence(Card card)
    {
        if (card.Actions.Count > 0 || card.Elements.Any(element => element is not (Paragraph or Notice or Heading)))
        {
            return null;
        }

        var lines = card.Elements.Select(element => element switch
        {
            Paragraph paragraph => paragraph.Text.ToString(),
            Notice notice => notice.Text.ToString(),
            Heading heading => heading.Text,
            _ => string.Empty,
        });
        var text = LiteralText.Of(string.Join('\n', lines.Prepend(ToneStyle.Prefix(card.Tone) + card.Title)));
        return text.Length <= TeamsLimits.AnswerLength ? text : null;
    }

    private static List<OutboundActivity> Messages(Card card, CardView view, string? replyTo, bool notify) =>
    [
        .. AdaptiveCardRenderer.Draw(card, view).Select((page, index) => Message(page, LiteralText.Sentence(card.Aloud())) with
        {
            ReplyToId = replyTo,
            // One alert is enough for a card of several pages.
            ChannelData = notify && index == 0 ? new OutboundChannelData { Notification = new Notification(Alert: true) } : null,
        }),
    ];

    private static OutboundActivity Message(AdaptiveCard card, string summary) =>
        new() { Summary = summary, Attachments = [new Attachment(ContentTypes.AdaptiveCard, card)] };
}
