using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Chat;
using XoperoBot.Teams.AdaptiveCards;
using XoperoBot.Teams.Wire;

namespace XoperoBot.Teams;

/// <summary>
/// <c>adaptiveCard/action</c>: the press is stored, its turn is waited for, and the answer is the next card, a sentence, or both. The
/// card in the answer is seen by the presser alone, so a changed message goes through the outbox as well, for everybody else.
/// Source: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards
/// </summary>
internal sealed class CardActions(IInbox inbox, ActivityReader reader, TeamsRenderer renderer, IOptions<TeamsOptions> options)
{
    private const string NotUnderstood = "This button is of an older version. Please ask again.";

    public async Task<CardActionResponse> AnswerAsync(Activity activity, CancellationToken cancellationToken)
    {
        if (Input(activity) is not { } input || reader.Action(activity, input) is not { } inbound)
        {
            return Message(NotUnderstood);
        }

        return inbound switch
        {
            Clicked clicked when input.Data.View == true => await ViewAsync(clicked, input.Data, cancellationToken),
            Clicked clicked => await ClickAsync(clicked, input.Data, cancellationToken),
            Submitted submitted => await SubmitAsync(submitted, input.Data, cancellationToken),
            _ => Message(NotUnderstood),
        };
    }

    /// <summary>The same form with what was entered and what is wrong about it.</summary>
    public static Form Refill(Form form, IReadOnlyDictionary<string, IReadOnlyList<string>> values, IReadOnlyDictionary<string, string> errors) =>
        form with { Errors = errors, Fields = [.. form.Fields.Select(field => Refill(field, values.GetValueOrDefault(field.Name) ?? []))] };

    public static string Mistakes(Answer answer) =>
        LiteralText.Cut(string.Join('\n', answer.FieldErrors.Select(error => $"{error.Key}: {LiteralText.Of(error.Value)}")), TeamsLimits.AnswerLength);

    // Nobody pressed anything: only the card goes back, to this reader only. Changing the message here would make every client ask again.
    private async Task<CardActionResponse> ViewAsync(Clicked clicked, ActionData data, CancellationToken cancellationToken)
    {
        var answer = await inbox.AskAsync(clicked, _ => true, options.Value.InvokePatience, cancellationToken);
        var card = answer.Taken.OfType<Whisper>().FirstOrDefault(whisper => whisper.OnlyNow)?.Card;
        return card is not null && renderer.One(card, View(card, clicked, data)) is { } drawn
            ? Card(drawn)
            : new CardActionResponse(
                StatusCodes.Status500InternalServerError, ContentTypes.Error, new { code = "NoView", message = "The card could not be drawn anew." });
    }

    private async Task<CardActionResponse> ClickAsync(Clicked clicked, ActionData data, CancellationToken cancellationToken)
    {
        AdaptiveCard? next = null;
        string? sentence = null;
        var posted = false;

        // What was taken is shown nowhere else, and the answer has room for one thing.
        var taken = false;
        bool Takes(Outgoing outgoing)
        {
            switch (outgoing)
            {
                case Update update when IsSame(update, clicked, data):
                    next ??= renderer.One(update.Card, View(update.Card, clicked, data));
                    return false;
                case Post { Key: null } post when clicked.InPlace && next is null && sentence is null && post.Place == clicked.Place:
                    next = renderer.One(post.Card, View(post.Card, clicked, data));
                    return taken = next is not null;
                case Whisper whisper when whisper.To.Equals(clicked.Actor) && sentence is null && !taken:
                    sentence = TeamsRenderer.Sentence(whisper.Card);
                    return sentence is not null;
                case ShowForm form when form.To.Equals(clicked.Actor) && next is null && sentence is null:
                    next = renderer.Form(form.Form, dialog: false);
                    return taken = true;
                case Working:
                    return true;
                default:
                    posted |= outgoing is Post or SendFile or Whisper;
                    return false;
            }
        }

        var answer = await inbox.AskAsync(clicked, Takes, options.Value.InvokePatience, cancellationToken);
        return answer switch
        {
            { Duplicate: true } => Message("This press was taken already."),
            { Late: true } => Message("Working on it. The answer follows in the chat."),
            _ when sentence is not null => Message(sentence),
            _ when next is not null => Card(next),
            _ => Message(posted ? "Done: the answer is in the chat." : "Done."),
        };
    }

