using System.Globalization;
using XoperoBot.Benchmarks.Micro;
using XoperoBot.Benchmarks.References;
using XoperoBot.Benchmarks.Rows;

namespace XoperoBot.Benchmarks;

/// <summary>Measures one row of the table in README.md, or all of them. Ends with 0 when each was measured, whatever the figures.</summary>
internal static class Program
{
    private static readonly Dictionary<string, Func<Settings, Task<IReadOnlyList<Figure>>>> Rows = new(StringComparer.Ordinal)
    {
        ["accept"] = AcceptRow.RunAsync,
        ["bolt"] = BoltRow.RunAsync,
        ["teams"] = TeamsRow.RunAsync,
        ["pass"] = PassRow.RunAsync,
        ["repos"] = ReposRow.RunAsync,
        ["proactive"] = ProactiveRow.RunAsync,
        ["start"] = StartRow.RunAsync,
    };

    private static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["reference", "kestrel", var port]:
                await KestrelReferences.BareAsync(int.Parse(port, CultureInfo.InvariantCulture));
                return 0;
            case ["reference", "empty", var port]:
                await KestrelReferences.EmptyAsync(int.Parse(port, CultureInfo.InvariantCulture));
                return 0;
            case ["micro", .. var rest]:
                return MicroBenchmarks.Run(rest);
            case [var row, .. var rest] when row == "all" || Rows.ContainsKey(row):
                return await MeasureAsync(row == "all" ? Rows.Keys : [row], Settings.Read(rest));
            default:
                await Console.Error.WriteLineAsync($"One of: {string.Join(", ", Rows.Keys)}, all; with --smoke, --seconds N, --connections N. Or: micro.");
                return 2;
        }
    }

    private static async Task<int> MeasureAsync(IEnumerable<string> rows, Settings settings)
    {
        var failed = false;
        foreach (var row in rows)
        {
            try
            {
                foreach (var figure in await Rows[row](settings))
                {
                    await Console.Out.WriteLineAsync(figure.ToString());
                }
            }
            catch (MissingReferenceException missing)
            {
                await Console.Out.WriteLineAsync($"{row}: left out. {missing.Message}");
            }
            catch (Exception exception)
            {
                failed = true;
                await Console.Error.WriteLineAsync($"{row}: not measured. {exception}");
            }
        }

        return failed ? 1 : 0;
    }
}

/// <summary>How long and how wide to measure.</summary>
/// <param name="Smoke">As short as still exercises everything: the figures say nothing.</param>
/// <param name="Seconds">Of each round under load.</param>
/// <param name="Rounds">Ours and the reference by turns, so often.</param>
/// <param name="Connections">Kept open to the measured process.</param>
internal sealed record Settings(bool Smoke, double Seconds, int Rounds, int Connections)
{
    public static Settings Read(string[] args)
    {
        var smoke = args.Contains("--smoke", StringComparer.Ordinal);
        return new Settings(
            smoke,
            Number(args, "--seconds", smoke ? 0.4 : 6),
            (int)Number(args, "--rounds", smoke ? 1 : 3),
            (int)Number(args, "--connections", smoke ? 8 : 256));
    }

    private static double Number(string[] args, string name, double otherwise) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? double.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
}

/// <summary>One line of the result.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Ours">With its unit.</param>
/// <param name="Reference">With its unit.</param>
/// <param name="Ratio">What the aim speaks of.</param>
/// <param name="Aim">As a sentence.</param>
/// <param name="Met">Whether the aim is met.</param>
internal sealed record Figure(string What, string Ours, string Reference, double Ratio, string Aim, bool Met)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{(Met ? "met " : "MISS")}  {What}: {Ours}; reference {Reference}; {Ratio:0.###} (aim {Aim})");
}

/// <summary>A reference needs something that is not on this machine.</summary>
internal sealed class MissingReferenceException(string message) : Exception(message);
