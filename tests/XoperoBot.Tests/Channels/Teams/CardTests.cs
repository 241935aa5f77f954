using System.Text.Json;
using System.Text.Json.Nodes;
using XoperoBot.Core.Chat;
using XoperoBot.Teams;
using XoperoBot.Teams.AdaptiveCards;
using XoperoBot.Teams.Wire;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Channels.Teams;

public sealed class CardTests
{
    private static readonly string[] Hostile =
    [
        "<!channel>", "<@U1>", "](http://x)", "[x](http://evil.example)", "*b*", "_i_", "~s~", "`c`", "**bold**", "# heading", "1. list", "<at>all</at>",
        "<at id=\"0\">all</at>", "</at>", "<b>x</b>", "<script>alert(1)</script>", "&lt;&amp;&nbsp;", "\\*", "http://evil.example", "${x}", "{{DATE(2026-01-01T00:00:00Z,SHORT)}}",
        "{{TIME(2026-01-01T00:00:00Z)}}", "{{ date(x", "\u202Egpj.exe", "\u05D3\u05E0\u05D4 \u05DB\u05D4\u05DF", "\u0645\u0631\u062D\u0628\u0627 (1)", "\u2069\u2069x\u2066", "\u200Fx",
        "\U0001F468\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466", "a\nb", "\"quoted\"", "'", "\\", "%2C,%25",
    ];

    public static TheoryData<string> HostileNames => new(Hostile);

