using System.Diagnostics;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Conformance;

/// <summary>Runs a script of tests/conformance in which a channel's own library judges what we send.</summary>
internal static class Judge
{
    /// <summary>No judge takes a minute where the machine is its own; below what a run of all tests takes for a hang.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>Fails with what the judge said, also when it did not come to an end.</summary>
    public static async Task AgreesAsync(string script, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("node", ["--test", Path.Combine(ConformanceFactAttribute.Folder!, script)])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var node = Process.Start(start)!;
        var output = node.StandardOutput.ReadToEndAsync();
        var errors = node.StandardError.ReadToEndAsync();
        var lateness = "";
        try
        {
            await node.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            lateness = $"{script} did not end within {Patience} and said:\n";
            node.Kill(entireProcessTree: true);
            await node.WaitForExitAsync();
        }

        Assert.True(node.ExitCode == 0, $"{lateness}{await output}\n{await errors}");
        Assert.Contains("# skipped 0", (await output).Replace("ℹ", "#", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}

/// <summary>
/// A test that needs the packages of tests/conformance. Without them it is skipped and says so; where <c>XOPEROBOT_TESTS_REQUIRE</c>
/// contains <c>all</c> it runs and fails instead.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ConformanceFactAttribute : FactAttribute
{
    public ConformanceFactAttribute()
    {
        Skip = SkipReason;
    }

    public static string? Folder { get; } = Find();

    private static string? SkipReason =>
        !Requirements.AreAll && (Folder is null || !Directory.Exists(Path.Combine(Folder, "node_modules"))) ? "Run npm ci in tests/conformance first." : null;

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "tests", "conformance");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
