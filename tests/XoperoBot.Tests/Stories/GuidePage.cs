using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using XoperoBot.Tests.Architecture;

namespace XoperoBot.Tests.Stories;

/// <summary>A page of docs/, and what it tells its reader to write down.</summary>
internal sealed partial class GuidePage(string path)
{
    public string Text { get; } = SourceTree.Read(path);

    /// <summary>The indented example of a section of the settings, as one object.</summary>
    public JsonObject Section(string name)
    {
        var lines = Text.Split('\n');
        var first = Array.FindIndex(lines, line => line.StartsWith("    ", StringComparison.Ordinal) && line.TrimStart().StartsWith($"\"{name}\": {{", StringComparison.Ordinal));
        Assert.True(first >= 0, $"{path} shows no section {name}.");
        return JsonNode.Parse($"{{{string.Join('\n', lines.Skip(first).TakeWhile(line => line.StartsWith("    ", StringComparison.Ordinal)))}}}")!.AsObject();
    }

    /// <summary>The files of a table whose column for this way is not empty.</summary>
    public IReadOnlyList<string> Files(string way)
    {
        var rows = Text.Split('\n').Where(line => line.StartsWith('|')).Select(line => line.Split('|').Select(cell => cell.Trim()).ToList()).ToList();
        var head = rows.FindIndex(row => row[1] == "file" && row.Contains(way));
        Assert.True(head >= 0, $"{path} has no table of files with a column {way}.");
        var column = rows[head].IndexOf(way);
        return [.. rows.Skip(head + 2).TakeWhile(row => row[1].Contains("__", StringComparison.Ordinal)).Where(row => row[column].Length > 0).Select(row => row[1].Trim('`'))];
    }

    /// <summary>The lines NAME=value of an environment file.</summary>
    public IEnumerable<KeyValuePair<string, string>> Environment() =>
        EnvironmentLine().Matches(Text).Select(match => KeyValuePair.Create(match.Groups["name"].Value, match.Groups["value"].Value.Trim('\'')));

    /// <summary>That the page names it, in its own type.</summary>
    public string Named(string name)
    {
        Assert.Contains($"`{name}`", Text, StringComparison.Ordinal);
        return name;
    }

    /// <summary>Settings as the command line and the environment write them.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Flat(JsonNode? node, string prefix = "") => node switch
    {
        JsonObject section => section.SelectMany(member => Flat(member.Value, prefix.Length == 0 ? member.Key : $"{prefix}:{member.Key}")),
        JsonArray list => list.Index().SelectMany(item => Flat(item.Item, $"{prefix}:{item.Index}")),
        _ => [new(prefix, node?.ToString())],
    };

    [GeneratedRegex(@"^    (?<name>\w+__\w+)=(?<value>.+)$", RegexOptions.Multiline, 1000)]
    private static partial Regex EnvironmentLine();
}
