using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Chat;
using XoperoBot.Teams.AdaptiveCards;
using XoperoBot.Teams.Wire;

namespace XoperoBot.Teams;

/// <summary>Activities that are answered in the response itself.</summary>
internal sealed class Invokes(
    IInbox inbox, ActivityReader reader, CardActions cards, FileConsent files, TeamsRenderer renderer, IOptions<TeamsOptions> options)
{
    public async Task<InvokeResponse> AnswerAsync(Activity activity, CancellationToken cancellationToken) => activity.Name switch
    {
        "adaptiveCard/action" => new InvokeResponse(StatusCodes.Status200OK, await cards.AnswerAsync(activity, cancellationToken)),
        "application/search" => new InvokeResponse(StatusCodes.Status200OK, await SearchAsync(activity, cancellationToken)),
        "task/fetch" => Dialog(activity),
        "task/submit" => await SubmitDialogAsync(activity, cancellationToken),
        "fileConsent/invoke" => await files.AnswerAsync(activity, cancellationToken),

        // Valid, and nothing of ours: Teams shows its own error for any other status.
        _ => new InvokeResponse(StatusCodes.Status200OK, new { }),
    };

    /// <summary>A caller that cannot be sent to gets the answers in the response.</summary>
    public async Task<InvokeResponse> ExpectRepliesAsync(Activity activity, CancellationToken cancellationToken)
    {
        var replies = Array.Empty<OutboundActivity>();
        if (reader.Message(activity) is { } inbound)
        {
            // A message that will be changed later needs an id, which nobody gives us on this way.
            bool Takes(Outgoing outgoing) => outgoing.Place == inbound.Place && outgoing is Post { Key: null } or Whisper or ShowForm;
            var answer = await inbox.AskAsync(inbound, Takes, options.Value.InvokePatience, cancellationToken);
            replies = [.. answer.Taken.SelectMany(outgoing => renderer.Draw(outgoing, CardView.Everybody))];
        }

        return new InvokeResponse(StatusCodes.Status200OK, new { activities = replies });
    }

    private async Task<CardActionResponse> SearchAsync(Activity activity, CancellationToken cancellationToken)
    {
        var source = Text(activity.Value, "dataset");
        var query = Text(activity.Value, "queryText");
        var choices = source.Length == 0
            ? []
            : await inbox.LookupAsync(reader.ActorOf(activity), source, query, TeamsLimits.LookupResults, cancellationToken);
        var results = choices.Select(FormRenderer.DrawChoice).Take(TeamsLimits.LookupResults).ToList();
        return new CardActionResponse(StatusCodes.Status200OK, ContentTypes.SearchResponse, new { results });
    }

    // The form travels in the button: what a client changes in it is only what that client sees, and sending it in is checked as ever.
    private InvokeResponse Dialog(Activity activity) =>
        DialogInput(activity) is { Data.Form.Carried: { } form }
            ? new InvokeResponse(StatusCodes.Status200OK, Continue(form))
            : new InvokeResponse(StatusCodes.Status200OK, Say("This form can no longer be opened. Please ask again."));

    private async Task<InvokeResponse> SubmitDialogAsync(Activity activity, CancellationToken cancellationToken)
    {
        if (DialogInput(activity) is not { } input || reader.Action(activity, input) is not Submitted submitted)
        {
            return new InvokeResponse(StatusCodes.Status400BadRequest);
        }

        var answer = await inbox.AskAsync(submitted, _ => false, options.Value.InvokePatience, cancellationToken);
        if (answer.FieldErrors.Count > 0)
        {
            return new InvokeResponse(
                StatusCodes.Status200OK,
                input.Data.Form?.Carried is { } form ? Continue(CardActions.Refill(form, submitted.Values, answer.FieldErrors)) : Say(CardActions.Mistakes(answer)));
        }

        // An empty answer closes the dialog; the rest comes as messages.
        return new InvokeResponse(StatusCodes.Status200OK);
    }

    private object Continue(Form form)
    {
        var card = new Attachment(ContentTypes.AdaptiveCard, renderer.Form(form, dialog: false));
        return new { task = new { type = "continue", value = new { title = LiteralText.Sentence(form.Title, 80), height = "medium", width = "medium", card } } };
    }

    private static object Say(string text) => new { task = new { type = "message", value = text } };

    private static CardInput? DialogInput(Activity activity) =>
        activity.Value is { ValueKind: JsonValueKind.Object } value && value.TryGetProperty("data", out var data)
            ? ActivityReader.ReadAction(data) ?? Nested(data)
            : null;

    // An Action.Execute inside a dialog arrives one level deeper than an Action.Submit.
    private static CardInput? Nested(JsonElement data) =>
        data.ValueKind == JsonValueKind.Object && data.TryGetProperty("action", out var action)
        && action.ValueKind == JsonValueKind.Object && action.TryGetProperty("data", out var inner)
            ? ActivityReader.ReadAction(inner)
            : null;

    private static string Text(JsonElement? value, string member) =>
        value is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(member, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()!
            : string.Empty;
}
