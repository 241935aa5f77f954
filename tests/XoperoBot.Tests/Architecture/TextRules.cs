using System.Text.RegularExpressions;

namespace XoperoBot.Tests.Architecture;

/// <summary>Rules on what files say. Words that no file may hold are put together from parts, so that this file may be read too.</summary>
internal static partial class TextRules
{
    private const int LongestFile = 400;

    private static readonly string[] Code = [".cs", ".mjs", ".cjs", ".js", ".ts"];

    /// <summary>Words that mean what another word of ours and the vendor's means, each with the word that is said: a person who reads two asks what the difference is.</summary>
    private static readonly (string Never, string Say)[] Vocabulary =
    [
        (@"licen[s](e|es|ed|ing)", "licence"),
        ("organi[s]ations?", "organization"),
        ("synchroni[z](e|es|ed|ing|ation)", "synchronise"),
        ("(not|non|un-) ?protected", "unprotected"),
        (@"(put|puts|taken?|takes) [^""]*\b(into|out of) (a|the) plan", "attach to, detach from"),
        ("backup (jobs?|polic(y|ies))", "plan"),
        ("(pending|approval) requests?", "open request"),
        ("alarms?", "incident"),
        ("deleted (at|from|on) the (Git )?host", "no longer visible at the Git host"),
        ("management servers?", "Management Service, or server"),
    ];

    public static IReadOnlyList<Rule> All { get; } =
    [
        // A sentence holds a space; what is typed or configured does not.
        Rule.Never("One thing has one word", $@"""(?=[^""]* )[^""]*\b(?i:{string.Join('|', Vocabulary.Select(word => word.Never))})\b", "src/", ".cs"),
        new("No file is longer than 400 lines", tree =>
            from file in tree.Under("", Code)
            let lines = file.Text.Count(character => character == '\n')
            where lines > LongestFile
            select $"{file.Path}: {lines} lines"),
        Rule.Never("Nothing is left unfinished",
            @"\b(TO" + "DO|FIX" + "ME|HA" + "CK|XX" + "X|NotImplemented" + @"Exception)\b", "", [.. Code, ".md", ".yml", ".csproj"]),
        Rule.Never("No test is skipped outright", "Skip" + @"\s*=\s*""|\.(skip|to" + @"do)\(|\b(skip|to" + "do): *(true|['\"])", "tests/", Code),
        Rule.Never("No file knows the machine it was written on", @"(^|[^\w.])(/wo" + "rk/|/tmp/res" + "earch|/ro" + @"ot/|/home/\w+/)|\.\./sha" + "red"),
        Rule.Never("No file names a package registry", @"api\.nu" + @"get\.org|registry\.npm" + @"js\.org|files\.python" + @"hosted\.org|""resol" + "ved\": *\"http"),
        Rule.Never("A warning is switched off with a reason only",
            @"#pragma warning disable [\w, ]*$|SuppressMessage\((?!.*Justification = ""\w)", "", ".cs"),
        Rule.Never("No code is folded into regions", "^ *#reg" + "ion", "", ".cs"),
        Rule.Never("Core names no chat product", "Slack|Teams|Block ?Kit|Adaptive ?Card", "src/XoperoBot.Core/"),
        Rule.Never("Core takes time, ids, chance and clients from outside",
            @"\bDateTime(Offset)?\.(Utc)?(Now|Today)\b|\bTimeProvider\.System\b|\bGuid\.(NewGuid|CreateVersion7)\b|\bRandom\.Shared\b|\bnew (HttpClient|Random)\(",
            "src/XoperoBot.Core/", ".cs"),
        Rule.Never("Core knows no web server", @"Microsoft\.AspNetCore|Microsoft\.NET\.Sdk\.Web", "src/XoperoBot.Core/", ".cs", ".csproj"),
        Rule.Never("The client knows no web server", @"Microsoft\.AspNetCore|Microsoft\.NET\.Sdk\.Web", "src/XoperoBot.Xopero/", ".cs", ".csproj"),
        Rule.Never("No feature folder is open to all of Core", @"(global using |<Using ).*\bFeatures\b", "src/XoperoBot.Core/"),
        new("A path that a README names exists", MissingPaths),
    ];

    /// <summary>A path in backticks or as a link's target, written from the root or from the README's own folder.</summary>
    private static IEnumerable<string> MissingPaths(SourceTree tree) =>
        from readme in tree.Files.Where(file => Path.GetFileName(file.Key) == "README.md")
        let folder = readme.Key[..^"README.md".Length]
        from path in NamedPath().Matches(readme.Value).Select(match => match.Groups["path"].Value).Distinct(StringComparer.Ordinal)
        where !path.StartsWith("http", StringComparison.Ordinal)
        where !tree.Has(path) && !tree.Has(folder + path)
        select $"{readme.Key}: {path}";

    [GeneratedRegex(@"`(?<path>[\w.-][\w./-]*/[\w./-]*)`|\]\((?<path>(?!https?:|#|mailto:)[^)\s#]+)", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex NamedPath();
}
