namespace XoperoBot.Tests.Architecture;

/// <summary>A small tree that keeps every rule, and for each rule the files that break it.</summary>
internal static class Planted
{
    private const string Core = "src/XoperoBot.Core/";
    private const string CoreProject = Core + "XoperoBot.Core.csproj";
    private const string Plans = Core + "Features/Plans/PlansCommand.cs";
    private const string Status = Core + "Features/Status/StatusCommand.cs";
    private const string Banned = Core + "BannedSymbols.txt";
    private const string Wired =
        """<AdditionalFiles Include="BannedSymbols.txt" /><PackageReference Include="Microsoft.CodeAnalysis.BannedApiAnalyzers" />""";

    private const string BannedText =
        """
        P:System.DateTime.Now;x
        P:System.DateTime.UtcNow;x
        P:System.DateTimeOffset.Now;x
        P:System.DateTimeOffset.UtcNow;x
        P:System.TimeProvider.System;x
        M:System.Guid.NewGuid;x
        P:System.Random.Shared;x
        M:System.Net.Http.HttpClient.#ctor;x
        """;

    public static SourceTree InOrder { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["XoperoBot.sln"] = """ "src\XoperoBot.Core\XoperoBot.Core.csproj" "src\XoperoBot.Slack\XoperoBot.Slack.csproj" """
            + """ "src\XoperoBot.Xopero\XoperoBot.Xopero.csproj" "src\XoperoBot.Simulator\XoperoBot.Simulator.csproj" """
            + """ "src\XoperoBot.Host\XoperoBot.Host.csproj" """,
        ["README.md"] = "See `src/XoperoBot.Core/`, [the list](src/XoperoBot.Core/BannedSymbols.txt) and [the vendor](https://xopero.com).",
        ["Directory.Packages.props"] = """<Project><PackageVersion Include="Polly" Version="8.9.1" /></Project>""",
        ["src/XoperoBot.Host/XoperoBot.Host.csproj"] = Project("", "Core", "Slack", "Simulator"),
        ["src/XoperoBot.Slack/XoperoBot.Slack.csproj"] = Project("", "Core"),
        ["src/XoperoBot.Xopero/XoperoBot.Xopero.csproj"] = Project("""<PackageReference Include="Polly" />"""),
        ["src/XoperoBot.Simulator/XoperoBot.Simulator.csproj"] = Project(""),
        [CoreProject] = Project(Wired, "Xopero"),
        [Banned] = BannedText,
        [Plans] = "namespace XoperoBot.Core.Features.Plans;\nusing XoperoBot.Core.Chat;\ninternal sealed class PlansCommand;\n",
        [Status] = "namespace XoperoBot.Core.Features.Status;\ninternal sealed class StatusCommand { int N => reading.Plans.Count + Plans.Count; }\n",
    });

    public static TheoryData<string, string, string> Violations => new()
    {
        { "One thing has one word", "src/A.cs", "var said = $\"{count} lice" + "nses missing\";" },
        { "One thing has one word", "src/A.cs", "new(\"Put web into the plan nightly\");" },
        { "No file is longer than 400 lines", "tests/Long.cs", new string('\n', 401) },
        { "No file is longer than 400 lines", "tests/conformance/long.mjs", new string('\n', 401) },
        { "Nothing is left unfinished", "src/A.cs", "// TO" + "DO: later" },
        { "Nothing is left unfinished", "README.md", "FIX" + "ME" },
        { "Nothing is left unfinished", "src/A.cs", "throw new NotImplemented" + "Exception();" },
        { "No test is skipped outright", "tests/A.cs", "[Fact(Skip " + "= \"flaky\")]" },
        { "No test is skipped outright", "tests/conformance/a.test.mjs", "test." + "skip('x', () => {})" },
        { "No test is skipped outright", "tests/conformance/a.test.mjs", "test('x', { skip" + ": true }, () => {})" },
        { "No file knows the machine it was written on", "README.md", "cd /wo" + "rk/somewhere" },
        { "No file knows the machine it was written on", "tests/a.mjs", "import '/tmp/res" + "earch/x.mjs'" },
        { "No file knows the machine it was written on", "src/A.cs", "// see ../sha" + "red/notes" },
        { "No file knows the machine it was written on", "src/A.cs", "var file = \"/home/" + "ann/key\";" },
        { "No file names a package registry", "tests/conformance/package-lock.json", "\"resol" + "ved\": \"https://example.org/a.tgz\"" },
        { "No file names a package registry", "nuget.config", "https://api.nu" + "get.org/v3/index.json" },
        { "No file names a package registry", "tests/conformance/.npmrc", "registry=https://registry.npm" + "js.org/" },
        { "A warning is switched off with a reason only", "src/A.cs", "#pragma warning disable CA1234" },
        { "A warning is switched off with a reason only", "src/A.cs", "[Suppress" + "Message(\"Design\", \"CA1234\")]" },
        { "No code is folded into regions", "src/A.cs", "    #reg" + "ion Helpers" },
        { "Core names no chat product", Core + "Chat/A.cs", "// Slack shows it so" },
        { "Core names no chat product", Core + "Chat/A.cs", "class TeamsThing;" },
        { "Core names no chat product", Core + "Chat/A.cs", "/// <summary>As in Block Kit.</summary>" },
        { "Core names no chat product", Core + "Chat/A.cs", "record AdaptiveCardLike;" },
        { "Core takes time, ids, chance and clients from outside", Core + "A.cs", "var now = DateTime.UtcNow;" },
        { "Core takes time, ids, chance and clients from outside", Core + "A.cs", "var now = DateTimeOffset.Now;" },
        { "Core takes time, ids, chance and clients from outside", Core + "A.cs", "var http = new HttpClient(handler);" },
        { "Core takes time, ids, chance and clients from outside", Core + "A.cs", "var id = Guid.NewGuid();" },
        { "Core knows no web server", CoreProject, Project(Wired + """<FrameworkReference Include="Microsoft.AspNetCore.App" />""", "Xopero") },
        { "Core knows no web server", CoreProject, Project(Wired, "Xopero").Replace("Microsoft.NET.Sdk", "Microsoft.NET.Sdk.Web", StringComparison.Ordinal) },
        { "Core knows no web server", Core + "A.cs", "using Microsoft.AspNetCore.Http;" },
        { "The client knows no web server", "src/XoperoBot.Xopero/A.cs", "using Microsoft.AspNetCore.WebUtilities;" },
        { "No feature folder is open to all of Core", Core + "Usings.cs", "global using XoperoBot.Core.Features.Plans;" },
        { "No feature folder is open to all of Core", CoreProject, Project(Wired + """<Using Include="XoperoBot.Core.Features.Plans" />""", "Xopero") },
        { "A path that a README names exists", "README.md", "Run `scripts/start.sh`." },
        { "A path that a README names exists", "README.md", "![the page](docs/page.png)" },
        { "A path that a README names exists", "tests/conformance/README.md", "`slack/gone.mjs` and `src/XoperoBot.Core`" },
        { "Projects reference each other along the arrows only", "src/XoperoBot.Xopero/XoperoBot.Xopero.csproj", Project("", "Core") },
        { "Projects reference each other along the arrows only", "src/XoperoBot.Simulator/XoperoBot.Simulator.csproj", Project("", "Xopero") },
        { "Projects reference each other along the arrows only", "src/XoperoBot.Slack/XoperoBot.Slack.csproj", Project("", "Core", "Teams") },
        { "Projects reference each other along the arrows only", "src/XoperoBot.Slack/XoperoBot.Slack.csproj", Project("", "Core", "Xopero") },
        { "Projects reference each other along the arrows only", CoreProject, Project(Wired, "Xopero", "Playground") },
        { "Projects reference each other along the arrows only", "src/XoperoBot.New/XoperoBot.New.csproj", Project("", "Core") },
        { "Internals are open to tests only", "src/XoperoBot.Slack/XoperoBot.Slack.csproj", Project("""<InternalsVisibleTo Include="XoperoBot.Teams" />""", "Core") },
        { "Package versions stand in one file", "src/XoperoBot.Xopero/XoperoBot.Xopero.csproj", Project("""<PackageReference Include="Polly" Version="8.0.0" />""") },
        { "Package versions stand in one file", "src/XoperoBot.Xopero/XoperoBot.Xopero.csproj", Project("""<PackageReference Include="Polly"><VersionOverride>8.0.0</VersionOverride></PackageReference>""") },
        { "Package versions stand in one file", "Directory.Build.props", """<Project><PackageVersion Include="Polly" Version="8.0.0" /></Project>""" },
        { "The solution holds every project", "tests/XoperoBot.New/XoperoBot.New.csproj", Project("") },
        { "What Core may not call is banned at compile time", CoreProject, Project("", "Xopero") },
        { "What Core may not call is banned at compile time", Banned, BannedText.Replace("M:System.Guid.NewGuid", "", StringComparison.Ordinal) },
        { "What Core may not call is banned at compile time", Core + "A.cs", "#pragma warning disable RS0030 // just this once" },
        { "What Core may not call is banned at compile time", ".editorconfig", "dotnet_diagnostic.RS0030.severity = none" },
        { "A feature folder is a namespace of its own", Core + "Features/Plans/A.cs", "namespace XoperoBot.Core.Features;" },
        { "A feature folder never names another", Status, "namespace XoperoBot.Core.Features.Status;\nusing XoperoBot.Core.Features.Plans;" },
        { "A feature folder never names another", Status, "namespace XoperoBot.Core.Features.Status;\nrecord A(Plans.PlansCommand Other);" },
    };

    public static IEnumerable<string> Rules => Violations.Select(row => (string)row[0]);

    private static string Project(string items, params string[] references) =>
        $"""<Project Sdk="Microsoft.NET.Sdk"><ItemGroup>{items}{string.Concat(references.Select(name => $"""<ProjectReference Include="../XoperoBot.{name}/XoperoBot.{name}.csproj" />"""))}</ItemGroup></Project>""";
}
