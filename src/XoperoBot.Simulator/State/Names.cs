namespace XoperoBot.Simulator.State;

/// <summary>
/// Believable repository names whose order is that of their numbers, so that a page of a huge organization in the order of names
/// is a slice. Both lists must stay sorted ordinally.
/// </summary>
internal static class Names
{
    private static readonly string[] Domains =
    [
        "accounts", "analytics", "auth", "billing", "catalog", "checkout", "deploy", "docs", "edge", "forecast", "gateway", "identity",
        "inventory", "ledger", "logistics", "mobile", "notify", "orders", "partner", "payments", "pricing", "reports", "search", "shipping",
    ];

    private static readonly string[] Kinds =
    [
        "api", "charts", "cli", "docs", "events", "infra", "jobs", "proto", "sdk", "tests", "web", "worker",
    ];

    /// <summary>Markup, mentions, direction marks, lengths and quotes that a renderer must show as they are.</summary>
    public static IReadOnlyList<string> Hostile { get; } =
    [
        "<!channel>", "<!here|x>", "<@U0000000>", "](https://example.test/)", "*bold*_it_~no~`code`", "<script>alert(1)</script>",
        "<at>everyone</at>", "\u202Egpj.exe", "\u2067rtl\u2069", "a\u200Bb", "\U0001F469\u200D\U0001F4BB-tools", "quote\"'`\\",
        "line\nbreak", "tab\tname", "=HYPERLINK(\"x\")", "&lt;amp&amp;", "${{TIME}}", "İstanbul", new string('w', 300),
        " ",
    ];

    public static string Generated(int index, int count)
    {
        var slots = Domains.Length * Kinds.Length;
        if (count <= slots)
        {
            return Slot((int)((long)index * slots / Math.Max(count, 1)));
        }

        var perSlot = ((count - 1) / slots) + 1;
        var digits = perSlot.ToString(System.Globalization.CultureInfo.InvariantCulture).Length;
        var number = ((index % perSlot) + 1).ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(digits, '0');
        return $"{Slot(index / perSlot)}-{number}";
    }

    private static string Slot(int slot) => $"{Domains[slot / Kinds.Length]}-{Kinds[slot % Kinds.Length]}";
}
