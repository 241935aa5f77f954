using XoperoBot.Core.Chat;

namespace XoperoBot.Core.Pipeline;

/// <summary>Shows that the bot is at work on an answer that takes a while: by an indicator, again before it fades, and once in words.</summary>
internal sealed class BusySign(IOutbox outbox, TimeProvider time)
{
    private const int SignInWords = 2;

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan Next = TimeSpan.FromSeconds(3);

    private static readonly Card Words = Replies.Sentence(
        "Working on it", Tone.Running, "The Management Service has not answered yet. The answer follows here.");

    /// <summary>The work's own end; while that is not near, signs go up.</summary>
    public async Task<T> OverAsync<T>(Inbound inbound, Task<T> work, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var signs = ShowAsync(inbound, ended.Token, cancellationToken);
        try
        {
            return await work;
        }
        finally
        {
            // A sign that is being stored comes before the answer; one that cannot be stored is no reason to fail.
            await ended.CancelAsync();
            await signs.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ShowAsync(Inbound inbound, CancellationToken ended, CancellationToken turn)
    {
        // Most answers come first: no exception is made of that.
        await Task.Delay(First, time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (var shown = 0; !ended.IsCancellationRequested; shown++)
        {
            var sign = new Working { Place = inbound.Place, Thread = inbound.Thread, Context = inbound.Context, To = inbound.Actor };
            await outbox.PostAsync(shown == SignInWords ? sign with { Words = Words } : sign, turn);
            await Task.Delay(Next, time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
