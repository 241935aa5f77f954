using System.Globalization;
using XoperoBot.Benchmarks.Load;

namespace XoperoBot.Benchmarks.Rows;

/// <summary>From the start of the process to the first good answer, and what the process holds when nobody asks; beside an empty application.</summary>
internal static class StartRow
{
    private const double MostMegabytes = 150;

    public static async Task<IReadOnlyList<Figure>> RunAsync(Settings settings)
    {
        var (ours, theirs, memory, empty) = (new List<double>(), new List<double>(), 0.0, 0.0);
        for (var round = 0; round < (settings.Smoke ? 1 : 7); round++)
        {
            using var scratch = new Scratch();
            await using var doubles = await Doubles.StartAsync();
            await using (var bare = await Child.ReferenceAsync("empty"))
            {
                theirs.Add(bare.ReadyAfter.TotalMilliseconds);
                empty = Math.Max(empty, bare.Megabytes);
            }

            await using var bot = await Child.BotAsync(
                [
                    .. doubles.Service, .. doubles.Teams,
                    new("Slack:SigningSecret", SlashCommands.Secret), new("Slack:BotToken", "xoxb-1"), new("Slack:ApiBaseUrl", new Uri(doubles.Address, "slack/").AbsoluteUri),
                ],
                scratch.Path);
            ours.Add(bot.ReadyAfter.TotalMilliseconds);
            await Task.Delay(TimeSpan.FromSeconds(settings.Smoke ? 0.5 : 15));
            memory = Math.Max(memory, bot.Megabytes);
        }

        var (start, reference) = (Versus.Median(ours), Versus.Median(theirs));
        return
        [
            new Figure("start to ready", Text(start, "ms"), Text(reference, "ms"), start / reference, "at most 3 times", start / reference <= 3),
            new Figure("idle memory, most of all runs", Text(memory, "MB"), Text(empty, "MB right after its start"), memory / MostMegabytes, "under 150 MB", memory < MostMegabytes),
        ];
    }

    private static string Text(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{value:0} {unit}");
}
