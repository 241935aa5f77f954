using System.Text.RegularExpressions;

namespace XoperoBot.Tests.Architecture;

/// <summary>One thing that must hold of the tree; <paramref name="Find"/> says what breaks it, one line per finding.</summary>
internal sealed record Rule(string Name, Func<SourceTree, IEnumerable<string>> Find)
{
    /// <summary>A rule that a text never occurs in some files.</summary>
    public static Rule Never(string name, string pattern, string folder = "", params string[] extensions)
    {
        var regex = new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
        return new(name, tree =>
            from file in tree.Under(folder, extensions)
            from line in file.Text.Split('\n').Index()
            where regex.IsMatch(line.Item)
            select $"{file.Path}:{line.Index + 1}: {line.Item.Trim()}");
    }

    public override string ToString() => Name;
}