    private async Task<CardActionResponse> SubmitAsync(Submitted submitted, ActionData data, CancellationToken cancellationToken)
    {
        AdaptiveCard? next = null;
        bool Takes(Outgoing outgoing)
        {
            switch (outgoing)
            {
                case Update update when update.Message is { } message && message == submitted.Message:
                    next ??= renderer.One(update.Card, CardView.Everybody);
                    return false;
                case ShowForm form when form.To.Equals(submitted.Actor) && next is null:
                    next = renderer.Form(form.Form, dialog: false);
                    return true;
                case Post { Key: null } or Whisper when next is null && outgoing.Place == submitted.Place:
                    next = CardOf(outgoing) is { } card ? renderer.One(card, CardView.Everybody) : null;
                    return next is not null && (submitted.Private || outgoing is Whisper);
                default:
                    return false;
            }
        }

        var answer = await inbox.AskAsync(submitted, Takes, options.Value.InvokePatience, cancellationToken);
        if (answer.FieldErrors.Count > 0)
        {
            return data.Form?.Carried is { } form
                ? Card(renderer.Form(Refill(form, submitted.Values, answer.FieldErrors), dialog: false))
                : Message(Mistakes(answer));
        }

        // The inputs must go: a form that was sent in cannot be sent in again.
        return Card(answer.Late || next is null ? Closed(submitted, data, answer) : next);
    }

    private AdaptiveCard Closed(Submitted submitted, ActionData data, Answer answer)
    {
        var sentence = answer switch
        {
            { Duplicate: true } => "This form was taken already.",
            { Late: true } => "Working on it. The answer follows in the chat.",
            _ when submitted.Cancelled => "Cancelled. Nothing was done.",
            _ => "Taken. The answer is in the chat.",
        };
        var card = new Card(data.Form?.Title ?? "Form", Tone.Neutral, [new Paragraph(sentence)]) { Summary = sentence };
        return renderer.One(card, CardView.Everybody)!;
    }

    // A view per reader is drawn for this reader, and goes on being drawn anew.
    private static CardView View(Card card, Clicked clicked, ActionData data) =>
        card.Refresh is not null && !clicked.Private && clicked.Actor.Address is { } address
            ? new CardView(data.Key, clicked.Actor, [address])
            : new CardView(data.Key);

    private static bool IsSame(Update update, Clicked clicked, ActionData data) =>
        (update.Key is not null && update.Key == data.Key) || (update.Message is not null && update.Message == clicked.Message);

    private static Card? CardOf(Outgoing outgoing) => outgoing switch
    {
        Post post => post.Card,
        Update update => update.Card,
        Whisper whisper => whisper.Card,
        _ => null,
    };

    private static Field Refill(Field field, IReadOnlyList<string> values) => field switch
    {
        TextField text => text with { Value = values.Count > 0 ? values[0] : null },
        DateField date => date with { Value = values.Count > 0 ? values[0] : null },
        TimeField time => time with { Value = values.Count > 0 ? values[0] : null },
        ToggleField toggle => toggle with { On = values.Count > 0 && values[0] == "true" },
        ChoiceField choice => choice with { Selected = [.. values.Select(value => Known(choice, value))] },
        _ => field,
    };

    private static Choice Known(ChoiceField field, string value) =>
        field.Choices.Concat(field.Selected).FirstOrDefault(choice => choice.Value == value) ?? new Choice(value, value);

    private static CardInput? Input(Activity activity) =>
        activity.Value is { ValueKind: JsonValueKind.Object } value
        && value.TryGetProperty("action", out var action) && action.ValueKind == JsonValueKind.Object
        && action.TryGetProperty("data", out var data)
            ? ActivityReader.ReadAction(data)
            : null;

    private static CardActionResponse Card(AdaptiveCard card) => new(StatusCodes.Status200OK, ContentTypes.AdaptiveCard, card);

    private static CardActionResponse Message(string text) => new(StatusCodes.Status200OK, ContentTypes.Message, text);
}
