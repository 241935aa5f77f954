using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using XoperoBot.Core.Chat;

namespace XoperoBot.Tests.Conformance;

/// <summary>What every message must do for somebody who hears it, holds it in one hand, or reads it in another time zone.</summary>
/// <param name="Name">As a sentence.</param>
/// <param name="Find">What breaks it, in words.</param>
internal sealed partial record CardRule(string Name, Func<Drawn, IEnumerable<string>> Find)
{
    private const int MostColumns = 4;

    private static readonly string[] Signs = ["✅", "⚠️", "❌", "❔", "⏳"];
    private static readonly string[] Words = [.. Enum.GetValues<Tone>().Select(tone => tone.Word()).Where(word => word.Length > 0)];

    public static IReadOnlyList<CardRule> All { get; } =
    [
        new("What is heard is not empty and begins with a word", message =>
            message.Said is { } said && (string.IsNullOrWhiteSpace(said) || Array.Exists(Signs, sign => said.StartsWith(sign, StringComparison.Ordinal)) || char.IsSymbol(said[0]))
                ? [said] : []),
        new("What is heard of a card that stands well or badly says so first", message =>
            Title(message) is { } title && Array.Find(Words, word => title.Contains(word + ": ", StringComparison.Ordinal)) is { } word && message.Said?.StartsWith(word, StringComparison.Ordinal) is false
                ? [message.Said] : []),
        new("What Slack shows is heard too", message => message is { IsSlack: true, Said: { } said } && !said.EndsWith('…')
            ? from line in message.Lines
              from part in line.Split([.. Signs, Drawn.Moment.ToString(), Drawn.Code], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
              let words = Flat(WithoutTone(part))
              where words.Length > 0 && !Elsewhere(message).Contains(words) && !Flat(Unescaped(said)).Contains(words, StringComparison.Ordinal)
              select part
            : []),
        new("A sign never stands without its word", message => message.Lines.Where(line =>
            Array.Exists(Signs, sign => line.Contains(sign, StringComparison.Ordinal)) && !Array.Exists(Words, word => line.Contains(word, StringComparison.Ordinal)))),
        new("A picture says what it shows", message => message.Of("image", "Image").Where(image => string.IsNullOrWhiteSpace((string?)(image["alt_text"] ?? image["altText"]))).Select(image => image.ToJsonString())),
        new("A moment that the client does not write names its zone", message => message.Lines.Append(message.Said ?? "").Where(line => Moment().IsMatch(line))),
        new("Buttons that do different things are told apart by what is heard", message => message.Buttons.GroupBy(button => button.Heard, StringComparer.Ordinal)
            .Where(same => same.Select(button => button.Does).Distinct(StringComparer.Ordinal).Skip(1).Any()).Select(same => same.Key)),
        new("A button says something without its place", message => message.Buttons.Select(button => button.Heard.Split(':')[0]).Where(label => !label.Any(char.IsLetter) || label.Any(char.IsSymbol))),
        new("A table in Teams is narrow enough for a phone", message => message.Of("Table").Where(table => table["columns"]!.AsArray().Count > MostColumns).Select(table => table["columns"]!.ToJsonString())),
        new("Every column has a heading", message => message.Of("Table").Where(table => (bool?)table["firstRowAsHeaders"] is true).Select(table => table["rows"]![0]!["cells"]!)
            .Concat(message.Of("table", "data_table").Select(table => table["rows"]![0]!))
            .Where(header => header.AsArray().Any(cell => !Texts().IsMatch(cell!.ToJsonString()))).Select(header => header.ToJsonString())),
        new("A field has a label", message => message.Nodes.Where(node => Drawn.Type(node) is "input" || Drawn.Type(node)?.StartsWith("Input.", StringComparison.Ordinal) is true)
            .Where(field => string.IsNullOrWhiteSpace((string?)(field["label"] is JsonObject label ? label["text"] : field["label"]))).Select(field => field.ToJsonString())),
    ];

    public override string ToString() => Name;

    // The first thing that is drawn.
    private static string? Title(Drawn message) => message.Lines.FirstOrDefault();

    // Buttons and headings of columns are read where they stand; the title has its own rule.
    private static HashSet<string> Elsewhere(Drawn message) => message.Of("button", "header").Select(part => (string)part["text"]!["text"]!)
        .Concat(message.Of("table", "data_table").SelectMany(table => table["rows"]![0]!.AsArray()).Select(cell => (string?)cell!["text"] ?? ""))
        .Select(text => Flat(WithoutTone(text))).ToHashSet(StringComparer.Ordinal);

    private static string WithoutTone(string text)
    {
        text = Array.Find(Signs, sign => text.StartsWith(sign, StringComparison.Ordinal)) is { } first ? text[first.Length..].TrimStart() : text;
        return Array.Find(Words, word => text.StartsWith(word + ": ", StringComparison.Ordinal)) is { } said ? text[(said.Length + 2)..] : text;
    }

    private static string Unescaped(string text) => text.Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal);

    /// <summary>Letters and digits alone: what is heard comes without bars and with other spaces.</summary>
    private static string Flat(string text) => string.Concat(text.Where(char.IsLetterOrDigit));

    [GeneratedRegex(@"\b\d{4}-\d{2}-\d{2}\b(?!( \d{2}:\d{2})? (UTC|[A-Z]\w+/\w+))|\bat \d{1,2}:\d{2}\b(?! \(| UTC)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Moment();

    [GeneratedRegex("\"text\":\"[^\"]*\\w", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Texts();
}
