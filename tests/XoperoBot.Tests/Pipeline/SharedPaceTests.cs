using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using XoperoBot.Core.Chat;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Pipeline;

/// <summary>A channel's rates hold over all processes and over restarts. Real time: it is what the product measures.</summary>
public sealed class SharedPaceTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    // Between a reserved moment and the channel's call lies a little of this machine's time.
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(150);

    [PostgresFact]
    public async Task The_rate_of_the_whole_channel_holds_over_two_processes()
    {
        await using var store = await TestDatabase.CreateAsync(Engine.Postgres);
        var (channel, sends) = Recording(new Pace([], [new RateWindow(20, Second)]));
        await using var one = await PipelineHost.StartAsync(store, new FakeTurns(), channel);
        await using var two = await PipelineHost.StartAsync(store, new FakeTurns(), channel);

        await Task.WhenAll(Enumerable.Range(0, 60).Select(number =>
            (number % 2 == 0 ? one : two).Outbox.PostAsync(Say.Card($"{number}", $"room{number}"), default)));
        await one.IdleAsync();

        var times = sends.Select(send => send.At).Order().ToList();
        Assert.Equal(60, times.Count);
        Assert.All(times.Zip(times.Skip(20)), pair => Assert.True(pair.Second - pair.First > Second - Slack, $"{pair.Second - pair.First}"));
        Assert.True(times[^1] - times[0] < TimeSpan.FromSeconds(10), "The rate is used, too.");
    }

    [PostgresFact]
    public async Task The_rate_of_a_place_holds_when_its_messages_are_posted_in_two_processes()
    {
        await using var store = await TestDatabase.CreateAsync(Engine.Postgres);
        var (channel, sends) = Recording(new Pace([new RateWindow(1, TimeSpan.FromMilliseconds(300))], []));
        await using var one = await PipelineHost.StartAsync(store, new FakeTurns(), channel);
        await using var two = await PipelineHost.StartAsync(store, new FakeTurns(), channel);

        for (var number = 0; number < 8; number++)
        {
            var before = sends.Count;
            await (number % 2 == 0 ? one : two).Outbox.PostAsync(Say.Card($"{number}"), default);
            await Eventually.TrueAsync(() => sends.Count > before);
            await one.IdleAsync();
        }

        var times = sends.Select(send => send.At).ToList();
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromMilliseconds(290), $"{pair.Second - pair.First}"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_rate_of_a_place_holds_over_a_restart(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var (channel, sends) = Recording(new Pace([new RateWindow(2, TimeSpan.FromSeconds(2))], []));
        await using (var first = await PipelineHost.StartAsync(store, new FakeTurns(), channel))
        {
            await first.Outbox.PostAsync(Say.Card("a"), default);
            await first.Outbox.PostAsync(Say.Card("b"), default);
            await first.IdleAsync();
        }

        await using var second = await PipelineHost.StartAsync(store, new FakeTurns(), channel);
        await second.Outbox.PostAsync(Say.Card("c"), default);
        await second.IdleAsync();

        var times = sends.Select(send => send.At).ToList();
        Assert.True(times[2] - times[0] >= TimeSpan.FromSeconds(1.9), $"{times[2] - times[0]}");
    }

    private static (FakeChannel Channel, ConcurrentQueue<(string Title, TimeSpan At)> Sends) Recording(Pace pace)
    {
        var sends = new ConcurrentQueue<(string, TimeSpan)>();
        var origin = Stopwatch.GetTimestamp();
        return (new FakeChannel((outgoing, _) =>
        {
            sends.Enqueue((Say.TitleOf(outgoing), Stopwatch.GetElapsedTime(origin)));
            return Task.FromResult<Delivery>(new Sent(new MessageRef(outgoing.Place, sends.Count.ToString(CultureInfo.InvariantCulture))));
        })
        { Pace = pace }, sends);
    }
}
