using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Pipeline;

public sealed class PacerTests
{
    private static readonly RateWindow[] Conversation =
    [
        new(7, TimeSpan.FromSeconds(1)), new(8, TimeSpan.FromSeconds(2)), new(60, TimeSpan.FromSeconds(30)), new(1800, TimeSpan.FromHours(1)),
    ];

    [Fact]
    public void No_window_of_a_place_ever_holds_more_than_its_count_and_none_holds_less_than_it_may()
    {
        var time = new ManualTime();
        var pacer = new Pacer(new Pace(Conversation, []), time);

        var sent = SendAll(pacer, time, 4000, _ => "place");

        foreach (var (count, per) in Conversation)
        {
            AssertWithin(sent, count, per);
        }

        // Greedy: each send is as early as some window allows.
        Assert.All(
            Enumerable.Range(1, sent.Count - 1),
            index => Assert.Contains(
                Conversation,
                window => sent[index] == sent[index - 1] || (index >= window.Count && sent[index] == sent[index - window.Count] + window.Per)));
    }

    [Fact]
    public void The_overall_window_holds_for_all_places_together()
    {
        var time = new ManualTime();
        var pacer = new Pacer(new Pace([new RateWindow(1, TimeSpan.FromSeconds(1))], [new RateWindow(50, TimeSpan.FromSeconds(1))]), time);

        var sent = SendAll(pacer, time, 1000, index => $"place{index}");

        AssertWithin(sent, 50, TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(19), sent[^1] - sent[0]);
    }

    [Fact]
    public void A_refused_send_counts_for_no_window()
    {
        var time = new ManualTime();
        var pacer = new Pacer(new Pace([new RateWindow(1, TimeSpan.FromSeconds(1))], [new RateWindow(2, TimeSpan.FromSeconds(1))]), time);

        Assert.True(pacer.TryTake("a").IsOver);
        Assert.Equal(new PaceWait(TimeSpan.FromSeconds(1), TimeSpan.Zero), pacer.TryTake("a"));
        Assert.True(pacer.TryTake("b").IsOver);
        Assert.Equal(new PaceWait(TimeSpan.Zero, TimeSpan.FromSeconds(1)), pacer.TryTake("c"));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(pacer.TryTake("c").IsOver);
        Assert.True(pacer.TryTake("a").IsOver);
    }

    [Fact]
    public void No_windows_mean_no_waiting()
    {
        var pacer = new Pacer(new Pace([], []), new ManualTime());

        Assert.All(Enumerable.Range(0, 10000), _ => Assert.True(pacer.TryTake("a").IsOver));
    }

    private static List<TimeSpan> SendAll(Pacer pacer, ManualTime time, int count, Func<int, string> place)
    {
        var start = time.GetTimestamp();
        var sent = new List<TimeSpan>();
        while (sent.Count < count)
        {
            var wait = pacer.TryTake(place(sent.Count));
            if (wait.IsOver)
            {
                sent.Add(time.GetElapsedTime(start));
                continue;
            }

            time.Advance(wait.Place > wait.Overall ? wait.Place : wait.Overall);
        }

        return sent;
    }

    private static void AssertWithin(List<TimeSpan> sent, int count, TimeSpan per) => Assert.All(
        Enumerable.Range(0, Math.Max(0, sent.Count - count)), index => Assert.True(sent[index + count] - sent[index] >= per));

    [Fact]
    public void What_the_product_did_not_take_does_not_count_for_the_channel_within_bounds()
    {
        var time = new ManualTime();
        var pacer = new Pacer(new Pace([], [new RateWindow(16, TimeSpan.FromSeconds(1))]), time);
        for (var number = 0; number < 16; number++)
        {
            Assert.True(pacer.TryTake($"room{number}").IsOver);
        }

        Assert.False(pacer.TryTake("more").IsOver);
        pacer.GiveBack("room3");
        pacer.GiveBack("room4");
        pacer.GiveBack("room5");

        // An eighth of the rate comes back, not more: a storm of refusals is no reason to ask faster.
        Assert.True(pacer.TryTake("one").IsOver);
        Assert.True(pacer.TryTake("two").IsOver);
        Assert.False(pacer.TryTake("three").IsOver);
    }
}
