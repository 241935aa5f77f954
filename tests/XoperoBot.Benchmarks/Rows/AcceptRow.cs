using System.Globalization;
using XoperoBot.Benchmarks.Load;

namespace XoperoBot.Benchmarks.Rows;

/// <summary>A signed slash command, verified, on disk (SQLite, synchronous=FULL) and acknowledged; beside a bare endpoint that reads it.</summary>
internal static class AcceptRow
{
    public static async Task<IReadOnlyList<Figure>> RunAsync(Settings settings)
    {
        await using var bot = await SlackBot.StartAsync();
        await using var bare = await Child.ReferenceAsync("kestrel");
        var (ours, theirs) = await Versus.FloodAsync(settings, bot.Process, bare, bot.Commands);
        var (half, theirHalf) = await HalfAsync(settings, bot.Process, bare, ours.PerSecond / 2, bot.Commands);
        return
        [
            Versus.Figure("slash command accepted, beside bare Kestrel", ours, theirs, 0.40),
            new Figure(
                "its 99th percentile at half load",
                half.ToString(),
                theirHalf.ToString(),
                half.Most,
                "under 5 ms",
                half.Most < 5),
        ];
    }

    // By turns as well, and the medians of the rounds: a moment in which the machine does something else is in neither.
    private static async Task<(Latency Ours, Latency Theirs)> HalfAsync(Settings settings, Child ours, Child theirs, double perSecond, RequestMaker make)
    {
        var (mine, reference) = (new List<Latency>(), new List<Latency>());
        for (var round = 0; round < settings.Rounds; round++)
        {
            mine.Add(await HalfAsync(settings, ours, perSecond, make));
            reference.Add(await HalfAsync(settings, theirs, perSecond, make));
        }

        return (Median(mine), Median(reference));
    }

    private static async Task<Latency> HalfAsync(Settings settings, Child process, double perSecond, RequestMaker make)
    {
        var round = await Generator.PacedAsync(process.Port, settings.Connections, TimeSpan.FromSeconds(settings.Seconds), perSecond, make);
        return new Latency(round.Percentile(0.5).TotalMilliseconds, round.Percentile(0.99).TotalMilliseconds, round.PerSecond);
    }

    private static Latency Median(List<Latency> rounds) => new(
        Versus.Median(rounds.Select(round => round.Half)), Versus.Median(rounds.Select(round => round.Most)), Versus.Median(rounds.Select(round => round.PerSecond)));

    /// <param name="Half">Median, in milliseconds.</param>
    /// <param name="Most">99th percentile, in milliseconds.</param>
    /// <param name="PerSecond">Answers.</param>
    private sealed record Latency(double Half, double Most, double PerSecond)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Most:0.00} ms (median {Half:0.00}) at {PerSecond:0}/s");
    }
}

/// <summary>The same beside @slack/bolt, which stores nothing.</summary>
internal static class BoltRow
{
    public static async Task<IReadOnlyList<Figure>> RunAsync(Settings settings)
    {
        await using var bolt = await Child.NodeAsync("bolt.mjs", SlashCommands.Secret);
        await using var bot = await SlackBot.StartAsync();
        var events = new SlashCommands("/slack/events", "https://hooks.slack.com/commands/1");
        var (ours, theirs) = await Versus.FloodAsync(settings, bot.Process, bolt, bot.Commands, events.Write);
        return [Versus.Figure("slash command accepted, beside @slack/bolt", ours, theirs, 4)];
    }
}

/// <summary>
/// The bot with Slack, before a service that takes its time: all commands come from one channel, its first turn waits for the service,
/// and what is measured is taking deliveries in, as in the minutes of a storm.
/// </summary>
internal sealed class SlackBot : IAsyncDisposable
{
    private readonly Scratch _scratch;
    private readonly Child _bot;
    private readonly Doubles _doubles;

    private SlackBot(Scratch scratch, Child bot, Doubles doubles)
    {
        (_scratch, _bot, _doubles) = (scratch, bot, doubles);
        Commands = new SlashCommands("/slack/commands", new Uri(doubles.Address, "hooks/1").AbsoluteUri).Write;
    }

    public Child Process => _bot;

    public RequestMaker Commands { get; }

    public static async Task<SlackBot> StartAsync()
    {
        var scratch = new Scratch();
        var doubles = await Doubles.StartAsync();
        var bot = await Child.BotAsync(
            [
                .. doubles.Service,
                new("Slack:SigningSecret", SlashCommands.Secret),
                new("Slack:BotToken", "xoxb-1"),
                new("Slack:ApiBaseUrl", new Uri(doubles.Address, "slack/").AbsoluteUri),
                new("Access:People:0:Name", "olaf"),
                new("Access:People:0:Slack", "T0001/U2147483697"),
                new("Access:People:0:Roles:0", "Operator"),
            ],
            scratch.Path);
        return new SlackBot(scratch, bot, doubles);
    }

    public async ValueTask DisposeAsync()
    {
        await _bot.DisposeAsync();
        await _doubles.DisposeAsync();
        _scratch.Dispose();
    }
}

/// <summary>Ours and a reference by turns in one run.</summary>
internal static class Versus
{
    /// <summary>The medians of the rounds. One unmeasured round each comes first.</summary>
    public static async Task<(Speed Ours, Speed Theirs)> FloodAsync(
        Settings settings, Child ours, Child theirs, RequestMaker make, RequestMaker? other = null)
    {
        await RoundAsync(settings, ours, make);
        await RoundAsync(settings, theirs, other ?? make);
        var (mine, reference) = (new List<Speed>(), new List<Speed>());
        for (var round = 0; round < settings.Rounds; round++)
        {
            mine.Add(await RoundAsync(settings, ours, make));
            reference.Add(await RoundAsync(settings, theirs, other ?? make));
        }

        return (Median(mine), Median(reference));
    }

    public static Figure Figure(string what, Speed ours, Speed theirs, double aim) => new(
        what,
        ours.ToString(),
        theirs.ToString(),
        ours.PerSecond / theirs.PerSecond,
        string.Create(CultureInfo.InvariantCulture, $"at least {aim:0.0#} times"),
        ours.PerSecond / theirs.PerSecond >= aim);

    public static Speed Median(List<Speed> speeds) => new(Median(speeds.Select(speed => speed.PerSecond)), Median(speeds.Select(speed => speed.Cpu)));

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private static async Task<Speed> RoundAsync(Settings settings, Child process, RequestMaker make)
    {
        var cpu = process.Cpu;
        var round = await Generator.FloodAsync(process.Port, settings.Connections, TimeSpan.FromSeconds(settings.Seconds), make);
        return round.Refused == 0
            ? new Speed(round.PerSecond, (process.Cpu - cpu).TotalMicroseconds / round.Latencies.Length)
            : throw new InvalidOperationException($"{round.Refused} requests were refused.");
    }
}

/// <param name="PerSecond">Answers, or turns.</param>
/// <param name="Cpu">Microseconds of the process for each; says what a figure would be on a machine with less to do.</param>
internal sealed record Speed(double PerSecond, double Cpu)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{PerSecond:0}/s with {Cpu:0} µs of CPU each");
}
