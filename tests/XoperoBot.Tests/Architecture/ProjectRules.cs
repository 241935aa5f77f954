using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace XoperoBot.Tests.Architecture;

/// <summary>Rules on what stands beside what: projects, packages and feature folders.</summary>
internal static partial class ProjectRules
{
    private const string Core = "src/XoperoBot.Core/";
    private const string Features = Core + "Features/";
    private const string Versions = "Directory.Packages.props";

    private static readonly string[] Channels = ["XoperoBot.Slack", "XoperoBot.Teams", "XoperoBot.Playground"];
    private static readonly string[] Friends = ["XoperoBot.Tests", "XoperoBot.Benchmarks", "DynamicProxyGenAssembly2"];

    /// <summary>Every project under src with what it may reference; one that is not here may reference nothing of ours.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new(StringComparer.Ordinal)
    {
        ["XoperoBot.Host"] = [.. Channels, "XoperoBot.Core", "XoperoBot.Xopero", "XoperoBot.Simulator"],
        ["XoperoBot.Slack"] = ["XoperoBot.Core"],
        ["XoperoBot.Teams"] = ["XoperoBot.Core"],
        ["XoperoBot.Playground"] = ["XoperoBot.Core"],
        ["XoperoBot.Core"] = ["XoperoBot.Xopero"],
    };

    private static readonly string[] Banned =
    [
        "P:System.DateTime.Now;", "P:System.DateTime.UtcNow;", "P:System.DateTimeOffset.Now;", "P:System.DateTimeOffset.UtcNow;",
        "P:System.TimeProvider.System;", "M:System.Guid.NewGuid;", "P:System.Random.Shared;", "M:System.Net.Http.HttpClient.#ctor;",
    ];

    public static IReadOnlyList<Rule> All { get; } =
    [
        new("Projects reference each other along the arrows only", tree =>
            from project in tree.Projects("src/")
            from target in Includes(project.Xml, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')))
            where !Arrows.GetValueOrDefault(project.Name, []).Contains(target, StringComparer.Ordinal)
            select $"{project.Path}: references {target}"),
        new("Internals are open to tests only", tree =>
            from project in tree.Projects("src/")
            from friend in Includes(project.Xml, "InternalsVisibleTo")
            where !Friends.Contains(friend, StringComparer.Ordinal)
            select $"{project.Path}: open to {friend}"),
        new("Package versions stand in one file", tree =>
            from file in tree.Under("", ".csproj", ".props", ".targets")
            where file.Path != Versions
            from package in XDocument.Parse(file.Text).Descendants().Where(element => element.Name.LocalName is "PackageReference" or "PackageVersion")
            where package.Attributes().Any(IsVersion) || package.Elements().Any(IsVersion)
            select $"{file.Path}: {package.Attribute("Include")?.Value}"),
        new("The solution holds every project", tree =>
            from project in tree.Under("src/", ".csproj").Concat(tree.Under("tests/", ".csproj"))
            where !tree.Files["XoperoBot.sln"].Replace('\\', '/').Contains($"\"{project.Path}\"", StringComparison.Ordinal)
            select project.Path),
        new("What Core may not call is banned at compile time", BannedSymbols),
        new("A feature folder is a namespace of its own", tree =>
            from file in tree.Under(Features, ".cs")
            let folder = Folder(file.Path)
            where folder is not null
            from Match declared in Namespace().Matches(file.Text)
            where !$"{declared.Groups["name"].Value}.".StartsWith($"XoperoBot.Core.Features.{folder}.", StringComparison.Ordinal)
            select $"{file.Path}: {declared.Groups["name"].Value}"),
        new("A feature folder never names another", ForeignFeatures),
    ];

    private static IEnumerable<string> BannedSymbols(SourceTree tree)
    {
        var project = tree.Projects(Core).Single().Xml;
        var text = tree.Files.GetValueOrDefault(Core + "BannedSymbols.txt", string.Empty);
        var unwired = Includes(project, "AdditionalFiles").Contains("BannedSymbols.txt", StringComparer.Ordinal)
            && Includes(project, "PackageReference").Contains("Microsoft.CodeAnalysis.BannedApiAnalyzers", StringComparer.Ordinal)
            ? [] : new[] { $"{Core}XoperoBot.Core.csproj: the analyzer or its list is not wired" };
        var missing = Banned.Where(symbol => !text.Contains(symbol, StringComparison.Ordinal)).Select(symbol => $"{Core}BannedSymbols.txt: {symbol}");
        var silenced = from file in tree.Under(Core).Append((Path: ".editorconfig", Text: tree.Files.GetValueOrDefault(".editorconfig", string.Empty)))
                       where file.Text.Contains("RS0030", StringComparison.Ordinal)
                       select $"{file.Path}: speaks of RS0030";
        return [.. unwired, .. missing, .. silenced];
    }

    /// <summary>Another folder is named by its namespace, or by its last part before one of its types.</summary>
    private static IEnumerable<string> ForeignFeatures(SourceTree tree)
    {
        var files = tree.Under(Features, ".cs").Where(file => Folder(file.Path) is not null).ToLookup(file => Folder(file.Path)!, StringComparer.Ordinal);
        return from own in files
               from other in files
               where other.Key != own.Key
               let types = string.Join('|', other.SelectMany(file => TypeName().Matches(file.Text)).Select(match => match.Groups["name"].Value))
               let naming = new Regex($@"Features\.{other.Key}\b|(?<![\w.]){other.Key}\.({(types.Length == 0 ? "$^" : types)})\b", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5))
               from file in own
               where naming.IsMatch(file.Text)
               select $"{file.Path}: names {other.Key}";
    }

    private static string? Folder(string path) =>
        path[Features.Length..].Split('/') is [var folder, _, ..] ? folder : null;

    private static IEnumerable<string> Includes(XDocument project, string item) =>
        project.Descendants(item).Select(element => element.Attribute("Include")?.Value).OfType<string>();

    private static bool IsVersion(XObject node) =>
        node is XAttribute { Name.LocalName: "Version" or "VersionOverride" } or XElement { Name.LocalName: "Version" or "VersionOverride" };

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\b(class|record|struct|interface|enum) (?<name>[A-Z]\w*)", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex TypeName();
}
