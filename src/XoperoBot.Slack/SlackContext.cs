using System.Text.Json;
using XoperoBot.Slack.BlockKit;

namespace XoperoBot.Slack;

/// <summary>What is needed to answer one interaction; travels through Core as opaque text.</summary>
internal sealed record SlackContext
{
    /// <summary>Slack's id of who acted.</summary>
    public string? User { get; init; }

    public string? ResponseUrl { get; init; }

    /// <summary>Opens a dialog, once, within three seconds.</summary>
    public string? TriggerId { get; init; }

    /// <summary>The open dialog that was acted in.</summary>
    public string? ViewId { get; init; }

    public string? ViewHash { get; init; }

    /// <summary>The message that was acted on; <see cref="ResponseUrl"/> can replace it.</summary>
    public string? MessageTs { get; init; }

    /// <summary>That message is seen by one person only: nothing but <see cref="ResponseUrl"/> can change it.</summary>
    public bool Ephemeral { get; init; }

    public string Write() => SlackJson.Write(this);

    public static SlackContext Read(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return new SlackContext();
        }

        try
        {
            return SlackJson.Read<SlackContext>(text) ?? new SlackContext();
        }
        catch (JsonException)
        {
            return new SlackContext();
        }
    }
}

/// <summary>What a dialog carries so that its answer finds back; Slack keeps it as private_metadata.</summary>
internal sealed record ViewMetadata
{
    public string? Form { get; init; }

    public string? Channel { get; init; }

    public string? Thread { get; init; }

    public string? ResponseUrl { get; init; }

    public string Write() => SlackJson.Write(this);

    public static ViewMetadata Read(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return new ViewMetadata();
        }

        try
        {
            return SlackJson.Read<ViewMetadata>(text) ?? new ViewMetadata();
        }
        catch (JsonException)
        {
            return new ViewMetadata();
        }
    }
}
