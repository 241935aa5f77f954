using XoperoBot.Core.Chat;

namespace XoperoBot.Teams;

/// <summary>
/// What Teams takes. The renderer and the tests both read this table; nothing else knows a number.
/// Sources: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit (rates),
/// https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages (size),
/// https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/user-specific-views (readers).
/// </summary>
internal static class TeamsLimits
{
    /// <summary>UTF-8 bytes of one activity; the strictest figure that Microsoft's pages name is 28 KB.</summary>
    public const int ActivityBytes = 28 * 1024;

    /// <summary>UTF-8 bytes of one element: a table or text above it is split.</summary>
    public const int ElementBytes = 16_000;

    /// <summary>UTF-8 bytes of one piece of running text.</summary>
    public const int TextBytes = 6_000;

    /// <summary>UTF-8 bytes of all buttons in the card's own row; more of them are laid out in the body.</summary>
    public const int ActionBytes = 8_000;

    /// <summary>Ours: more columns than these are too narrow to be read on a phone, so each row is written as an item.</summary>
    public const int TableColumns = 4;

    /// <summary>Buttons that clients show in one row.</summary>
    public const int ActionsPerSet = 6;

    /// <summary>Characters of a title or of a thing's name before the whole of it is repeated as text.</summary>
    public const int TitleLength = 200;

    /// <summary>Characters of a notification, a spoken sentence or a fallback text.</summary>
    public const int SummaryLength = 400;

    /// <summary>Readers that may get a card of their own.</summary>
    public const int Readers = 60;

    /// <summary>Results of one live lookup that clients show.</summary>
    public const int LookupResults = 15;

    /// <summary>Characters of a text that answers a click on a card.</summary>
    public const int AnswerLength = 1_000;

    /// <summary>UTF-8 bytes of a form that travels inside its own card, so that it can be shown again with its mistakes.</summary>
    public const int CarriedFormBytes = 9_000;

    /// <summary>Messages that a text file may fill where no file can be attached.</summary>
    public const int FilePages = 8;

    public const int MembersPerPage = 500;

    /// <summary>Pages of members that are read to find the readers of a card.</summary>
    public const int MembersSought = 2_000;

    /// <summary>Calls for one tenant; older copies of Microsoft's page name 30, and a tenant that still has those answers 429.</summary>
    public const int PerTenantAndSecond = 50;

    public static Pace Pace { get; } = new(
        PerPlace:
        [
            new RateWindow(7, TimeSpan.FromSeconds(1)),
            new RateWindow(8, TimeSpan.FromSeconds(2)),
            new RateWindow(60, TimeSpan.FromSeconds(30)),
            new RateWindow(1_800, TimeSpan.FromHours(1)),
        ],
        Overall: [new RateWindow(PerTenantAndSecond, TimeSpan.FromSeconds(1))]);
}
