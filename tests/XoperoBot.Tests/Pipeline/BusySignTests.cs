using System.Collections.Concurrent;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Storage;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Pipeline;

public sealed class BusySignTests
{
    [Theory]
    [InlineData(0.6, 0, false)]
    [InlineData(0.7, 1, false)]
    [InlineData(3.6, 1, false)]
    [InlineData(3.7, 2, false)]
    [InlineData(6.6, 2, false)]
    [InlineData(6.7, 3, true)]
    [InlineData(60, 20, true)]
    public async Task A_long_answer_shows_signs_and_is_told_in_words_once_and_in_time(double seconds, int signs, bool words)
    {
        var (time, outbox) = (new ManualTime(), new Kept());
        var work = new TaskCompletionSource<string>();
        Task<string> over = null!;

        // On threads without a context of their own, each timer's work is done before the next timer fires.
        await Task.Run(() => { over = new BusySign(outbox, time).OverAsync(Say.Typed("d"), work.Task, default); });
        await Task.Run(() => time.Advance(TimeSpan.FromSeconds(seconds)));
        work.SetResult("answer");
        Assert.Equal("answer", await over);
        await Task.Run(() => time.Advance(TimeSpan.FromMinutes(1)));

        Assert.Equal(signs, outbox.Signs.Count);
        Assert.Equal(words ? 1 : 0, outbox.Signs.Count(sign => sign.Words is not null));
        Assert.All(outbox.Signs, sign => Assert.Equal(("test:room", "ann"), (sign.Place.ToString(), sign.To!.Account)));
    }

    [Fact]
    public async Task A_sign_that_cannot_be_stored_harms_no_answer()
    {
        var time = new ManualTime();
        var work = new TaskCompletionSource<string>();
        var over = new BusySign(new Kept { Fails = true }, time).OverAsync(Say.Typed("d"), work.Task, default);
        time.Advance(TimeSpan.FromSeconds(10));

        work.SetResult("answer");

        Assert.Equal("answer", await over);
    }

    [Fact]
    public async Task What_fails_under_a_sign_fails_as_it_did()
    {
        var work = Task.FromException<string>(new InvalidOperationException("a defect"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => new BusySign(new Kept(), new ManualTime()).OverAsync(Say.Typed("d"), work, default));
    }

    private sealed class Kept : IOutbox
    {
        public bool Fails { get; init; }

        public ConcurrentQueue<Working> Signs { get; } = new();

        public Task PostAsync(Session session, Outgoing outgoing) => throw new NotSupportedException();

        public Task PostAsync(Outgoing outgoing, CancellationToken cancellationToken)
        {
            if (Fails)
            {
                throw new InvalidOperationException("disk full");
            }

            Signs.Enqueue(Assert.IsType<Working>(outgoing));
            return Task.CompletedTask;
        }

        public Task<MessageRef?> FindAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
