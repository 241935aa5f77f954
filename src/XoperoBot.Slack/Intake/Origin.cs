using XoperoBot.Core.Chat;
using XoperoBot.Slack.Wire;

namespace XoperoBot.Slack.Intake;

/// <summary>Where an interaction came from.</summary>
internal static class Origin
{
    /// <summary>The channel; from a view, the channel noted in it; from nowhere in particular, the person.</summary>
    public static Place PlaceOf(Interaction interaction) => SlackIds.PlaceOf(
        interaction.Channel?.Id
        ?? interaction.Container?.ChannelId
        ?? ViewMetadata.Read(interaction.View?.PrivateMetadata).Channel
        ?? interaction.User!.Id!);

    /// <summary>The thread that the message is a reply in. A message that merely has replies is in none.</summary>
    public static string? ThreadOf(Interaction interaction)
    {
        var thread = interaction.Container?.ThreadTs ?? interaction.Message?.ThreadTs ?? ViewMetadata.Read(interaction.View?.PrivateMetadata).Thread;
        return string.Equals(thread, TsOf(interaction), StringComparison.Ordinal) ? null : thread;
    }

    public static MessageRef? MessageOf(Interaction interaction) =>
        TsOf(interaction) is { } ts ? new MessageRef(PlaceOf(interaction), ts, ThreadOf(interaction)) : null;

    public static SlackContext ContextOf(Interaction interaction)
    {
        var dialog = interaction.View is { Type: "modal" } view ? view : null;
        return new SlackContext
        {
            User = interaction.User?.Id,
            ResponseUrl = interaction.ResponseUrl ?? ViewMetadata.Read(interaction.View?.PrivateMetadata).ResponseUrl,
            TriggerId = interaction.TriggerId,
            ViewId = dialog?.Id,
            ViewHash = dialog?.Hash,
            MessageTs = TsOf(interaction),
            Ephemeral = interaction.Container?.IsEphemeral == true,
        };
    }

    private static string? TsOf(Interaction interaction) => interaction.Message?.Ts ?? interaction.Container?.MessageTs;
}
