using System.Globalization;
using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Approvals;

/// <summary>The bot's process, ended as <c>kill -9</c> does while eight requests are under way, again and again on one database.</summary>
public sealed class KillTests
{
    private static readonly string[] Live = ["Approve", "Reject", "Cancel (requester)", "Stop", "It was done", "It was not done"];

    // 25 kills with eight requests under way meet 200 requests at random steps; XOPEROBOT_TEST_KILLS asks for more.
    private static readonly int Kills =
        int.TryParse(Environment.GetEnvironmentVariable("XOPEROBOT_TEST_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var kills) ? kills : 25;

    [Fact]
    public async Task Killed_at_random_no_request_is_forgotten_or_run_twice_and_no_card_keeps_a_live_button()
    {
        await using var run = await KillRun.StartAsync(seed: 4711);

        await run.PlayAsync(Kills);

        Assert.True(run.Hit.Sum() >= Kills * KillRun.Lanes, $"requests under way at the kills: {string.Join(' ', run.Hit)}");
        var requests = run.Service.Simulation.Recorder.Requests();
        foreach (var journey in run.Ended)
        {
            Judge(journey, requests);
            await Eventually.TrueAsync(async () => !(await Cards(journey)).SelectMany(card => card.Buttons).Intersect(Live).Any());
        }
    }

    private static void Judge(Journey journey, IReadOnlyList<RecordedRequest> requests)
    {
        foreach (var repository in journey.Repositories)
        {
            var writes = requests.Where(request => request.Call == journey.Call && request.Body.Contains(repository, StringComparison.OrdinalIgnoreCase)).ToList();
            Assert.True(!journey.Rejected || writes.Count == 0, $"{journey.Id} was rejected and run: {journey.Line}");
            Assert.True(writes.Count <= 2, $"{journey.Id} was run {writes.Count} times: {journey.Line}");

            // Licences cannot be read back, so they are never sent twice; everything else only after a look, and never after it was done.
            foreach (var (first, second) in writes.Zip(writes.Skip(1)))
            {
                Assert.True(journey.Call is not (SimulatorCall.Activate or SimulatorCall.Deactivate), $"{journey.Id} was sent twice: {journey.Line}");
                Assert.False(first.Applied, $"{journey.Id} was done and sent again: {journey.Line}");
                Assert.Contains(requests, request => request.Number > first.Number && request.Number < second.Number
                    && request.Call is SimulatorCall.ListAssignedPlans or SimulatorCall.GetRepositories);
            }
        }
    }

    private static async Task<IEnumerable<Stories.Shown>> Cards(Journey journey) =>
        (await journey.Room.LookAsync("operator")).Where(shown => shown.Text.Contains($"{journey.Id}: ", StringComparison.Ordinal));
}
