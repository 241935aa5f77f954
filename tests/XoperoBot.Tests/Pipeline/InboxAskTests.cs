using System.Globalization;
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

    /// <summary>A third of the callers stays, a third loses patience before the end, a third leaves while the end is being stored.</summary>
    [Theory, OnSqlite, OnPostgres]
    public async Task Whatever_the_race_between_a_caller_and_the_end_each_answer_is_given_exactly_once(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var time = new ManualTime();
        var channel = new FakeChannel();
        var random = new Random(20260302);
        var spins = Enumerable.Range(0, 600).Select(_ => random.Next(20_000)).ToArray();
        var callers = Enumerable.Range(0, 600).Select(_ => new CancellationTokenSource()).ToArray();
        var clock = new Lock();
        var turns = new FakeTurns((inbound, token) =>
        {
            var number = int.Parse(inbound.DeliveryId, CultureInfo.InvariantCulture);
            if (number % 3 == 1)
            {
                lock (clock)
                {
                    time.Advance(TimeSpan.FromMilliseconds(1));
                }
            }
            else if (number % 3 == 2)
            {
                _ = Task.Run(
                    () =>
                    {
                        Thread.SpinWait(spins[number]);
                        callers[number].Cancel();
                    },
                    CancellationToken.None);
            }

            return Task.FromResult(Say.Back(inbound));
        });
        await using var host = await PipelineHost.StartAsync(store, turns, channel, time);

        var answers = await Task.WhenAll(Enumerable.Range(0, 600).Select(number => Task.Run(() => host.Inbox.AskAsync(
            Say.Typed($"{number}", $"room{number % 50}"),
            _ => true,
            number % 3 == 1 ? TimeSpan.FromMilliseconds(1) : TimeSpan.FromHours(1),
            callers[number].Token))));
        await host.IdleAsync();

        Assert.All(answers, answer => Assert.Equal(answer.Late ? 0 : 1, answer.Taken.Count));
        Assert.All(answers.Where((_, number) => number % 3 == 0), answer => Assert.False(answer.Late));
        Assert.All(answers.Where((_, number) => number % 3 == 1), answer => Assert.True(answer.Late));
        var given = answers.SelectMany(answer => answer.Taken).Select(Say.TitleOf).Concat(channel.Titles);
        Assert.Equal(
            Enumerable.Range(0, 600).Select(number => $"re {number}").Order(StringComparer.Ordinal), given.Order(StringComparer.Ordinal));
        Array.ForEach(callers, caller => caller.Dispose());
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
