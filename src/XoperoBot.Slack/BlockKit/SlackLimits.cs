namespace XoperoBot.Slack.BlockKit;

/// <summary>
/// Slack's limits, counted in UTF-16 characters. From docs.slack.dev (Block Kit reference) and the comments of @slack/types; those of
/// whole messages are not documented and come from what the service was seen to refuse.
/// </summary>
internal static class SlackLimits
{
    public const int MessageBlocks = 50;
    public const int ViewBlocks = 100;

    /// <summary>All blocks of a message as JSON. Seen refused (msg_blocks_too_long) from about 13,200 upwards.</summary>
    public const int MessageCharacters = 13_000;

    /// <summary>A view as JSON; Slack's own limit is 250 kB.</summary>
    public const int ViewCharacters = 200_000;

    /// <summary>The <c>text</c> beside the blocks; chat.update refuses more than 4,000.</summary>
    public const int MessageText = 3_900;

    public const int BlockId = 255;
    public const int ActionId = 255;
    public const int HeaderText = 150;
    public const int SectionText = 3_000;

    /// <summary>Slack names no limit for rich text; a section's is kept.</summary>
    public const int RichText = 3_000;

    public const int ContextElements = 10;

    /// <summary>Slack allows 25; more than five in a row are hard to read.</summary>
    public const int ActionsElements = 5;

    public const int ButtonText = 75;
    public const int AccessibilityLabel = 75;
    public const int ButtonValue = 2_000;
    public const int ButtonUrl = 3_000;
    public const int Options = 100;
    public const int OptionText = 75;
    public const int OptionValue = 150;
    public const int ConfirmTitle = 100;
    public const int ConfirmText = 300;
    public const int ConfirmButton = 30;
    public const int InputLabel = 2_000;
    public const int InputHint = 2_000;
    public const int InputValue = 3_000;
    public const int TablesPerMessage = 1;

    /// <summary>Header included.</summary>
    public const int TableRows = 100;

    public const int TableColumns = 20;
    public const int TableCharacters = 10_000;
    public const int DataTablePage = 100;
    public const int ViewTitle = 24;
    public const int ViewButton = 24;
    public const int CallbackId = 255;
    public const int PrivateMetadata = 3_000;

    /// <summary>Ours: a card longer than this many messages continues in a file.</summary>
    public const int PagesPerCard = 5;
}
