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

    // Timers count whole milliseconds.
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(20);

    [PostgresFact]
    public async Task The_rate_of_the_whole_channel_holds_over_two_processes()
    {
        await using var store = await TestDatabase.CreateAsync(Engine.Postgres);
        var (channel, sends) = Recording(new Pace([], [new RateWindow(20, Second)]));
        await using var one = await PipelineHost.StartAsync(store, new FakeTurns(), channel);
        await using var two = await PipelineHost.StartAsync(store, new FakeTurns(), channel);

        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 60).Select(number =>
            (number % 2 == 0 ? one : two).Outbox.PostAsync(Say.Card($"{number}", $"room{number}"), default)));
        await one.IdleAsync();

        var times = Since(begun, sends);
        Assert.Equal(60, times.Count);
        NoneTooEarly(times, 20, Second);
        Assert.True(times[^1] - times[0] < TimeSpan.FromSeconds(10), "The rate is used, too.");
    }

    [PostgresFact]
    public async Task The_rate_of_a_place_holds_when_its_messages_are_posted_in_two_processes()
    {
        await using var store = await TestDatabase.CreateAsync(Engine.Postgres);
        var (channel, sends) = Recording(new Pace([new RateWindow(1, TimeSpan.FromMilliseconds(300))], []));
        await using var one = await PipelineHost.StartAsync(store, new FakeTurns(), channel);
        await using var two = await PipelineHost.StartAsync(store, new FakeTurns(), channel);

        var begun = Stopwatch.GetTimestamp();
        for (var number = 0; number < 8; number++)
        {
            var before = sends.Count;
            await (number % 2 == 0 ? one : two).Outbox.PostAsync(Say.Card($"{number}"), default);
            await Eventually.TrueAsync(() => sends.Count > before);
            await one.IdleAsync();
        }

        NoneTooEarly(Since(begun, sends), 1, TimeSpan.FromMilliseconds(300));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_rate_of_a_place_holds_over_a_restart(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var (channel, sends) = Recording(new Pace([new RateWindow(2, TimeSpan.FromSeconds(2))], []));
        long begun;
        await using (var first = await PipelineHost.StartAsync(store, new FakeTurns(), channel))
        {
            begun = Stopwatch.GetTimestamp();
            await first.Outbox.PostAsync(Say.Card("a"), default);
            await first.Outbox.PostAsync(Say.Card("b"), default);
            await first.IdleAsync();
        }

        await using var second = await PipelineHost.StartAsync(store, new FakeTurns(), channel);
        await second.Outbox.PostAsync(Say.Card("c"), default);
        await second.IdleAsync();

        NoneTooEarly(Since(begun, sends), 2, TimeSpan.FromSeconds(2));
    }

    /// <summary>
    /// After so many sends the next come a window later. Counted from before the first of all: however late this machine makes a call, no
    /// later one is early for it.
    /// </summary>
    private static void NoneTooEarly(List<TimeSpan> times, int count, TimeSpan per) => Assert.All(
        times.Index(), send => Assert.True(send.Item >= ((send.Index / count) * per) - Grain, $"Send {send.Index} came after {send.Item}."));

    private static List<TimeSpan> Since(long begun, IEnumerable<long> sends) => [.. sends.Select(send => Stopwatch.GetElapsedTime(begun, send)).Order()];

    private static (FakeChannel Channel, ConcurrentQueue<long> Sends) Recording(Pace pace)
    {
        var sends = new ConcurrentQueue<long>();
        return (new FakeChannel((outgoing, _) =>
        {
            sends.Enqueue(Stopwatch.GetTimestamp());
            return Task.FromResult<Delivery>(new Sent(new MessageRef(outgoing.Place, sends.Count.ToString(CultureInfo.InvariantCulture))));
        })
        { Pace = pace }, sends);
    }
}
