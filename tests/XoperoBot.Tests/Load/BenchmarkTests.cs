using System.Diagnostics;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Load;

/// <summary>The benchmarks run, if only for seconds, so that their figures can be had on any day. What they say here says nothing.</summary>
public sealed class BenchmarkTests
{
    private static readonly string[] Rows =
    [
        "beside bare Kestrel", "99th percentile", "beside @slack/bolt", "beside @microsoft/agents-hosting", "pass over", "repos page", "proactive", "start to ready", "idle memory",
    ];

    [BenchmarkFact]
    public async Task Every_row_can_be_measured()
    {
        var start = new ProcessStartInfo("dotnet", [BenchmarkFactAttribute.Program, "all", "--smoke"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (said, wrong) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(4));

        Assert.True(process.ExitCode == 0, await wrong);
        var lines = (await said).Split('\n').Where(line => line.StartsWith("met ", StringComparison.Ordinal) || line.StartsWith("MISS", StringComparison.Ordinal)).ToList();
        Assert.All(Rows, row => Assert.Contains(lines, line => line.Contains(row, StringComparison.Ordinal)));
    }
}

/// <summary>Needs the built benchmarks beside the built tests, and the packages of tests/conformance.</summary>
internal sealed class BenchmarkFactAttribute : FactAttribute
{
    public BenchmarkFactAttribute()
    {
        var packages = Path.Combine(Root, "tests", "conformance", "node_modules", "@microsoft", "agents-hosting");
        Skip = Requirements.AreAll || (File.Exists(Program) && Directory.Exists(packages)) ? null : "Build the whole solution and run npm ci in tests/conformance.";
    }

    public static string Program => Path.Combine(
        Root, "tests", "XoperoBot.Benchmarks", "bin", Path.GetFileName(Path.GetDirectoryName(Built)!), Path.GetFileName(Built), "XoperoBot.Benchmarks.dll");

    private static string Built => AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);

    private static string Root => Path.GetFullPath(Path.Combine(Built, "..", "..", "..", "..", ".."));
}
