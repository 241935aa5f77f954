using System.Diagnostics;

namespace XoperoBot.Tests.Fakes;

/// <summary>The product's command line as a process of its own, run to its end. Settings come by the environment, as a service has them.</summary>
internal static class HostLine
{
    public static async Task<(int Code, string Output, string Error)> RunAsync(string[] words, IEnumerable<string> settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "XoperoBot.Host.dll"), .. words])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var setting in settings)
        {
            var at = setting.IndexOf('=', StringComparison.Ordinal);
            start.Environment[setting[..at].Replace(":", "__", StringComparison.Ordinal)] = setting[(at + 1)..];
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await error);
    }
}
