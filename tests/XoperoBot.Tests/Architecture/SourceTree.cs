using System.Xml.Linq;

namespace XoperoBot.Tests.Architecture;

/// <summary>The files of the repository as text, or a few made-up ones: paths from the root with slashes, binary files empty.</summary>
internal sealed class SourceTree(IReadOnlyDictionary<string, string> files)
{
    private static readonly HashSet<string> Made =
        [".git", ".idea", ".vs", ".vscode", "artifacts", "bin", "node_modules", "obj", "TestResults"];

    public IReadOnlyDictionary<string, string> Files { get; } = files;

    public static SourceTree OfRepository()
    {
        var root = Root();
        return new(FilesUnder(root).ToDictionary(
            file => Path.GetRelativePath(root, file).Replace('\\', '/'), Text, StringComparer.Ordinal));
    }

    /// <summary>One file of the repository.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root(), path));

    public SourceTree With(string path, string text) =>
        new(new Dictionary<string, string>(Files, StringComparer.Ordinal) { [path] = text });

    public IEnumerable<(string Path, string Text)> Under(string folder, params string[] extensions) =>
        from file in Files
        where file.Key.StartsWith(folder, StringComparison.Ordinal)
        where extensions.Length == 0 || extensions.Contains(Path.GetExtension(file.Key), StringComparer.Ordinal)
        select (file.Key, file.Value);

    public IEnumerable<(string Path, string Name, XDocument Xml)> Projects(string folder) =>
        Under(folder, ".csproj").Select(file => (file.Path, Path.GetFileNameWithoutExtension(file.Path), XDocument.Parse(file.Text)));

    /// <summary>Whether a file or a folder of this name is there.</summary>
    public bool Has(string path) =>
        Files.ContainsKey(path) || Files.Keys.Any(file => file.StartsWith(path.TrimEnd('/') + '/', StringComparison.Ordinal));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "XoperoBot.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No XoperoBot.sln above {AppContext.BaseDirectory}");
    }

    private static IEnumerable<string> FilesUnder(string folder) =>
        Directory.EnumerateFiles(folder).Where(file => !Made.Contains(Path.GetFileName(file))).Concat(
            Directory.EnumerateDirectories(folder).Where(inner => !Made.Contains(Path.GetFileName(inner))).SelectMany(FilesUnder));

    private static string Text(string file)
    {
        var text = File.ReadAllText(file);
        return text.Contains('\0', StringComparison.Ordinal) ? string.Empty : text;
    }
}
