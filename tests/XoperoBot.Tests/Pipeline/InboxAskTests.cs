using System.Collections.Concurrent;
using XoperoBot.Core.Pipeline;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Pipeline;

public sealed class InboxAskTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Theory, OnSqlite, OnPostgres]
    public async Task The_caller_gets_what_it_takes_and_the_outbox_the_rest(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var channel = new FakeChannel();
        var turns = new FakeTurns((_, _) => Task.FromResult(new TurnResult([Say.Card("mine"), Say.Card("public")])));
        await using var host = await PipelineHost.StartAsync(store, turns, channel);

        var answer = await host.Inbox.AskAsync(Say.Typed("one"), said => Say.TitleOf(said) == "mine", Long, default);
        await host.IdleAsync();

        Assert.Equal(["mine"], answer.Taken.Select(Say.TitleOf));
        Assert.False(answer.Late || answer.Duplicate);
        Assert.Equal(["public"], channel.Titles);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Beyond_the_callers_patience_everything_goes_through_the_outbox(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var time = new ManualTime();
        var channel = new FakeChannel();
        var end = new TaskCompletionSource();
        var turns = new FakeTurns(async (inbound, _) =>
        {
            await end.Task;
            return Say.Back(inbound);
        });
        await using var host = await PipelineHost.StartAsync(store, turns, channel, time);

        var asking = host.Inbox.AskAsync(Say.Typed("one"), _ => true, TimeSpan.FromSeconds(2), default);
        await Eventually.TrueAsync(() => !turns.Ran.IsEmpty);
        time.Advance(TimeSpan.FromSeconds(2));
        var answer = await asking;
        end.SetResult();
        await host.IdleAsync();

        Assert.True(answer.Late);
        Assert.Empty(answer.Taken);
        Assert.Equal(["re one"], channel.Titles);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Whatever_the_race_between_patience_and_the_end_each_answer_is_given_exactly_once(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var channel = new FakeChannel();
        var random = new Random(20260302);
        var gate = new Lock();
        TimeSpan Draw(int microseconds)
        {
            lock (gate)
            {
                return TimeSpan.FromMicroseconds(random.Next(microseconds));
            }
        }

        var turns = new FakeTurns(async (inbound, _) =>
        {
            await Task.Delay(Draw(6000), CancellationToken.None);
            return Say.Back(inbound);
        });
        await using var host = await PipelineHost.StartAsync(store, turns, channel);
        var taken = new ConcurrentBag<string>();
        var late = 0;

        await Task.WhenAll(Enumerable.Range(0, 600).Select(number => Task.Run(async () =>
        {
            using var gone = new CancellationTokenSource();
            var asking = host.Inbox.AskAsync(
                Say.Typed($"{number}", $"room{number % 50}"), _ => true, TimeSpan.FromMilliseconds(1) + Draw(400_000), gone.Token);
            if (number % 5 == 0)
            {
                await Task.Delay(Draw(100_000));
                await gone.CancelAsync();
            }

            try
            {
                var answer = await asking;
                Interlocked.Add(ref late, answer.Late ? 1 : 0);
                Assert.Equal(answer.Late, answer.Taken.Count == 0);
                foreach (var said in answer.Taken)
                {
                    taken.Add(Say.TitleOf(said));
                }
            }
            catch (OperationCanceledException)
            {
                // Cancelled before it was stored: never accepted, never answered.
                taken.Add($"re {number}");
            }
        })));
        await host.IdleAsync();

        var given = taken.Concat(channel.Titles).Order(StringComparer.Ordinal);
        Assert.Equal(Enumerable.Range(0, 600).Select(number => $"re {number}").Order(StringComparer.Ordinal), given);
        Assert.InRange(late, 1, 599);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_same_delivery_asked_many_times_at_once_is_answered_to_one_caller(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var (turns, channel) = (new FakeTurns(), new FakeChannel());
        await using var host = await PipelineHost.StartAsync(store, turns, channel);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => Task.Run(() => host.Inbox.AskAsync(Say.Typed("same"), _ => true, Long, default))));
        await host.IdleAsync();

        Assert.Equal(["same"], turns.Ran);
        Assert.Equal(1, answers.Sum(answer => answer.Taken.Count) + channel.Took.Count);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Mistakes_in_a_form_reach_the_caller_or_if_it_left_the_person(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var channel = new FakeChannel();
        var errors = new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = "Say a name." };
        var turns = new FakeTurns((_, _) => Task.FromResult(TurnResult.Nothing with { FieldErrors = errors }));
        await using var host = await PipelineHost.StartAsync(store, turns, channel);

        var answer = await host.Inbox.AskAsync(Say.Typed("one"), _ => true, Long, default);
        await host.Inbox.AcceptAsync(Say.Typed("two"), default);
        await host.IdleAsync();

        Assert.Equal(errors, answer.FieldErrors);
        Assert.Equal(["Please check the form"], channel.Titles);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_caller_that_waits_is_told_when_its_turn_fails_for_good(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var time = new ManualTime();
        var channel = new FakeChannel();
        var turns = new FakeTurns((_, _) => throw new InvalidOperationException("defect"));
        await using var host = await PipelineHost.StartAsync(store, turns, channel, time);

        var asking = host.Inbox.AskAsync(Say.Typed("one"), _ => true, TimeSpan.FromHours(1), default);
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(200));
            return asking.IsCompleted;
        });

        Assert.Equal(["That did not work"], (await asking).Taken.Select(Say.TitleOf));
        Assert.Empty(channel.Took);
    }
}
