using XoperoBot.Core.Approvals;
using XoperoBot.Core.Chat;
using XoperoBot.Tests.Fakes;
using static XoperoBot.Tests.Approvals.Stage;

namespace XoperoBot.Tests.Approvals;

/// <summary>The process ends somewhere between request and report, again and again; what was approved still ends, once.</summary>
public sealed class CrashTests
{
    private static readonly string[] Lines =
    [
        "activate acme/web acme/api",
        "deactivate acme/web",
        "attach acme/web acme/old to weekly",
        "detach acme/api from nightly",
        "remove acme/web with data --confirm acme/web",
    ];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 8)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public Task Killed_at_random_a_request_is_neither_forgotten_nor_run_twice(int seed) => ManyAsync(Engine.Sqlite, seed, runs: 25);

    [PostgresTheory]
    [InlineData(100)]
    [InlineData(101)]
    public Task Killed_at_random_on_a_shared_database(int seed) => ManyAsync(Engine.Postgres, seed, runs: 10);

    [Fact]
    public async Task Killed_at_every_single_point_a_removal_ends_and_runs_once()
    {
        var points = await RunAsync(Engine.Sqlite, Lines[4], [], new Random(1));
        Assert.InRange(points, 20, 200);
        for (var point = 1; point <= points; point++)
        {
            await RunAsync(Engine.Sqlite, Lines[4], [point], new Random(point));
        }
    }

    private static async Task ManyAsync(Engine engine, int seed, int runs)
    {
        var random = new Random(seed);
        for (var run = 0; run < runs; run++)
        {
            var kills = Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(1, 40)).ToArray();
            await RunAsync(engine, Lines[random.Next(Lines.Length)], kills, random);
        }
    }

    private static async Task<int> RunAsync(Engine engine, string line, IReadOnlyList<int> kills, Random random)
    {
        await using var stage = await Stage.OpenAsync(engine);
        var left = new Queue<int>(kills);
        stage.Crash.After(left.TryDequeue(out var first) ? first : int.MaxValue);
        var about = $"{line} killed at {string.Join(',', kills)}";

        await SurviveAsync(stage, left, stage.Line(InSlack("Rita"), line));
        var id = (await stage.OutboxAsync()).OfType<Post>().Single(post => post.Key?.EndsWith("/0", StringComparison.Ordinal) == true).Key![..8];
        foreach (var who in new[] { InSlack("Anna"), InTeams("ben") })
        {
            await SurviveAsync(stage, left, await stage.ButtonAsync(who, $"approve {id}"));
        }

        for (var i = 0; i < 300 && await stage.RequestAsync(id) is { IsOver: false, State: not RequestState.Unclear }; i++)
        {
            try
            {
                await stage.PassAsync(TimeSpan.FromSeconds(random.Next(1, 200)));
            }
            catch (CrashException)
            {
            }

            await ReviveAsync(stage, left);
        }

        stage.Crash.Never();
        await stage.PassAsync(TimeSpan.FromMinutes(5));
        await JudgeAsync(stage, id, line, about);
        return stage.Crash.Passed;
    }

    private static async Task JudgeAsync(Stage stage, string id, string line, string about)
    {
        var request = await stage.RequestAsync(id);

        // Only licences cannot be read back, so only they may be left to a person. Killed twice between intent and call, a target is
        // reported as not done: then it was read that it is not, and nothing was ever sent for it.
        var licences = line.Contains("activate", StringComparison.Ordinal);
        var undone = request.Outcomes.Where(outcome => outcome is { Kind: OutcomeKind.NotRun, Sentence: not null }).ToList();
        Assert.True(request.State == RequestState.Done || (licences && request.State == RequestState.Unclear) || undone.Count > 0, $"{about}: {request.State} {request.Because}");
        Assert.All(undone, outcome => Assert.DoesNotContain(stage.Writes, write => write.Contains(outcome.TargetId, StringComparison.Ordinal)));
        Assert.True(stage.Writes.Count == stage.Writes.Distinct(StringComparer.Ordinal).Count(), $"{about}: {string.Join(" | ", stage.Writes)}");
        if (request.State == RequestState.Done)
        {
            Assert.True(stage.Writes.Count == request.Steps.Count, $"{about}: {string.Join(" | ", stage.Writes)}");
        }

        var copies = await stage.CopiesAsync(id);
        Assert.True(copies.Count == 3, about);
        foreach (var card in copies.Values)
        {
            var buttons = card.Actions.OfType<Button>().Select(button => button.Command).ToList();
            var expected = request.State == RequestState.Unclear ? new[] { $"settle {id} done", $"settle {id} undone" } : [];
            Assert.Equal(expected, undone.Count > 0 ? buttons.Where(button => button.Contains(id, StringComparison.Ordinal)) : buttons);
        }

        Assert.Null((await stage.Audit.VerifyAsync(CancellationToken.None)).Broken);
    }

    // The inbox runs a delivery again until its turn is stored.
    private static async Task SurviveAsync(Stage stage, Queue<int> left, Inbound inbound)
    {
        for (var attempt = 0; attempt < 10; attempt++)
        {
            try
            {
                await stage.RunAsync(inbound);
                if (!stage.Crash.Dead)
                {
                    return;
                }
            }
            catch (CrashException)
            {
            }

            await ReviveAsync(stage, left);
        }
    }

    private static async Task ReviveAsync(Stage stage, Queue<int> left)
    {
        if (!stage.Crash.Dead)
        {
            return;
        }

        await stage.RestartAsync();
        stage.Crash.After(left.TryDequeue(out var next) ? next : int.MaxValue);
        stage.Time.Advance(TimeSpan.FromMinutes(3));
    }
}
