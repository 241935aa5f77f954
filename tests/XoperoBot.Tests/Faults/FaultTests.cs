using System.Globalization;
using XoperoBot.Tests.Fakes;
using Xunit.Abstractions;

namespace XoperoBot.Tests.Faults;

/// <summary>
/// The fault harness. By itself a short run of known seeds; <c>XOPEROBOT_FAULTS_MINUTES</c> makes it as long as one likes and
/// <c>XOPEROBOT_FAULTS_SEED</c> chooses the seed of the first round. A seed that found something becomes a row here.
/// </summary>
public sealed class FaultTests(ITestOutputHelper output)
{
    private static readonly TimeSpan ShortRound = TimeSpan.FromSeconds(25);

    public static TheoryData<int> Seeds
    {
        get
        {
            if (Number("XOPEROBOT_FAULTS_MINUTES") is not { } minutes)
            {
                return [1];
            }

            // A round of a minute each, so that every process begins young every now and then.
            var first = (int)(Number("XOPEROBOT_FAULTS_SEED") ?? 1);
            return [.. Enumerable.Range(first, Math.Max(1, (int)Math.Ceiling(minutes)))];
        }
    }

    [OwnPostgresTheory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_fails_nothing_is_lost_doubled_or_out_of_order(int seed)
    {
        await using var world = await FaultWorld.StartAsync();
        var history = new FaultHistory(seed);
        var run = new FaultRun(world, history, seed);
        var verdict = new FaultVerdict(world, history);
        await run.RunAsync(Number("XOPEROBOT_FAULTS_MINUTES") is null ? ShortRound : TimeSpan.FromMinutes(1));
        await verdict.SettleAsync();
        await run.ApproveRestAsync();
        await verdict.SettleAsync();
        output.WriteLine(await verdict.CheckAsync());
    }

    private static double? Number(string variable) =>
        double.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
