using System.Text.Json.Nodes;

namespace XoperoBot.Tests.Conformance;

/// <summary>A message as a channel got it, in the parts that a person sees, hears and presses.</summary>
/// <param name="Name">Of its file.</param>
/// <param name="Said">What is heard of it; null where it is no message.</param>
/// <param name="Root">Blocks, a view or a card.</param>
internal sealed record Drawn(string Name, string? Said, JsonNode Root)
{
    /// <summary>What stands for code: commands and ids to copy, which are nobody's words.</summary>
    public const string Code = "`…`";

    /// <summary>What stands for a moment that the reader's own client writes.</summary>
    public const char Moment = '\u241E';

    public bool IsSlack => Name.StartsWith("slack", StringComparison.Ordinal);

    public static IEnumerable<Drawn> In(string directory) => Directory.EnumerateFiles(directory, "*.json").Order(StringComparer.Ordinal).Select(file =>
    {
        var root = JsonNode.Parse(File.ReadAllText(file))!;
        var text = Path.ChangeExtension(file, ".txt");
        return new Drawn(Path.GetFileName(file), File.Exists(text) ? File.ReadAllText(text) : (string?)root["speak"], root);
    });

    public IEnumerable<JsonObject> Nodes => Under(Root);

    public IEnumerable<JsonObject> Of(params string[] types) => Nodes.Where(node => types.Contains(Type(node), StringComparer.Ordinal));

    /// <summary>Lines as they are seen.</summary>
    public IEnumerable<string> Lines => IsSlack
        ? Of("rich_text_section", "rich_text_quote", "plain_text", "raw_text").SelectMany(SlackLine)
        : Of("RichTextBlock").Select(block => string.Concat(block["inlines"]!.AsArray().Select(TeamsRun)));

    /// <summary>Buttons of one message: what is read aloud, and what they do.</summary>
    public IEnumerable<(string Heard, string Does)> Buttons => IsSlack
        ? Of("button").Where(button => button["value"] is not null).Select(button => ((string?)button["accessibility_label"] ?? (string)button["text"]!["text"]!, (string)button["value"]!))
        : Of("Action.Execute").Where(action => action["data"]!["command"] is not null)
            .Select(action => ((string?)action["tooltip"] ?? (string)action["title"]!, (string)action["data"]!["command"]!));

    public static string? Type(JsonNode? node) => node?["type"] is JsonValue value ? (string?)value : null;

    private static string[] SlackLine(JsonObject part) =>
        (part["elements"] is JsonArray runs ? string.Concat(runs.Select(SlackRun)) : (string)part["text"]!).Split('\n');

    private static string SlackRun(JsonNode? run) => Type(run) == "date" ? Moment.ToString() : run!["style"]?["code"] is not null ? Code : (string)run["text"]!;

    private static string TeamsRun(JsonNode? run) => (string?)run!["fontType"] == "Monospace" ? Code : (string)run["text"]!;

    private static IEnumerable<JsonObject> Under(JsonNode? node) => node switch
    {
        JsonObject part => part.Where(member => member.Key is not "refresh").Select(member => member.Value).SelectMany(Under).Prepend(part),
        JsonArray list => list.SelectMany(Under),
        _ => [],
    };
}
