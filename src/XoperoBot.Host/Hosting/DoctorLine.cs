using System.Text.Json;
using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Doctor;

namespace XoperoBot.Host.Hosting;

/// <summary><c>doctor</c> and <c>doctor send &lt;destination&gt;</c> on the command line: examines what a start would use, without starting it.</summary>
internal static class DoctorLine
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static bool IsAsked(string[] args) => args is ["doctor", ..];

    /// <summary>0 when all is well or only to be watched, 1 for a wrong line, 2 when something is bad or could not be looked at.</summary>
    public static async Task<int> RunAsync(IServiceProvider services, string[] args, CancellationToken cancellationToken)
    {
        var words = args.TakeWhile(arg => !arg.StartsWith("--", StringComparison.Ordinal)).ToArray();
        switch (words)
        {
            case [_]:
                var complete = new Finding("configuration", Tone.Good, "Every section is complete.");
                return await TellAsync([complete, .. await services.GetRequiredService<Examination>().RunAsync(Sight.All, cancellationToken)], args);

            case [_, "send", var destination]:
                return await TellAsync(
                    [await services.GetRequiredService<TestCard>().SendAsync(destination, $"{Environment.UserName} at the command line", cancellationToken)], args);

            default:
                await Console.Error.WriteLineAsync("doctor [--json], or doctor send <destination>, where a destination is written channel:id.");
                return 1;
        }
    }

    /// <summary>Tells of keys that a start would refuse; nothing else can be looked at before they are right.</summary>
    public static Task<int> TellAsync(IEnumerable<string> problems, string[] args) => TellAsync([.. Examination.Configuration(problems)], args);

    private static async Task<int> TellAsync(IReadOnlyList<Finding> findings, string[] args)
    {
        await Console.Out.WriteLineAsync(args.Contains("--json", StringComparer.Ordinal)
            ? JsonSerializer.Serialize(findings.Select(finding => new { finding.Area, State = Word(finding.Tone), finding.Says, finding.Fix }), Json)
            : string.Join(Environment.NewLine, findings.Select(Line)));
        return findings.Any(finding => finding.Tone is Tone.Bad or Tone.Unknown) ? 2 : 0;
    }

    private static string Line(Finding finding)
    {
        var line = $"{Word(finding.Tone),-8} {finding.Area}: {finding.Says}";
        return finding.Fix is { } fix ? $"{line}{Environment.NewLine}         → {fix}" : line;
    }

    private static string Word(Tone tone) => tone switch
    {
        Tone.Good => "ok",
        Tone.Warning => "warning",
        Tone.Bad => "bad",
        Tone.Unknown => "unknown",
        _ => "note",
    };
}
