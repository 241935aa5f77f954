using XoperoBot.Slack.BlockKit;

namespace XoperoBot.Slack.Wire;

/// <summary>What is posted to a <c>response_url</c>.</summary>
internal sealed record ResponseMessage
{
    /// <summary><c>ephemeral</c> or <c>in_channel</c>.</summary>
    public string? ResponseType { get; init; }

    public string? Text { get; init; }

    public IReadOnlyList<Block>? Blocks { get; init; }

    public string? ThreadTs { get; init; }

    public bool? ReplaceOriginal { get; init; }

    public bool? DeleteOriginal { get; init; }

    public bool? Mrkdwn { get; init; }

    public string? Parse { get; init; }

    public bool? UnfurlLinks { get; init; }

    public bool? UnfurlMedia { get; init; }

    public static ResponseMessage Delete { get; } = new() { DeleteOriginal = true };

    public static ResponseMessage Ephemeral(Page page, string? thread) => Of(page) with { ResponseType = "ephemeral", ReplaceOriginal = false, ThreadTs = thread };

    public static ResponseMessage InChannel(Page page, string? thread) => Of(page) with { ResponseType = "in_channel", ReplaceOriginal = false, ThreadTs = thread };

    public static ResponseMessage Replace(Page page) => Of(page) with { ReplaceOriginal = true };

    private static ResponseMessage Of(Page page) => new()
    {
        Text = page.Text,
        Blocks = page.Blocks,
        Mrkdwn = false,
        Parse = "none",
        UnfurlLinks = false,
        UnfurlMedia = false,
    };
}
