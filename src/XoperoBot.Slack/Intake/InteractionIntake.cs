using XoperoBot.Core.Chat;
using XoperoBot.Slack.BlockKit;
using XoperoBot.Slack.Wire;

namespace XoperoBot.Slack.Intake;

/// <summary>Clicks, dialogs, live lookup and shortcuts.</summary>
internal sealed class InteractionIntake(IInbox inbox, SlackDirectory directory, FormIntake forms, Ignored ignored, TimeProvider time)
{
    private static readonly TimeSpan LookupPatience = TimeSpan.FromSeconds(2);

    public async Task<Reply> HandleAsync(Interaction interaction, string bodyHash, CancellationToken cancellationToken)
    {
        if (interaction is not { Type: { Length: > 0 } type, User.Id: { Length: > 0 } user })
        {
            return Reply.Malformed;
        }

        var actor = directory.ActorOf(
            interaction.Team?.Id ?? interaction.User.TeamId ?? interaction.Enterprise?.Id, user, interaction.User.Name ?? interaction.User.Username);
        var id = SlackIds.Delivery(interaction.TriggerId ?? bodyHash);
        return type switch
        {
            "block_actions" => await ActionAsync(interaction, actor, id, cancellationToken),
            "view_submission" => await forms.SubmittedAsync(interaction, actor, id, cancellationToken),
            "view_closed" => await forms.ClosedAsync(interaction, actor, bodyHash, cancellationToken),
            "block_suggestion" => await LookupAsync(interaction, actor, cancellationToken),
            "shortcut" or "message_action" => await ShortcutAsync(interaction, actor, id, cancellationToken),
            _ => ignored.Unknown(type),
        };
    }

    private async Task<Reply> ActionAsync(Interaction interaction, Actor actor, string id, CancellationToken cancellationToken)
    {
        if (interaction.Actions is not [{ ActionId: { } actionId } action, ..])
        {
            return Reply.Malformed;
        }

        if (actionId.StartsWith(ActionIds.Link, StringComparison.Ordinal))
        {
            return Reply.Empty; // the client opened the address itself
        }

        if (actionId is ActionIds.SubmitForm or ActionIds.CancelForm)
        {
            return await forms.SubmittedInMessageAsync(interaction, action, actor, id, cancellationToken);
        }

        var here = actionId.StartsWith(ActionIds.Here, StringComparison.Ordinal);
        if (action.Value is not { Length: > 0 } command || !(here || actionId.StartsWith(ActionIds.Run, StringComparison.Ordinal)))
        {
            return ignored.Unknown("action");
        }

        await inbox.AcceptAsync(
            new Clicked
            {
                DeliveryId = id,
                Actor = actor,
                Place = Origin.PlaceOf(interaction),
                Private = SlackIds.IsPrivate(Origin.PlaceOf(interaction).Id),
                Thread = Origin.ThreadOf(interaction),
                Context = Origin.ContextOf(interaction).Write(),
                Command = command,
                Message = Origin.MessageOf(interaction),
                InPlace = here,
            },
            cancellationToken);
        return Reply.Empty;
    }

    /// <summary>A shortcut's callback id is the command line that it stands for.</summary>
    private async Task<Reply> ShortcutAsync(Interaction interaction, Actor actor, string id, CancellationToken cancellationToken)
    {
        if (interaction.CallbackId is not { Length: > 0 } command)
        {
            return Reply.Malformed;
        }

        var place = Origin.PlaceOf(interaction);
        await inbox.AcceptAsync(
            new Said
            {
                DeliveryId = id,
                Actor = actor,
                Place = place,
                Private = SlackIds.IsPrivate(place.Id),
                Thread = interaction.Message?.ThreadTs ?? interaction.Message?.Ts,
                Context = (Origin.ContextOf(interaction) with { MessageTs = null }).Write(),
                Text = command,
            },
            cancellationToken);
        return Reply.Empty;
    }

    private async Task<Reply> LookupAsync(Interaction interaction, Actor actor, CancellationToken cancellationToken)
    {
        if (interaction.ActionId?.StartsWith(ActionIds.Lookup, StringComparison.Ordinal) != true)
        {
            ignored.Unknown("block_suggestion");
            return Reply.Of(new { options = Array.Empty<Option>() });
        }

        using var patience = new CancellationTokenSource(LookupPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var source = interaction.ActionId[ActionIds.Lookup.Length..];
            var choices = await inbox
                .LookupAsync(actor, source, interaction.Value ?? string.Empty, SlackLimits.Options, either.Token)
                .WaitAsync(either.Token);
            return Reply.Of(new { options = choices.Take(SlackLimits.Options).Select(FormRenderer.OptionOf).ToList() });
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Reply.Of(new { options = Array.Empty<Option>() });
        }
    }
}
