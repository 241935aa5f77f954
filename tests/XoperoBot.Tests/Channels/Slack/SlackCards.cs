using XoperoBot.Core.Chat;

namespace XoperoBot.Tests.Channels.Slack;

/// <summary>Cards for tests: one of everything, hostile ones, enormous ones.</summary>
internal static class SlackCards
{
    public static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Names that try to be more than names.</summary>
    public static readonly IReadOnlyList<string> HostileNames =
    [
        "<!channel>", "<!here|x>", "<@U1>", "<#C1|ops>", "<!subteam^S1>", "<!date^1^{date}|x>", "<http://evil.example|click>", "](http://x)", "[x](http://x)",
        "*b*", "_i_", "~s~", "`c`", "```c```", "> quote", "&amp;", "&lt;!channel&gt;", "<at>all</at>", ":tada:", "@channel", "http://evil.example", "a\nb",
        "\u202Eevil\u202C", "\u2067evil", "evil\u2069\u2069", "שלום", "مرحبا (1)", "\u200F", "👨‍👩‍👧‍👦", "e" + new string('\u0301', 40), "\"quoted\\\"", "null", " ", "\t",
    ];

    public static Card Everything { get; } = new(
        "Backup status",
        Tone.Warning,
        [
            new Paragraph("All the words.") { Muted = true },
            new Heading("Plans"),
            new Notice(Tone.Bad, Text.Of("Last run ", new Time(At), " failed, see ", new Link("console", new Uri("https://console.example/x?a=1&b=2")))),
            new Facts([new Fact("Plan", "nightly", Tone.Good), new Fact("Id", new Text([new Plain("p-1") { Code = true }]))]),
            new Meter("Protected", 43, 58, Tone.Warning, "43 of 58 protected (74.1 %)"),
            new Items(
            [
                new Item("web", Tone.Good, "fine"),
                new Item("api", Tone.Bad, Text.Of("failed ", new Time(At, TimeStyle.Date))) { Button = new Button("Details", "show api") },
                new Item("db", Tone.Running, "syncing") { Button = new Button("Stop", "stop db") { Style = ButtonStyle.Danger, Confirm = "Really stop?" } },
            ]),
            new Divider(),
            new Table(["Name", "When"], [["web", new Text([new Time(At)])], ["api", "never"]]) { Caption = "Repositories", RowTones = [Tone.Good, Tone.Unknown] },
            new Chart("Success", "%", [new ChartPoint("Mon", 99.5), new ChartPoint("Tue", 40, Tone.Bad)]),
        ])
    {
        Summary = "43 of 58 repositories are protected; one plan failed.",
        Actions =
        [
            new Button("Refresh", "status") { InPlace = true },
            new Button("Synchronise", "sync nightly") { Style = ButtonStyle.Primary },
            new LinkButton("Console", new Uri("https://console.example/")),
        ],
    };

    public static Card Small(string text = "Done.") => new("Answer", Tone.Good, [new Paragraph(text)]) { Summary = text };

    public static Card Hostile(string name) => new(
        name,
        Tone.Neutral,
        [
            new Paragraph(name),
            new Heading(name),
            new Notice(Tone.Warning, name),
            new Facts([new Fact(name, name)]),
            new Meter(name, 1, 2, Tone.Good, name),
            new Items([new Item(name, Tone.Good, name), new Item(name, Tone.Bad, name) { Button = new Button(name, "show x") { Confirm = name } }]),
            new Table([name, "B"], [[name, name]]) { Caption = name },
            new Chart(name, name, [new ChartPoint(name, 1)]),
        ])
    {
        Summary = name,
        Actions = [new Button(name, "x"), new LinkButton(name, new Uri("https://console.example/"))],
    };

    public static Card WithItems(int count, bool buttons, int nameLength = 40) => new(
        "Repositories",
        Tone.Neutral,
        [new Items([.. Enumerable.Range(1, count).Select(n => new Item($"repo-{n}-" + new string('x', nameLength), Tone.Good, $"details of {n}.")
        {
            Button = buttons ? new Button("Show", $"show repo-{n}") : null,
        })])])
    {
        Summary = $"{count} repositories.",
        Actions = [new Button("Refresh", "list")],
    };

    public static Card WithTable(int rows, int columns, int cellLength) => new(
        "Table",
        Tone.Neutral,
        [
            new Table(
                [.. Enumerable.Range(1, columns).Select(c => $"Column {c}")],
                [.. Enumerable.Range(1, rows).Select(r => (IReadOnlyList<Text>)[.. Enumerable.Range(1, columns).Select(c => Text.FromString($"cell-{r}-{c}." + new string('y', cellLength)))])])
            {
                Caption = "Cells",
            },
        ])
    {
        Summary = "A table.",
    };

    public static Card WithButtons(int count, int commandLength) => new("Buttons", Tone.Neutral, [new Paragraph("Choose.")])
    {
        Summary = "Choose.",
        Actions = [.. Enumerable.Range(1, count).Select(n => new Button($"Button {n} " + new string('z', 100), $"do-{n} " + new string('a', commandLength)))],
    };

    public static Form Form { get; } = new("f-1", "Ask for removal of something", [
        new TextField("reason", "Why?") { Required = true, Multiline = true, Hint = "Read by the approvers.", MaxLength = 500, Value = "because" },
        new ChoiceField("plan", "Plan") { Choices = [new Choice("p1", "Nightly"), new Choice("p2", new string('p', 200))], Selected = [new Choice("p1", "Nightly")] },
        new ChoiceField("servers", "Servers") { Many = true, Choices = [new Choice("s1", "main"), new Choice("s2", "<!channel>")], Selected = [new Choice("s2", "x")] },
        new ChoiceField("repo", "Repository") { Lookup = "repositories", Selected = [new Choice("r1", "web")] },
        new ChoiceField("repos", "Repositories") { Lookup = "repositories", Many = true },
        new ToggleField("urgent", "Urgent") { On = true },
        new DateField("day", "Day") { Value = "2026-03-02" },
        new TimeField("hour", "Hour") { Value = "09:30" },
        new ChoiceField("empty", "Nothing here"),
    ])
    {
        Intro = [new Notice(Tone.Warning, "This cannot be undone."), new Facts([new Fact("Last good backup", new Text([new Time(At)]))]), new Table(["A"], [["x"]]) { Caption = "Plans" }],
        SubmitLabel = "Ask",
        Errors = new Dictionary<string, string>(StringComparer.Ordinal) { ["reason"] = "too short" },
    };
}
