using System.Globalization;
using System.Xml.Linq;
using XoperoBot.Core.Chat;
using XoperoBot.Playground;
using XoperoBot.Playground.Html;

namespace XoperoBot.Tests.Channels.Playground;

public sealed class HtmlRendererTests
{
    private static readonly Actor Olaf = new("playground", "operator", "Olaf");

    internal static string[] Hostile { get; } =
    [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "</bdi></section><h1>owned",
        "&lt;b&gt; &amp;amp; &#60;",
        "<!--", "-->", "]]>", "<![CDATA[x",
        "javascript:alert(1)",
        "](http://evil.example) *bold* <!channel> <at>all</at>",
        "\u202Egnp.exe\u202C", "\u2066abc", "\u200F\u200Eמשהו",
        "a\u0301\u0302\u0303", "👩‍👩‍👧‍👦 🇵🇱", "  two  spaces\tand a tab",
        "{{7*7}} ${7*7} <%= 1 %>",
        "x\u2028y\u2029z", "\u00A0", "%3Cscript%3E",
    ];

    public static TheoryData<string> HostileNames { get; } = [.. Hostile];

    [Theory]
    [MemberData(nameof(HostileNames))]
    public void A_hostile_name_is_read_back_literally_from_every_element(string name)
    {
        var card = new Card(name, Tone.Bad,
        [
            new Paragraph(Text.Of(name, new Plain(name) { Bold = true }, new Plain(name) { Code = true }, new Link(name, new Uri("https://x.example/")))),
            new Heading(name),
            new Notice(Tone.Warning, name),
            new Facts([new Fact(name, name, Tone.Good)]),
            new Meter(name, 1, 2, Tone.Good, name),
            new Items([new Item(name, Tone.Bad, name) { Button = new Button(name, name) { Confirm = name } }]),
            new Table([name], [[name]]) { Caption = name, RowTones = [Tone.Bad] },
            new Chart(name, name, [new ChartPoint(name, 3)]),
        ])
        {
            Summary = name,
            Actions = [new Button(name, name), new LinkButton(name, new Uri("https://x.example/"))],
        };

        var root = Parse(card);

        Assert.Equal(
            Enumerable.Repeat(name, 23),
            root.Descendants("bdi").Select(element => element.Value));
        Assert.All(root.Descendants("button"), button => Assert.Equal(name, button.Attribute("data-command")!.Value));
        Assert.Equal(name, root.Descendants("button").First().Attribute("data-confirm")!.Value);
        Assert.Empty(root.Descendants("script").Concat(root.Descendants("img")).Concat(root.Descendants("at")));
        Assert.DoesNotContain(root.DescendantsAndSelf().Attributes(), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(HostileNames))]
    public void A_hostile_name_is_read_back_literally_from_every_field(string name)
    {
        Choice[] choices = [new(name, name)];
        var form = new Form("f", name,
        [
            new TextField("a", name) { Value = name, Hint = name },
            new TextField("b", name) { Value = name, Multiline = true },
            new ChoiceField("c", name) { Choices = choices, Selected = choices },
            new ChoiceField("d", name) { Choices = choices, Many = true },
            new ChoiceField("e", name) { Lookup = name, Selected = choices },
            new ToggleField("g", name),
        ])
        {
            SubmitLabel = name,
            Errors = new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = name },
        };
        var html = new HtmlWriter();

        FormRenderer.Write(html, form, "e1", new Reader(new Seat(new Player("operator", name, ""), new Place("playground", "room"), name, false), "t"));
        var root = XElement.Parse(html.ToString(), LoadOptions.PreserveWhitespace);

