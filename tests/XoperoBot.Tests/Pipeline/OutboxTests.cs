using System.Collections.Concurrent;
using System.Diagnostics;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Storage;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Pipeline;

public sealed class OutboxTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_storm_of_throttling_and_faults_loses_nothing_doubles_nothing_and_keeps_order(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var time = new ManualTime();
        var random = new Random(20260302);
        var gate = new Lock();
        var channel = new FakeChannel((_, _) =>
        {
            lock (gate)
            {
                return random.Next(6) switch
                {
                    0 => Task.FromResult<Delivery>(new Retry(TimeSpan.FromSeconds(random.Next(0, 4)), "429")),
                    1 => Task.FromResult<Delivery>(new Retry(null, "503")),
                    2 => throw new InvalidOperationException("a defect of the channel"),
                    _ => Task.FromResult<Delivery>(null!),
                };
            }
        });
        await using var host = await PipelineHost.StartAsync(store, new FakeTurns(), channel, time);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(place => Task.Run(async () =>
        {
            for (var number = 0; number < 12; number++)
            {
                await host.Outbox.PostAsync(Say.Card($"{number:00}", $"room{place}"), default);
            }
        })));
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(500));
            return channel.Took.Count == 96;
        });

        Assert.All(
            channel.Took.GroupBy(took => took.Place, StringComparer.Ordinal),
            place => Assert.Equal(Enumerable.Range(0, 12).Select(number => $"{number:00}"), place.Select(took => took.Title)));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_place_waits_as_long_as_the_channel_asked_and_others_do_not(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var time = new ManualTime();
        var refusals = 1;
        var channel = new FakeChannel((outgoing, _) => Task.FromResult<Delivery>(
            outgoing.Place.Id == "room" && Interlocked.Decrement(ref refusals) >= 0 ? new Retry(TimeSpan.FromSeconds(30), "429") : null!));
        await using var host = await PipelineHost.StartAsync(store, new FakeTurns(), channel, time);

        await host.Outbox.PostAsync(Say.Card("one"), default);
        await host.Outbox.PostAsync(Say.Card("two"), default);
        await Eventually.TrueAsync(async () => await host.CountAsync("SELECT COUNT(*) FROM outbox WHERE attempts = 1") == 1);
        await host.Outbox.PostAsync(Say.Card("elsewhere", "other"), default);
        await Eventually.TrueAsync(() => !channel.Took.IsEmpty);
        time.Advance(TimeSpan.FromMilliseconds(29_999));
        Assert.Equal(["elsewhere"], channel.Titles);
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            return channel.Took.Count == 3;
        });

        Assert.Equal(["elsewhere", "one", "two"], channel.Titles);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_the_channel_may_have_taken_says_so_and_what_it_throttled_does_not(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var time = new ManualTime();
        var answers = new ConcurrentDictionary<string, Delivery>(StringComparer.Ordinal)
        {
            ["throttled"] = new Retry(TimeSpan.FromSeconds(1), "429") { Untaken = true },
            ["first"] = new Retry(TimeSpan.FromSeconds(1), "500"),
        };
        var channel = new FakeChannel((outgoing, _) => Task.FromResult(answers.TryRemove(Say.TitleOf(outgoing), out var answer) ? answer : null!));
        await using var host = await PipelineHost.StartAsync(store, new FakeTurns(), channel, time);

        await host.Outbox.PostAsync(Say.Card("throttled", "elsewhere"), default);
        await host.Outbox.PostAsync(Say.Card("first"), default);
        await host.Outbox.PostAsync(Say.Card("next"), default);
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(500));
            return channel.Took.Count == 3;
        });

        Assert.Equal(["first"], channel.Took.Where(took => Say.MayBeTwice(took.Outgoing)).Select(took => took.Title));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_update_by_key_reaches_the_message_and_one_without_a_message_is_posted(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var channel = new FakeChannel((outgoing, _) =>
            Task.FromResult<Delivery>(outgoing is Post { Key: "blind" } post && post.Card.Title == "no id" ? new Sent() : null!));
        await using var host = await PipelineHost.StartAsync(store, new FakeTurns(), channel);

        await host.Outbox.PostAsync(Say.Card("first", key: "k"), default);
        await host.IdleAsync();
        Assert.Equal(new MessageRef(Say.Room, "m1"), await host.Outbox.FindAsync("k", default));
        await host.Outbox.PostAsync(Say.Change("changed", "k"), default);
        await host.Outbox.PostAsync(Say.Card("no id", key: "blind"), default);
        await host.IdleAsync();
        Assert.Null(await host.Outbox.FindAsync("blind", default));
        await host.Outbox.PostAsync(Say.Change("said anew", "blind"), default);
        await host.IdleAsync();

        Assert.Equal(["first", "changed", "no id", "said anew"], channel.Titles);
        Assert.Equal([null, "m1", null, null], channel.Took.Select(took => took.Message?.Id));
        Assert.IsType<Update>(channel.Took.ElementAt(1).Outgoing);
        Assert.IsType<Post>(channel.Took.ElementAt(3).Outgoing);
        Assert.NotNull(await host.Outbox.FindAsync("blind", default));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_note_goes_into_the_thread_of_a_message_that_was_still_on_its_way(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var channel = new FakeChannel();
        await using var host = await PipelineHost.CreateAsync(store, new FakeTurns(), channel);
        await host.Outbox.PostAsync(Say.Card("first", key: "k"), default);
        await host.Outbox.PostAsync(Say.Card("note") with { ThreadOf = "k" }, default);
        await host.Outbox.PostAsync(Say.Card("note to nothing") with { ThreadOf = "never sent" }, default);
        await host.Outbox.PostAsync(Say.Card("note elsewhere") with { ThreadOf = "k", Thread = "t" }, default);

        await host.StartAsync();
        await host.IdleAsync();

        Assert.Equal([("first", null), ("note", "m1"), ("note to nothing", null), ("note elsewhere", "t")], channel.Took.Select(took => (took.Title, took.Outgoing.Thread)));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Of_updates_that_wait_only_the_newest_of_each_message_is_sent(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var channel = new FakeChannel();
        await using var host = await PipelineHost.CreateAsync(store, new FakeTurns(), channel);
        foreach (var outgoing in (Outgoing[])
            [Say.Card("a", key: "a"), Say.Card("b", key: "b"), Say.Change("a1", "a"), Say.Change("b1", "b"), Say.Change("a2", "a"),
            Say.Card("between"), Say.Change("a3", "a")])
        {
            await host.Outbox.PostAsync(outgoing, default);
        }

        await host.StartAsync();
        await host.IdleAsync();

        Assert.Equal(["a", "b", "b1", "between", "a3"], channel.Titles);
        Assert.Equal(2, await host.CountAsync("SELECT COUNT(*) FROM outbox WHERE outcome = 'superseded'"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_place_that_is_gone_takes_what_waits_with_it_and_the_features_hear_of_it(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var listener = new Listener();
        var channel = new FakeChannel((outgoing, _) => Task.FromResult<Delivery>(
            outgoing.Place.Id == "room" ? new Refused("channel_archived", "Unarchive it.") { PlaceGone = true } : null!));
        await using var host = await PipelineHost.CreateAsync(
            store, new FakeTurns(), channel, null, services => services.AddSingleton<IPlaceGone>(listener));
        await host.Outbox.PostAsync(Say.Card("one"), default);
        await host.Outbox.PostAsync(Say.Card("two"), default);
        await host.Outbox.PostAsync(Say.Card("elsewhere", "other"), default);

        await host.StartAsync();
        await host.IdleAsync();

        Assert.Equal(["elsewhere"], channel.Titles);
        Assert.Equal(["test:room channel_archived"], listener.Heard);
        Assert.Equal(2, await host.CountAsync("SELECT COUNT(*) FROM outbox WHERE outcome = 'refused' AND code = 'channel_archived'"));
        Assert.Equal("paused", await host.Get<IPlaceBook>().RecallAsync(Say.Room, default));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task One_refused_message_does_not_stop_the_next(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var channel = new FakeChannel((outgoing, _) => Task.FromResult<Delivery>(
            Say.TitleOf(outgoing) == "bad" ? new Refused("invalid_blocks", "Report it.") : null!));
        await using var host = await PipelineHost.StartAsync(store, new FakeTurns(), channel);

        await host.Outbox.PostAsync(Say.Card("bad"), default);
        await host.Outbox.PostAsync(Say.Card("good"), default);
        await host.IdleAsync();

        Assert.Equal(["good"], channel.Titles);
        Assert.Equal(1, await host.CountAsync("SELECT COUNT(*) FROM outbox WHERE outcome = 'refused' AND code = 'invalid_blocks' AND payload = ''"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_comes_too_late_is_dropped_by_its_own_measure(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var time = new ManualTime();
        var channel = new FakeChannel();
        await using var host = await PipelineHost.CreateAsync(store, new FakeTurns(), channel, time);
        var form = new ShowForm(new Actor("test", "ann", "Ann"), new Form("f", "Form", [])) { Place = Say.Room };
        await host.Outbox.PostAsync(Say.Card("old"), default);
        time.Advance(TimeSpan.FromHours(23));
        await host.Outbox.PostAsync(form, default);
        time.Advance(TimeSpan.FromHours(1));
        await host.Outbox.PostAsync(new Working { Place = Say.Room }, default);
        time.Advance(TimeSpan.FromSeconds(5.1));
        await host.Outbox.PostAsync(new Working { Place = Say.Room }, default);
        await host.Outbox.PostAsync(form, default);

        await host.StartAsync();
        await host.IdleAsync();

        Assert.Equal(["Working", "ShowForm"], channel.Titles);
        Assert.Equal(3, await host.CountAsync("SELECT COUNT(*) FROM outbox WHERE outcome = 'expired'"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_channels_rates_hold_for_each_place_and_for_all(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var time = new ManualTime();
        var sent = new ConcurrentQueue<(string Place, DateTimeOffset At)>();
        var channel = new FakeChannel((outgoing, _) =>
        {
            sent.Enqueue((outgoing.Place.Id, time.GetUtcNow()));
            return Task.FromResult<Delivery>(null!);
        })
        {
            Pace = new Pace([new RateWindow(1, TimeSpan.FromSeconds(1))], [new RateWindow(3, TimeSpan.FromSeconds(1))]),
        };
        await using var host = await PipelineHost.StartAsync(store, new FakeTurns(), channel, time);

        for (var number = 0; number < 30; number++)
        {
            await host.Outbox.PostAsync(Say.Card($"{number:00}", $"room{number % 6}"), default);
        }

        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            return channel.Took.Count == 30;
        });

        // The clock may move between the counted moment and the send by what a step moves it.
        var step = TimeSpan.FromMilliseconds(200);
        var all = sent.Select(entry => entry.At).Order().ToList();
        Assert.All(Enumerable.Range(0, 27), index => Assert.True(all[index + 3] - all[index] >= TimeSpan.FromSeconds(1) - step));
        Assert.All(
            channel.Took.GroupBy(took => took.Place, StringComparer.Ordinal),
            place => Assert.Equal(place.Select(took => took.Title).Order(StringComparer.Ordinal), place.Select(took => took.Title)));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_goes_apart_waits_for_no_rate_and_uses_none_up(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var time = new ManualTime();
        var ann = new Actor("test", "ann", "Ann");
        var refusals = 1;
        var channel = new FakeChannel((outgoing, _) => Task.FromResult<Delivery>(
            outgoing is Whisper && Interlocked.Decrement(ref refusals) >= 0 ? new Retry(TimeSpan.Zero, "503") : null!))
        {
            Pace = new Pace([new RateWindow(1, TimeSpan.FromMinutes(1))], [new RateWindow(2, TimeSpan.FromMinutes(1))]),
            Apart = outgoing => outgoing is Whisper,
        };
        await using var host = await PipelineHost.StartAsync(store, new FakeTurns(), channel, time);

        await host.Outbox.PostAsync(Say.Card("one", "room1"), default);
        await Eventually.TrueAsync(() => channel.Took.Count == 1);
        foreach (var number in Enumerable.Range(1, 5))
        {
            await host.Outbox.PostAsync(new Whisper(ann, Say.Card($"apart {number}").Card) { Place = new Place("test", "room1") }, default);
        }

        await Eventually.TrueAsync(() => channel.Took.Count == 6);
        await host.Outbox.PostAsync(Say.Card("two", "room2"), default);
        await Eventually.TrueAsync(() => channel.Took.Count == 7);
        await host.Outbox.PostAsync(Say.Card("three", "room3"), default);
        await host.Outbox.PostAsync(new Whisper(ann, Say.Card("apart 6").Card) { Place = new Place("test", "room3") }, default);
        await Eventually.TrueAsync(() => channel.Took.Count == 8);
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return channel.Took.Count == 9;
        });

        Assert.Equal(["one", "apart 1", "apart 2", "apart 3", "apart 4", "apart 5", "two", "apart 6", "three"], channel.Titles);
    }

    [Fact]
    public async Task What_was_being_sent_when_the_process_died_is_sent_once_more_and_says_so()
    {
        await using var store = await TestDatabase.CreateAsync(Engine.Sqlite);
        var reached = new ConcurrentQueue<string>();
        var never = new TaskCompletionSource<Delivery>();
        var hanging = new FakeChannel((outgoing, _) =>
        {
            reached.Enqueue(Say.TitleOf(outgoing));
            return never.Task;
        });
        var dead = await PipelineHost.StartAsync(store, new FakeTurns(), hanging);
        await dead.Outbox.PostAsync(Say.Card("one"), default);
        await dead.Outbox.PostAsync(Say.Card("two"), default);
        await Eventually.TrueAsync(() => !reached.IsEmpty);

        var channel = new FakeChannel();
        await using var host = await PipelineHost.StartAsync(store, new FakeTurns(), channel);
        await host.IdleAsync();

        Assert.Equal(["one"], reached);
        Assert.Equal(["one", "two"], channel.Titles);
        Assert.Equal([true, false], channel.Took.Select(took => Say.MayBeTwice(took.Outgoing)));
        never.SetResult(new Refused("late", ""));
        await dead.DisposeAsync();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_message_reaches_the_channel_within_moments_of_its_commit(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var channel = new FakeChannel();
        await using var host = await PipelineHost.StartAsync(store, new FakeTurns(), channel, new ManualTime());
        await host.Outbox.PostAsync(Say.Card("warm"), default);
        await host.IdleAsync();

        // The clock stands still: no timer and no sweep can be what delivers it.
        var started = Stopwatch.GetTimestamp();
        await host.Outbox.PostAsync(Say.Card("now"), default);
        await host.IdleAsync();

        Assert.Equal(["warm", "now"], channel.Titles);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_posted_in_a_failing_transaction_is_never_sent(Engine engine)
    {
        await using var store = await TestDatabase.CreateAsync(engine);
        var channel = new FakeChannel();
        await using var host = await PipelineHost.StartAsync(store, new FakeTurns(), channel);

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Database.WriteAsync(
            async session =>
            {
                await host.Outbox.PostAsync(session, Say.Card("lost"));
                throw new InvalidOperationException();
            },
            default));
        await host.Outbox.PostAsync(Say.Card("kept"), default);
        await host.IdleAsync();

        Assert.Equal(["kept"], channel.Titles);
    }

    private sealed class Listener : IPlaceGone
    {
        public ConcurrentQueue<string> Heard { get; } = new();

        public Task OnGoneAsync(Place place, Refused refused, Session session)
        {
            Heard.Enqueue($"{place} {refused.Code}");
            return session.Connection.ExecuteAsync(
                "INSERT INTO places (place, channel, note, stored_at) VALUES (@Place, 'test', 'paused', 0)",
                new { Place = place.ToString() },
                session.Transaction);
        }
    }
}
