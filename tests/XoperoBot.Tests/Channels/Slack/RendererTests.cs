using System.Text.Json.Nodes;
using XoperoBot.Core.Chat;
using XoperoBot.Slack.BlockKit;

namespace XoperoBot.Tests.Channels.Slack;

public sealed class RendererTests
{
    [Fact]
    public void Every_element_has_its_block()
    {
        var page = Assert.Single(BlockKitRenderer.Render(SlackCards.Everything).Pages);
        var json = Json(page.Blocks);
        string[] kinds = ["header", "rich_text", "section", "divider", "table", "actions"];

        Assert.All(kinds, kind => Assert.Contains(json.AsArray(), block => block!["type"]!.GetValue<string>() == kind));
        Assert.Contains("Warning: Backup status", page.Text, StringComparison.Ordinal);
        Assert.Contains("43 of 58", page.Text, StringComparison.Ordinal);
        BlockKitRules.Check(page);
    }

    [Fact]
    public void A_moment_is_shown_in_the_readers_own_zone_with_UTC_as_the_fallback()
    {
        var page = BlockKitRenderer.Render(SlackCards.Everything).Pages[0];

        var date = Nodes(Json(page.Blocks)).First(node => node["type"]?.GetValueKind() == System.Text.Json.JsonValueKind.String && node["type"]!.GetValue<string>() == "date");
        Assert.Equal(SlackCards.At.ToUnixTimeSeconds(), date["timestamp"]!.GetValue<long>());
        Assert.Equal("2026-03-02 09:00 UTC", date["fallback"]!.GetValue<string>());
    }