        Assert.All(root.Descendants("bdi"), element => Assert.Equal(name, element.Value));
        Assert.Equal(name, root.Descendants("option").Last().Value);
        Assert.Equal(name, root.Descendants("textarea").Single().Value.TrimStart('\n'));
        Assert.Equal(name, root.Descendants("input").First(input => input.Attribute("id")?.Value == "e1-f0").Attribute("value")!.Value);
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x85)]
    [InlineData(0x1B)]
    [InlineData(0xD800)]
    [InlineData(0xFFFF)]
    public void What_HTML_cannot_carry_is_one_replacement_character(int unit) =>
        Assert.Equal("a\uFFFDb", Parse(new Card($"a{(char)unit}b", Tone.Good, []) { Summary = "" }).Descendants("bdi").Single().Value);

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,<script>alert(1)</script>")]
    [InlineData("file:///etc/passwd")]
    public void Only_web_addresses_become_links(string address)
    {
        var link = new Uri(address);

        var root = Parse(new Card("t", Tone.Good, [new Paragraph(Text.Of(new Link("here", link)))]) { Summary = "", Actions = [new LinkButton("there", link)] });

        Assert.Empty(root.Descendants("a"));
        Assert.Contains("here", root.Value, StringComparison.Ordinal);
        Assert.Contains("there", root.Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Tone.Good, "OK")]
    [InlineData(Tone.Warning, "Warning")]
    [InlineData(Tone.Bad, "Problem")]
    [InlineData(Tone.Unknown, "Unknown")]
    [InlineData(Tone.Running, "Running")]
    public void Every_tone_has_a_shape_and_a_word(Tone tone, string word)
    {
        var badge = Parse(new Card("t", tone, []) { Summary = "" }).Descendants("span").Single();

        Assert.Equal(word, badge.Value);
        Assert.Single(badge.Descendants("path"));
    }

    [Theory]
    [InlineData(43, 58, "74.14")]
    [InlineData(0, 0, "0")]
    [InlineData(7, 5, "100")]
    [InlineData(-1, 5, "0")]
    public void A_meter_is_a_picture_with_a_name_and_the_same_in_words(long value, long total, string width)
    {
        var root = Parse(new Card("t", Tone.Neutral, [new Meter("acme", value, total, Tone.Good, "in words")]) { Summary = "" });

        var picture = root.Descendants("svg").Single(svg => svg.Attribute("role")?.Value == "img");
        Assert.Equal($"acme: {width} %", picture.Attribute("aria-label")!.Value);
        Assert.Equal(width, picture.Elements("rect").Last().Attribute("width")!.Value);
        Assert.Contains("in words", root.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_time_says_UTC_until_the_reader_s_zone_is_known()
    {
        var time = Parse(SampleCards.Status).Descendants("time").Single();

        Assert.Equal("2026-03-02T08:41:00Z", time.Attribute("datetime")!.Value);
        Assert.Equal("2026-03-02 08:41 UTC", time.Value);
    }

    [Fact]
    public void Buttons_meant_for_others_are_not_shown()
    {
        var ada = new Actor("playground", "approver1", "Ada");

        Assert.Empty(Parse(SampleCards.Repositories with { ButtonsFor = [ada] }).Descendants("button"));
        Assert.NotEmpty(Parse(SampleCards.Repositories with { ButtonsFor = [ada, Olaf] }).Descendants("button"));
    }

    [Fact]
    public void A_chart_of_nothing_or_of_no_numbers_is_still_a_chart()
    {
        var root = Parse(new Card("t", Tone.Neutral, [new Chart("empty", "%", []), new Chart("odd", "", [new("a", double.NaN), new("b", double.PositiveInfinity)]), new Chart("below", "", [new("a", 1), new("b", -3)])]) { Summary = "" });

        var heights = root.Descendants("rect").Select(bar => double.Parse(bar.Attribute("height")!.Value, CultureInfo.InvariantCulture));
        Assert.All(heights, height => Assert.InRange(height, 0, 1000));
    }

    private static XElement Parse(Card card)
    {
        var html = new HtmlWriter();
        HtmlRenderer.WriteCard(html, card, "e1", Olaf);
        return XElement.Parse(html.ToString(), LoadOptions.PreserveWhitespace);
    }
}