    [Theory]
    [MemberData(nameof(HostileNames))]
    public void A_name_is_shown_as_it_is_in_every_element(string name)
    {
        var titled = Draw(new Card(name, Tone.Warning, []) { Summary = name });
        Assert.Contains(Plain(name), TeamsActivities.VisibleText(titled["body"]), StringComparison.Ordinal);
        foreach (var element in EveryElement(name))
        {
            var card = Draw(new Card("t", Tone.Warning, [element]) { Summary = name });
            var json = card.ToJsonString();

            Assert.Contains(Plain(name), TeamsActivities.VisibleText(card["body"]).ReplaceLineEndings("\n"), StringComparison.Ordinal);
            Assert.DoesNotContain("\"TextBlock\"", json, StringComparison.Ordinal);
            Assert.DoesNotContain("\"FactSet\"", json, StringComparison.Ordinal);
            Assert.DoesNotMatch("(?i)<at\\b", json.Replace("\\u003C", "<", StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotMatch("(?i)\\{\\{\\s*(DATE|TIME)\\s*\\(", json);
            Assert.Null(card["msteams"]!["entities"]);
        }
    }

    [Theory]
    [InlineData("\u05D3\u05E0\u05D4", 1, 1)]
    [InlineData("\u202Ex", 1, 1)]
    [InlineData("\u2069\u2069\u05D0", 3, 1)]
    [InlineData("\u2066\u05D0", 1, 2)]
    [InlineData("plain", 0, 0)]
    public void A_names_direction_ends_with_the_name(string name, int opened, int closed)
    {
        var shown = LiteralText.Of(name);

        Assert.Equal(opened, shown.TakeWhile(character => character == '\u2068').Count());
        Assert.Equal(new string('\u2069', closed), shown[(shown.Length - closed)..]);
        Assert.Equal(shown.Count(character => character is >= '\u2066' and <= '\u2068'), shown.Count(character => character == '\u2069'));
    }

    [Fact]
    public void A_moment_is_written_by_the_client_in_the_readers_own_zone()
    {
        var card = Draw(new Card("t", Tone.Neutral, [new Paragraph(Text.Of("at ", new Time(new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.FromHours(1)))))]) { Summary = "s" });

        Assert.Contains("at {{DATE(2026-03-02T09:00:00Z,SHORT)}} {{TIME(2026-03-02T09:00:00Z)}}", TeamsActivities.VisibleText(card), StringComparison.Ordinal);
    }

    [Fact]
    public void A_button_executes_and_older_clients_submit_the_same()
    {
        var card = Draw(new Card("t", Tone.Neutral, []) { Summary = "s", Actions = [new Button("Approve", "approve 7") { Style = ButtonStyle.Primary, InPlace = true }, new LinkButton("Open", new Uri("https://x.example/"))] }, new CardView("request-7"));
        var action = card["actions"]![0]!;

        Assert.Equal("Action.Execute", (string?)action["type"]);
        Assert.Equal("Action.Submit", (string?)action["fallback"]!["type"]);
        Assert.Equal("""{"command":"approve 7","inPlace":true,"key":"request-7"}""", action["data"]!.ToJsonString());
        Assert.Equal(action["data"]!.ToJsonString(), action["fallback"]!["data"]!.ToJsonString());
        Assert.Equal("https://x.example/", (string?)card["actions"]![1]!["url"]);
    }

    [Fact]
    public void A_question_is_asked_before_a_dangerous_press()
    {
        var card = Draw(new Card("t", Tone.Neutral, []) { Summary = "s", Actions = [new Button("Remove", "remove x") { Confirm = "Really remove?" }] });
        var asked = card["actions"]![0]!;

        Assert.Equal("Action.ShowCard", (string?)asked["type"]);
        Assert.Contains("Really remove?", TeamsActivities.VisibleText(asked["card"]), StringComparison.Ordinal);
        Assert.Equal("remove x", (string?)asked["card"]!["actions"]![0]!["data"]!["command"]);
    }

    [Fact]
    public void Every_card_is_full_width_and_speaks_and_has_a_text_for_clients_without_cards()
    {
        var card = Draw(new Card("Backups", Tone.Bad, [new Paragraph("p")]) { Summary = "43 of 58 protected." });

        Assert.Equal(("1.5", "Problem: Backups. 43 of 58 protected.", "Problem: Backups. 43 of 58 protected.", "Full"), ((string?)card["version"], (string?)card["speak"], (string?)card["fallbackText"], (string?)card["msteams"]!["width"]));
    }

    [Fact]
    public void Every_tone_is_a_symbol_and_a_word()
    {
        foreach (var tone in Enum.GetValues<Tone>().Where(tone => tone != Tone.Neutral))
        {
            var card = new Card("title", tone, [new Notice(tone, "text"), new Meter("meter", 1, 2, tone, "half"), new Facts([new Fact("fact", "value", tone)]), new Items([new Item("item", tone, "details")])]) { Summary = "s" };
            var text = TeamsActivities.VisibleText(Draw(card));
            var (symbol, word) = (ToneStyle.Of(tone).Symbol, tone.Word());
            Assert.Contains($"{symbol} {word}: title", text, StringComparison.Ordinal);
            Assert.Contains($"{symbol} {word}: text", text, StringComparison.Ordinal);
            Assert.Contains($"{symbol} meter ({word}): half", text, StringComparison.Ordinal);
            Assert.Contains($"{symbol} value ({word})", text, StringComparison.Ordinal);
            Assert.Contains($"{symbol} item ({word})", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 10, 1)]
    [InlineData(1, 1_000, 2)]
    [InlineData(999, 1_000, 2)]
    [InlineData(10, 10, 1)]
    public void A_bar_is_full_only_when_it_is(long value, long total, int columns)
    {
        var card = Draw(new Card("t", Tone.Neutral, [new Meter("Protected", value, total, Tone.Good, "in words")]) { Summary = "s" });
        var bar = card["body"]!.AsArray().Select(element => element!["columns"]?.AsArray()).FirstOrDefault(found => found is not null);

        Assert.Equal(columns, bar?.Count ?? 0);
        Assert.Contains("in words", TeamsActivities.VisibleText(card), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("paragraph")]
    [InlineData("heading")]
    [InlineData("notice")]
    [InlineData("facts")]
    [InlineData("meter")]
    [InlineData("items")]
    [InlineData("table")]
    [InlineData("chart")]
    [InlineData("one huge row")]
    [InlineData("one huge name")]
    [InlineData("many buttons")]
    public void Nothing_is_larger_than_a_message_and_nothing_is_lost(string giant)
    {
        var card = Giants[giant];

        var pages = AdaptiveCardRenderer.Draw(card, new CardView("key", Readers: [.. Enumerable.Range(0, 60).Select(reader => $"29:{new string('x', 80)}{reader}")]));

        Assert.All(pages, page => Assert.InRange(MessageBytes(page), 1, TeamsLimits.ActivityBytes));
        var shown = string.Join('\n', pages.Select(page => TeamsActivities.VisibleText(ToJson(page))));
        Assert.Contains("FIRST", shown, StringComparison.Ordinal);
        Assert.Contains("LAST", shown, StringComparison.Ordinal);
        for (var mark = 0; mark < 40; mark++)
        {
            Assert.Contains($"<{mark}>", shown, StringComparison.Ordinal);
        }

        Assert.Equal(2, Buttons(pages).Count(button => (string?)button!["title"] is "Do" or "Undo"));
    }

    [Fact]
    public void A_row_holds_no_more_buttons_than_clients_show()
    {
        var card = Draw(new Card("t", Tone.Neutral, []) { Summary = "s", Actions = [.. Enumerable.Range(0, 9).Select(index => new Button($"B{index}", "x"))] });

        Assert.Equal(6, card["actions"]!.AsArray().Count);
        Assert.Equal(3, card["body"]!.AsArray().Where(element => (string?)element!["type"] == "ActionSet").Sum(set => set!["actions"]!.AsArray().Count));
    }

    [Fact]
    public void Every_element_and_field_is_among_the_samples_that_are_judged() =>
        Assert.Equal(
            typeof(Element).Assembly.GetTypes().Count(type => type.IsSubclassOf(typeof(Element))),
            Samples().OfType<Card>().SelectMany(card => card.Elements).DistinctBy(element => element.GetType()).Count());

    /// <summary>Writes a card of every element and a form of every field, for the judges outside.</summary>
    internal static void WriteSamples(string directory)
    {
        var drawn = Samples().SelectMany(sample => sample is Card card ? AdaptiveCardRenderer.Draw(card, CardView.Everybody) : [new FormRenderer(typeahead: true).Draw((Form)sample, dialog: true)]);
        foreach (var (index, card) in drawn.Index())
        {
            File.WriteAllBytes(Path.Combine(directory, $"teams-sample-{index:00}.json"), WireJson.ToUtf8(card));
        }
    }

    [Fact]
    public void A_family_is_never_cut_in_two()
    {
        const string Family = "\U0001F468\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466";
        var text = Text.FromString(string.Concat(Enumerable.Repeat(Family, 2_000)));

        var slices = LiteralText.Slices(text).Select(slice => slice.ToString()).ToList();

        Assert.Equal(text.ToString(), string.Concat(slices));
        Assert.All(slices, slice => Assert.Equal(0, slice.Length % Family.Length));
        Assert.EndsWith(Family + "\u2026", LiteralText.Cut(text.ToString(), 100), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b")]
    [InlineData("50%")]
    [InlineData("%2C")]
    [InlineData("%252C,%")]
    public void A_choice_comes_back_as_it_went(string value) => Assert.Equal(value, FormRenderer.Decode(FormRenderer.Encode(value)));

    private static readonly string Long = string.Concat(Enumerable.Range(0, 40).Select(mark => $"<{mark}> {new string('x', 1_000)} \u05D0 \U0001F468\u200D\U0001F469\u200D\U0001F467 \"\\\" "));

    private static readonly Dictionary<string, Card> Giants = new Dictionary<string, Element[]>(StringComparer.Ordinal)
    {
        ["paragraph"] = [new Paragraph(Long)],
        ["heading"] = [new Heading(Long)],
        ["notice"] = [new Notice(Tone.Bad, Long)],
        ["facts"] = [new Facts([.. Enumerable.Range(0, 400).Select(index => new Fact($"<{index % 40}>", new string('v', 200), Tone.Good))]), new Facts([new Fact("one", Long)])],
        ["meter"] = [new Meter("m", 1, 2, Tone.Good, Long)],
        ["items"] = [new Items([.. Enumerable.Range(0, 200).Select(index => new Item($"<{index % 40}>", Tone.Bad, new string('d', 300)) { Button = new Button("Open", new string('c', 1_900)) })]), new Items([new Item(Long, Tone.Good, Long)])],
        ["table"] = [new Table(["A", "B"], [.. Enumerable.Range(0, 500).Select(row => new Text[] { $"<{row % 40}>", new string('t', 100) })]) { Caption = "c", RowTones = [.. Enumerable.Repeat(Tone.Bad, 500)] }],
        ["chart"] = [new Chart("c", "%", [.. Enumerable.Range(0, 20).Select(point => new ChartPoint($"<{point}> <{point + 20}> {new string('l', 3_000)}", point))])],
        ["one huge row"] = [new Table(["A", "B"], [["x", Long]]) { Caption = "c" }],
        ["one huge name"] = [new Items([new Item(Long, Tone.Good, "d")])],
        ["many buttons"] = [new Paragraph(Long), new Items([.. Enumerable.Range(0, 60).Select(index => new Item($"i{index}", Tone.Neutral, Text.Empty) { Button = new Button("Press", new string('c', 1_900)) { Confirm = new string('q', 300) } })])],
    }.ToDictionary(
        entry => entry.Key,
        entry => new Card("A title", Tone.Bad, [new Paragraph("FIRST"), .. entry.Value, new Paragraph("LAST")])
        {
            Summary = Long,
            Refresh = new string('r', 1_000),
            Actions = [new Button("Do", new string('c', 1_900)), new Button("Undo", new string('c', 1_900))],
        },
        StringComparer.Ordinal);

    private static IEnumerable<object> Samples()
    {
        var at = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
        yield return new Card("How main/Acme stands", Tone.Warning, [
            new Meter("Protected", 43, 58, Tone.Warning, "43 of 58 protected (74.1 %)"),
            new Meter("Licences", 999, 1000, Tone.Good, "999 of 1000 in use"),
            new Facts([new Fact("Last backup", Text.Of(new Time(at))), new Fact("Plans", "3 active", Tone.Good), new Fact("Worker", "not reachable", Tone.Unknown), new Fact("Long label that wraps somewhere", "value")]),
            new Heading("Plans"),
            new Items([new Item("nightly", Tone.Good, Text.Of("finished ", new Time(at))) { Button = new Button("Open", "plan nightly") }, new Item("weekly", Tone.Bad, "failed: no space left") { Button = new Button("Retry", "sync") { Confirm = "Really?" } }, new Item("hourly", Tone.Running, "43 %")]),
            new Divider(),
            new Table(["Repository", "Protected", "Last"], [["acme/api", "yes", Text.Of(new Time(at, TimeStyle.Date))], ["acme/*web*", "no", "never"]]) { Caption = "Repositories", RowTones = [Tone.Good, Tone.Bad] },
            new Chart("Protected repositories", "%", [new ChartPoint("Mon", 70), new ChartPoint("Tue", 74.1, Tone.Warning), new ChartPoint("Wed", 99, Tone.Good)]),
            new Notice(Tone.Bad, "Two repositories have no backup."),
            new Notice(Tone.Good, "All is well."),
            new Notice(Tone.Unknown, "The service did not answer."),
            new Paragraph(Text.Of("An id: ", new Plain("a1b2c3") { Code = true }, ", the ", new Link("console", new Uri("https://console.example/")), ".")) { Muted = true }])
        {
            Summary = "43 of 58 repositories of main/Acme are protected.",
            Actions = [new Button("Synchronise", "sync main/Acme") { Style = ButtonStyle.Primary }, new Button("Remove", "remove x") { Style = ButtonStyle.Danger, Confirm = "Really remove?" }, new LinkButton("Console", new Uri("https://console.example/"))],
        };
        foreach (var name in Hostile)
        {
            yield return new Card(name, Tone.Bad, [.. EveryElement(name)]) { Summary = name };
        }

        yield return Giants["table"];
        yield return new Form("form-1", "Synchronise an organization", [
            new ChoiceField("organization", "Organization") { Required = true, Lookup = "organizations", Hint = "Type a part of its name." },
            new ChoiceField("plans", "Plans") { Many = true, Choices = [new Choice("a,b", "Nightly"), new Choice("c", "Weekly")] },
            new ChoiceField("scope", "Scope") { Choices = [new Choice("all", "All"), new Choice("new", "New only")], Selected = [new Choice("all", "All")] },
            new TextField("reason", "Reason") { Required = true, Multiline = true, Pattern = "[a-z ]+", PatternHelp = "Small letters." },
            new ToggleField("now", "Start at once") { On = true }, new DateField("day", "Day"), new TimeField("at", "At")])
        {
            Intro = [new Notice(Tone.Warning, "This asks the Git host.")],
            Errors = new Dictionary<string, string>(StringComparer.Ordinal) { ["reason"] = "Small letters, please.", ["?"] = "Something else." },
        };
    }

    private static IEnumerable<JsonNode?> Buttons(IReadOnlyList<AdaptiveCard> pages) => pages.SelectMany(page =>
    {
        var card = ToJson(page);
        return (card["actions"]?.AsArray() ?? []).Concat(card["body"]!.AsArray().SelectMany(element => element!["actions"]?.AsArray() ?? []));
    });

    private static int MessageBytes(AdaptiveCard card) => WireJson.ToUtf8(new OutboundActivity
    {
        Summary = LiteralText.Sentence(Long),
        ReplyToId = new string('1', 40),
        Attachments = [new Attachment(ContentTypes.AdaptiveCard, card)],
    }).Length;

    private static IEnumerable<Element> EveryElement(string name) =>
    [
        new Paragraph(name),
        new Heading(name),
        new Notice(Tone.Bad, name),
        new Facts([new Fact("Name", name, Tone.Good)]),
        new Facts([new Fact(name, "value")]),
        new Meter(name, 1, 2, Tone.Good, "half"),
        new Items([new Item(name, Tone.Warning, Text.Empty)]),
        new Items([new Item("x", Tone.Warning, name)]),
        new Table([name], [["x"]]) { Caption = "c" },
        new Table(["Name"], [[name]]) { Caption = "c" },
        new Paragraph(Text.Of(new Plain(name) { Code = true })),
    ];

    private static string Plain(string name) => string.Concat(name.Where(character => character is not ('\u2060' or '\u2068' or '\u2069')));

    private static JsonObject Draw(Card card, CardView? view = null) => ToJson(Assert.Single(AdaptiveCardRenderer.Draw(card, view ?? CardView.Everybody)));

    private static JsonObject ToJson(AdaptiveCard card) => JsonSerializer.SerializeToNode(card, WireJson.Options)!.AsObject();
}
