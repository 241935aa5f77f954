using System.Text.Json.Nodes;

namespace XoperoBot.Tests.Conformance;

/// <summary>Every rule finds a message that breaks it.</summary>
public sealed class CardRulesTests
{
    public static TheoryData<string> Names => [.. CardRule.All.Select(rule => rule.Name)];

    public static TheoryData<string, string, string, string> Broken => new()
    {
        { "What is heard is not empty and begins with a word", "slack", " ", "[]" },
        { "What is heard is not empty and begins with a word", "teams", "❌ Backup status", "{}" },
        { "What is heard of a card that stands well or badly says so first", "slack", "Backup status", """[{"type":"header","text":{"type":"plain_text","text":"❌ Problem: Backup status"}}]""" },
        { "What Slack shows is heard too", "slack", "Problem: Backup status", """[{"type":"section","text":{"type":"plain_text","text":"acme: 43 of 48"}}]""" },
        { "A sign never stands without its word", "slack", "Backups", """[{"type":"table","rows":[[{"type":"raw_text","text":"❌ acme"}]]}]""" },
        { "A sign never stands without its word", "teams", "Backups", """{"body":[{"type":"RichTextBlock","inlines":[{"text":"⚠️ "},{"text":"acme"}]}]}""" },
        { "A picture says what it shows", "slack", "Backups", """[{"type":"image","image_url":"https://x.example/y.png"}]""" },
        { "A picture says what it shows", "teams", "Backups", """{"body":[{"type":"Image","url":"https://x.example/y.png","altText":" "}]}""" },
        { "A moment that the client does not write names its zone", "slack", "Valid until 2026-03-02", "[]" },
        { "A moment that the client does not write names its zone", "teams", "Backups", """{"body":[{"type":"RichTextBlock","inlines":[{"text":"asked for 2026-03-02 09:00"}]}]}""" },
        { "A moment that the client does not write names its zone", "teams", "A digest every day at 08:00", "{}" },
        { "Buttons that do different things are told apart by what is heard", "slack", "Plans", """[{"type":"actions","elements":[{"type":"button","text":{"text":"Open"},"value":"plan a"},{"type":"button","text":{"text":"Open"},"value":"plan b"}]}]""" },
        { "Buttons that do different things are told apart by what is heard", "teams", "Plans", """{"actions":[{"type":"Action.Execute","title":"Open","data":{"command":"plan a"}},{"type":"Action.Execute","title":"Open","data":{"command":"plan b"}}]}""" },
        { "A button says something without its place", "slack", "Plans", """[{"type":"actions","elements":[{"type":"button","text":{"text":"▶"},"value":"plans --page 2"}]}]""" },
        { "A table in Teams is narrow enough for a phone", "teams", "Plans", """{"body":[{"type":"Table","columns":[{},{},{},{},{}],"rows":[]}]}""" },
        { "Every column has a heading", "teams", "Plans", """{"body":[{"type":"Table","columns":[{}],"firstRowAsHeaders":true,"rows":[{"cells":[{"items":[{"text":" "}]}]}]}]}""" },
        { "A field has a label", "slack", "Plans", """{"type":"modal","blocks":[{"type":"input","label":{"text":""},"element":{}}]}""" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_message_that_breaks_it_is_found(string rule, string channel, string said, string json) =>
        Assert.Single(Named(rule).Find(new Drawn(channel, said, JsonNode.Parse(json)!)));

    [Fact]
    public void Every_rule_has_a_message_that_breaks_it() =>
        Assert.Equal(Names.Order(StringComparer.Ordinal), Broken.Select(row => (string)row[0]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    internal static CardRule Named(string name) => CardRule.All.Single(rule => rule.Name == name);
}
