using System.Text.Json.Nodes;
using XoperoBot.Slack.BlockKit;

namespace XoperoBot.Tests.Channels.Slack;

/// <summary>Slack's limits, checked on the JSON as it goes out.</summary>
internal static class BlockKitRules
{
    public static void Check(Page page)
    {
        Assert.InRange(page.Text.Length, 1, 4_000);
        Assert.InRange(page.Blocks.Count, 1, 50);
        Assert.InRange(SlackJson.Measure(page.Blocks), 2, 13_200);
        var json = JsonNode.Parse(SlackJson.Write(page.Blocks))!;
        Assert.InRange(json.AsArray().Count(block => Type(block!.AsObject()) is "table" or "data_table"), 0, 1);
        Assert.DoesNotContain(json.AsArray(), block => Type(block!.AsObject()) is "alert");
        Check(json);
    }

    public static void Check(JsonNode json)
    {
        foreach (var node in RendererTests.Nodes(json))
        {
            CheckNode(node);
        }

        var actions = RendererTests.Nodes(json).Where(node => node["action_id"] is not null && Type(node) == "button").Select(node => node["action_id"]!.GetValue<string>()).ToList();
        Assert.Equal(actions.Count, actions.Distinct(StringComparer.Ordinal).Count());
    }

    private static void CheckNode(JsonObject node)
    {
        Longest(node, "block_id", 255);
        Longest(node, "action_id", 255);
        Longest(node, "private_metadata", 3000);
        Longest(node, "callback_id", 255);
        Longest(node, "caption", 150);
        switch (Type(node))
        {
            case "header":
                Longest(node["text"]!, "text", 150);
                break;
            case "section" or "alert":
                Longest(node["text"]!, "text", 3000);
                break;
            case "context":
                Assert.InRange(node["elements"]!.AsArray().Count, 1, 10);
                break;
            case "actions":
                Assert.InRange(node["elements"]!.AsArray().Count, 1, 5);
                break;
            case "button":
                Longest(node["text"]!, "text", 75);
                Longest(node, "accessibility_label", 75);
                Longest(node, "value", 2000);
                Longest(node, "url", 3000);
                break;
            case "input":
                Longest(node["label"]!, "text", 2000);
                break;
            case "static_select" or "multi_static_select" or "checkboxes":
                Assert.InRange(node["options"]!.AsArray().Count, 1, 100);
                break;
            case "table" or "data_table":
                CheckTable(node["rows"]!.AsArray());
                break;
            case "modal":
                Longest(node["title"]!, "text", 24);
                Longest(node["submit"]!, "text", 24);
                Longest(node["close"]!, "text", 24);
                Assert.InRange(node["blocks"]!.AsArray().Count, 1, 100);
                break;
            case "plain_text" or "raw_text" or "text":
                Assert.InRange(node["text"]!.GetValue<string>().Length, 1, 10_000);
                break;
            case "rich_text_section" or "rich_text_quote" or "rich_text_preformatted":
                Assert.NotEmpty(node["elements"]!.AsArray());
                break;
            case null when node["value"] is not null && node["text"] is not null:
                Longest(node["text"]!, "text", 75);
                Longest(node, "value", 150);
                break;
            case null when node["deny"] is not null:
                Longest(node["title"]!, "text", 100);
                Longest(node["text"]!, "text", 300);
                Longest(node["confirm"]!, "text", 30);
                break;
        }
    }

    private static void CheckTable(JsonArray rows)
    {
        Assert.InRange(rows.Count, 2, 100);
        Assert.All(rows, row => Assert.InRange(row!.AsArray().Count, 1, 20));
        Assert.Single(rows.Select(row => row!.AsArray().Count).Distinct());
        Assert.InRange(RendererTests.Nodes(rows).Where(node => node["text"] is JsonValue).Sum(node => node["text"]!.GetValue<string>().Length), 1, 10_000);
    }

    private static string? Type(JsonObject node) => node["type"] is JsonValue value ? value.GetValue<string>() : null;

    private static void Longest(JsonNode node, string member, int limit)
    {
        if (node[member] is JsonValue value)
        {
            Assert.InRange(value.GetValue<string>().Length, 0, limit);
        }
    }
}
