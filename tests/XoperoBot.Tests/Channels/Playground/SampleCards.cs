using XoperoBot.Core.Chat;

namespace XoperoBot.Tests.Channels.Playground;

/// <summary>Cards with every element there is.</summary>
internal static class SampleCards
{
    public static readonly DateTimeOffset At = new(2026, 3, 2, 8, 41, 0, TimeSpan.Zero);

    public static Card Status { get; } = new("Backups at a glance", Tone.Warning,
    [
        new Notice(Tone.Bad, Text.Of("2 plans failed in the last run. ", new Link("Open the console", new Uri("https://console.example/")))),
        new Meter("acme", 43, 58, Tone.Bad, "43 of 58 protected (74.1 %)"),
        new Meter("globex", 131, 140, Tone.Warning, "131 of 140 protected (93.6 %)"),
        new Meter("initech", 96, 96, Tone.Good, "96 of 96 protected (100 %)"),
        new Facts(
        [
            new("Plans, last outcome", "9 finished, 1 with warnings, 2 failed", Tone.Bad),
            new("Licences missing", "15", Tone.Warning),
            new("Running now", "globex nightly", Tone.Running),
            new("Data read", Text.Of(new Time(At))),
        ]),
        new Paragraph("Protected means: in at least one active plan.") { Muted = true },
    ])
    {
        Summary = "2 plans failed; 270 of 294 repositories are protected.",
        Actions =
        [
            new Button("Show failed", "repos acme failed") { Style = ButtonStyle.Primary },
            new Button("Refresh", "status") { InPlace = true },
            new LinkButton("Open the console", new Uri("https://console.example/")),
        ],
    };

    public static Card Refreshed { get; } = Status with { Title = "Backups at a glance, refreshed", Tone = Tone.Good };

    public static Card Repositories { get; } = new("acme: failed repositories", Tone.Bad,
    [
        new Table(
            ["Repository", "Last backup", "Plan", "Outcome"],
            [
                ["payments-api", Text.Of(new Time(At)), "Nightly", "Failed"],
                ["mobile-app", Text.Of(new Time(At.AddDays(-1))), "Nightly", "Finished with warnings"],
                ["legacy-erp", "Never", "None", "Not protected"],
            ])
        { Caption = "3 of 58 repositories, trouble first", RowTones = [Tone.Bad, Tone.Warning, Tone.Unknown] },
        new Divider(),
        new Heading("Worth a look"),
        new Items(
        [
            new Item("payments-api", Tone.Bad, Text.Of("failed ", new Time(At), ", code ", new Plain("LI5020") { Code = true }))
            {
                Button = new Button("Details", "repo payments-api"),
            },
            new Item("infra", Tone.Running, "synchronising") { Button = new Button("Stop", "stop infra") { Style = ButtonStyle.Danger, Confirm = "Stop the synchronisation of infra?" } },
            new Item("docs", Tone.Neutral, Text.Empty),
        ]),
        new Chart("Failed runs a day", "", [.. Enumerable.Range(0, 7).Select(day => new ChartPoint($"Mar {day + 1}", day * 3 % 5, day % 2 == 0 ? Tone.Bad : Tone.Neutral))]),
    ])
    {
        Summary = "3 repositories of acme failed.",
        Actions = [new Button("Next page", "repos acme failed page 2") { InPlace = true }],
    };

    public static Card Plain { get; } = new("Only for you", Tone.Neutral, [new Paragraph(Text.Of("Your id is ", new Plain("playground:operator") { Code = true }, ", ", new Plain("Operator") { Bold = true }))])
    {
        Summary = "Your id is playground:operator.",
    };

    public static Form Attach { get; } = new("form-1", "Attach to a plan",
    [
        new ChoiceField("repositories", "Repositories") { Required = true, Many = true, Lookup = "repositories", Hint = "Type a part of a name." },
        new ChoiceField("plan", "Plan") { Required = true, Choices = [new("p1", "Nightly"), new("p2", "Weekly archive")] },
        new ChoiceField("notify", "Tell") { Many = true, Choices = [new("ops", "Operations"), new("dev", "Developers")] },
        new TextField("reason", "Reason") { Required = true, Multiline = true, Hint = "Approvers read this." },
        new TextField("ticket", "Ticket"),
        new ToggleField("sync", "Synchronise first") { On = true },
        new DateField("day", "Start on"),
        new TimeField("hour", "Start at"),
    ])
    {
        Intro = [new Paragraph("Two approvers will be asked.")],
        SubmitLabel = "Ask for approval",
    };
}
