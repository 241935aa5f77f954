using XoperoBot.Core.Chat;
using XoperoBot.Slack.BlockKit;
using XoperoBot.Slack.Delivering;
using XoperoBot.Slack.Wire;

namespace XoperoBot.Slack.Intake;

/// <summary>Forms that were sent in or closed.</summary>
internal sealed class FormIntake(IInbox inbox, WebApi api, MessageSender messages, Ignored ignored)
{
    // Slack waits three seconds for the answer to a dialog.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(2400);

    // Here the answer is only a private note; nothing on the screen waits for it.
    private static readonly TimeSpan MessagePatience = TimeSpan.FromMilliseconds(1500);

    /// <summary>A dialog: mistakes go to its fields, a further form takes its place, anything else closes it.</summary>
    public async Task<Reply> SubmittedAsync(Interaction interaction, Actor actor, string id, CancellationToken cancellationToken)
    {
        if (interaction.View is not { } view || FormOf(view) is not { } form)
        {
            return ignored.Unknown("view");
        }

        var submitted = Submission(interaction, actor, id, form) with { Values = FormValues.Read(view.State) };
        var answer = await inbox.AskAsync(submitted, outgoing => outgoing is ShowForm next && next.To.Equals(actor), Patience, cancellationToken);
        if (answer.FieldErrors.Count > 0)
        {
            return Reply.Of(new { response_action = "errors", errors = Errors(answer.FieldErrors, view) });
        }

        return answer.Taken.OfType<ShowForm>().LastOrDefault() is { } further
            ? Reply.Of(new { response_action = "update", view = (View)FormRenderer.Dialog(further.Form, MetadataOf(further).Write()) })
            : Reply.Of(new { response_action = "clear" });
    }

    public async Task<Reply> ClosedAsync(Interaction interaction, Actor actor, string bodyHash, CancellationToken cancellationToken)
    {
        if (interaction.View is not { } view || FormOf(view) is not { } form)
        {
            return Reply.Empty;
        }

        var id = SlackIds.Delivery($"closed:{view.Id ?? bodyHash}");
        await inbox.AcceptAsync(Submission(interaction, actor, id, form) with { Cancelled = true }, cancellationToken);
        return Reply.Empty;
    }

    /// <summary>A form inside a message: its inputs stay as they are, so mistakes are told beside it.</summary>
    public async Task<Reply> SubmittedInMessageAsync(
        Interaction interaction, InteractionAction action, Actor actor, string id, CancellationToken cancellationToken)
    {
        if (action.Value is not { Length: > 0 } form)
        {
            return Reply.Malformed;
        }

        var submitted = Submission(interaction, actor, id, form) with
        {
            Values = FormValues.Read(interaction.State),
            Message = Origin.MessageOf(interaction),
            Cancelled = action.ActionId is ActionIds.CancelForm,
        };
        var answer = await inbox.AskAsync(submitted, _ => false, MessagePatience, cancellationToken);
        if (answer.FieldErrors.Count > 0)
        {
            await messages.WhisperAsync(Mistakes(submitted, answer.FieldErrors), cancellationToken);
        }
        else if (interaction.Container?.IsEphemeral == true && interaction.ResponseUrl is { } responseUrl)
        {
            await api.RespondAsync(responseUrl, ResponseMessage.Delete, cancellationToken);
        }

        return Reply.Empty;
    }

    public static ViewMetadata MetadataOf(ShowForm form) => new()
    {
        Form = form.Form.Id,
        Channel = form.Place.Id,
        Thread = form.Thread,
        ResponseUrl = SlackContext.Read(form.Context).ResponseUrl,
    };

    private static string? FormOf(InteractionView view) =>
        view.CallbackId is ActionIds.FormView ? ViewMetadata.Read(view.PrivateMetadata).Form : null;

    private static Submitted Submission(Interaction interaction, Actor actor, string id, string form)
    {
        var place = Origin.PlaceOf(interaction);
        return new Submitted
        {
            DeliveryId = id,
            Actor = actor,
            Place = place,
            Private = SlackIds.IsPrivate(place.Id),
            Thread = Origin.ThreadOf(interaction),
            Context = (Origin.ContextOf(interaction) with { ViewId = null, ViewHash = null }).Write(),
            FormId = form,
            Values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal),
        };
    }

    // Slack accepts errors only for blocks of the view; what concerns no single field is shown at the first.
    private static Dictionary<string, string> Errors(IReadOnlyDictionary<string, string> errors, InteractionView view)
    {
        var blocks = view.State?.Values?.Keys.ToList() ?? [];
        return errors
            .GroupBy(error => blocks.Contains(ActionIds.Field + error.Key, StringComparer.Ordinal) ? ActionIds.Field + error.Key : blocks.FirstOrDefault() ?? ActionIds.Field + error.Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => string.Join(' ', group.Select(error => error.Value)), StringComparer.Ordinal);
    }

    private static Whisper Mistakes(Submitted submitted, IReadOnlyDictionary<string, string> errors) => new(
        submitted.Actor,
        new Card("Please correct the form", Tone.Warning, [new Items([.. errors.Select(error => new Item(error.Key, Tone.Bad, error.Value))])])
        {
            Summary = $"{errors.Count} of the answers cannot be used as they are.",
        })
    {
        Place = submitted.Place,
        Thread = submitted.Thread,
        Context = submitted.Context,
    };
}