    [Fact]
    public void Buttons_carry_command_style_question_and_where_the_answer_goes()
    {
        var buttons = Nodes(Json(BlockKitRenderer.Render(SlackCards.Everything).Pages[0].Blocks))
            .Where(node => node["action_id"] is not null)
            .ToDictionary(node => node["text"]!["text"]!.GetValue<string>(), StringComparer.Ordinal);

        Assert.StartsWith("here:", buttons["Refresh"]["action_id"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.StartsWith("run:", buttons["Synchronise"]["action_id"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("sync nightly", buttons["Synchronise"]["value"]!.GetValue<string>());
        Assert.Equal("primary", buttons["Synchronise"]["style"]!.GetValue<string>());
        Assert.Equal("danger", buttons["Stop"]["style"]!.GetValue<string>());
        Assert.Equal("Really stop?", buttons["Stop"]["confirm"]!["text"]!["text"]!.GetValue<string>());
        Assert.Equal("https://console.example/", buttons["Console"]["url"]!.GetValue<string>());
    }

    public static TheoryData<string> Names => [.. SlackCards.HostileNames, new string('n', 5000), string.Concat(Enumerable.Repeat("👨‍👩‍👧‍👦", 450)), new string('\u2069', 5000)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_hostile_name_is_shown_as_it_is_and_does_nothing(string name)
    {
        var rendered = BlockKitRenderer.Render(SlackCards.Hostile(name));

        foreach (var page in rendered.Pages)
        {
            BlockKitRules.Check(page);
            Assert.DoesNotContain("mrkdwn", SlackJson.Write(page.Blocks), StringComparison.Ordinal);
            Assert.DoesNotMatch("<[!@#h]", page.Text);
        }

        var texts = rendered.Pages.SelectMany(page => Texts(Json(page.Blocks))).ToList();
        if (name.Length < 100)
        {
            Assert.Contains(texts, text => text.Contains(string.IsNullOrWhiteSpace(name) ? "–" : name, StringComparison.Ordinal));
        }

        var urls = rendered.Pages.SelectMany(page => Nodes(Json(page.Blocks))).Where(node => node["url"] is not null).Select(node => node["url"]!.GetValue<string>());
        Assert.All(urls, url => Assert.Equal("https://console.example/", url));
    }

    [Fact]
    public void A_long_name_is_whole_in_the_blocks()
    {
        var name = string.Concat(Enumerable.Range(0, 1000).Select(n => $"{n:0000}-"));
        var texts = BlockKitRenderer.Render(new Card(name, Tone.Neutral, [new Paragraph(name)]) { Summary = "s" }).Pages.SelectMany(page => Texts(Json(page.Blocks)));

        Assert.Contains(name + name, string.Concat(texts), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("שלום", "\u2068שלום\u2069")]
    [InlineData("plain", "plain")]
    [InlineData("a\u2069", "\u2068\u2068a\u2069\u2069")]
    [InlineData("\u2067a", "\u2068\u2067a\u2069\u2069")]
    public void Direction_is_kept_inside_the_name(string name, string isolated) => Assert.Equal(isolated, Literal.Isolate(name));

    public static TheoryData<string, Card> Large => new()
    {
        { "60 items", SlackCards.WithItems(60, buttons: true) },
        { "500 items", SlackCards.WithItems(500, buttons: false) },
        { "200 items with long names", SlackCards.WithItems(200, buttons: true, nameLength: 4000) },
        { "table of 150 rows", SlackCards.WithTable(150, 5, 10) },
        { "table of 20 columns", SlackCards.WithTable(40, 20, 5) },
        { "table of 25 columns", SlackCards.WithTable(10, 25, 5) },
        { "table with enormous cells", SlackCards.WithTable(5, 3, 6000) },
        { "40 large buttons", SlackCards.WithButtons(40, 1890) },
        { "12 small buttons", SlackCards.WithButtons(12, 5) },
        { "paragraph of 40,000", SlackCards.Small(new string('p', 40_000)) },
        { "emoji paragraph", SlackCards.Small(string.Concat(Enumerable.Repeat("👩‍🚒", 5_000))) },
        { "quotes and backslashes", SlackCards.Small(string.Concat(Enumerable.Repeat("\"\\\n", 8_000))) },
        { "30 tables", new Card("T", Tone.Neutral, [.. Enumerable.Range(0, 4).SelectMany(_ => SlackCards.WithTable(3, 3, 3).Elements)]) { Summary = "s" } },
    };

    [Theory]
    [MemberData(nameof(Large))]
    public void A_large_card_is_split_within_every_limit_and_nothing_is_lost(string what, Card card)
    {
        var rendered = BlockKitRenderer.Render(card);

        Assert.InRange(rendered.Pages.Count, 1, SlackLimits.PagesPerCard);
        Assert.All(rendered.Pages, BlockKitRules.Check);
        var shown = string.Concat(rendered.Pages.SelectMany(page => Texts(Json([.. page.Blocks.Where(block => block is not ContextBlock)])))) + rendered.Rest;
        foreach (var mark in Marks(card))
        {
            Assert.True(shown.Contains(mark, StringComparison.Ordinal), $"{what} lost {mark}");
        }

        var actions = rendered.Pages.SelectMany(page => Nodes(Json(page.Blocks))).Where(node => node["value"] is not null).Select(node => node["value"]!.GetValue<string>()).ToList();
        Assert.All(card.Actions.OfType<Button>(), button => Assert.True(actions.Contains(button.Command, StringComparer.Ordinal) || rendered.Rest!.Contains(button.Command, StringComparison.Ordinal)));
    }

    [Fact]
    public void What_no_message_can_hold_goes_into_a_file_and_says_so()
    {
        var rendered = BlockKitRenderer.Render(SlackCards.WithItems(2000, buttons: false, nameLength: 100));

        Assert.Equal(SlackLimits.PagesPerCard, rendered.Pages.Count);
        Assert.Contains("repo-2000-", rendered.Rest, StringComparison.Ordinal);
        Assert.Contains("all of it is in the file", SlackJson.Write(rendered.Pages[^1].Blocks), StringComparison.Ordinal);
        Assert.IsType<ActionsBlock>(rendered.Pages[^1].Blocks[^1]);
    }

    [Theory]
    [InlineData(10, "table")]
    [InlineData(40, "data_table")]
    public void Long_tables_are_tables_that_page(int rows, string kind) =>
        Assert.Contains($"\"type\":\"{kind}\"", SlackJson.Write(BlockKitRenderer.Render(SlackCards.WithTable(rows, 3, 3)).Pages[0].Blocks), StringComparison.Ordinal);

    [Fact]
    public void A_dialog_keeps_within_the_limits()
    {
        var view = FormRenderer.Dialog(SlackCards.Form, "{}");

        var json = Json<View>(view);
        BlockKitRules.Check(json);
        Assert.Equal("modal", json["type"]!.GetValue<string>());
        Assert.Contains(view.Blocks, block => block is AlertBlock);
        Assert.DoesNotContain(view.Blocks, block => block is TableBlock or DataTableBlock);
        Assert.Equal("s2", json["blocks"]!.AsArray().Single(block => block!["block_id"]?.GetValue<string>() == "field:servers")!["element"]!["initial_options"]![0]!["value"]!.GetValue<string>());
        Assert.Contains("too short", json.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistake_is_an_alert_in_a_dialog_and_a_quote_in_a_message()
    {
        var dialog = Nodes(Json(FormRenderer.Dialog(SlackCards.Form, "{}").Blocks)).Where(node => (string?)(node["type"] as JsonValue) == "alert");
        var message = SlackJson.Write(FormRenderer.Message(SlackCards.Form).Blocks);

        Assert.Contains(dialog, alert => alert["level"]!.GetValue<string>() == "error" && alert["text"]!["text"]!.GetValue<string>().Contains("too short", StringComparison.Ordinal));
        Assert.Contains("too short", message, StringComparison.Ordinal);
        Assert.DoesNotContain("\"alert\"", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_form_in_a_message_uses_no_block_that_messages_refuse()
    {
        var page = FormRenderer.Message(SlackCards.Form);

        BlockKitRules.Check(page);
        Assert.DoesNotContain(page.Blocks, block => block is AlertBlock);
        Assert.Contains("\"value\":\"f-1\"", SlackJson.Write(page.Blocks), StringComparison.Ordinal);
    }

    [Fact]
    public void A_home_page_that_is_too_long_says_so()
    {
        var blocks = BlockKitRenderer.RenderHome(SlackCards.WithItems(300, buttons: true));

        Assert.True(blocks.Count <= SlackLimits.ViewBlocks);
        Assert.Contains("more than fits", SlackJson.Write(blocks), StringComparison.Ordinal);
        Assert.IsType<ActionsBlock>(blocks[^1]);
    }

    internal static JsonNode Json(IReadOnlyList<Block> blocks) => JsonNode.Parse(SlackJson.Write(blocks))!;

    internal static JsonNode Json<T>(T value) => JsonNode.Parse(SlackJson.Write(value))!;

    internal static IEnumerable<JsonObject> Nodes(JsonNode? node) => node switch
    {
        JsonObject value => [value, .. value.SelectMany(member => Nodes(member.Value))],
        JsonArray array => array.SelectMany(Nodes),
        _ => [],
    };

    private static IEnumerable<string> Texts(JsonNode json) => Nodes(json)
        .Where(node => node["text"] is JsonValue)
        .Select(node => node["text"]!.GetValue<string>());

    private static IEnumerable<string> Marks(Card card) => card.Elements.SelectMany(element => element switch
    {
        Items items => items.List.SelectMany(item => new[] { item.Title[..Math.Min(9, item.Title.Length)], item.Details.ToString() }),
        Table table => table.Rows.SelectMany(row => row.Select(cell => cell.ToString()[..(cell.ToString().IndexOf('.', StringComparison.Ordinal) + 1)])),
        Paragraph paragraph => [paragraph.Text.ToString()],
        _ => Array.Empty<string>(),
    });
}
