using XoperoBot.Core.Chat;

namespace XoperoBot.Core.Pipeline;

/// <summary>Shows that the bot is at work on an answer that takes a while.</summary>
internal sealed class BusySign(IOutbox outbox, TimeProvider time)
{
    private static readonly TimeSpan After = TimeSpan.FromMilliseconds(700);

    /// <summary>The work's own end; when that is not soon, the sign goes up meanwhile.</summary>
    public async Task<T> OverAsync<T>(Inbound inbound, Task<T> work, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var soon = Task.Delay(After, time, enough.Token);
        if (await Task.WhenAny(work, soon) == soon && soon.IsCompletedSuccessfully)
        {
            await outbox.PostAsync(new Working { Place = inbound.Place, Thread = inbound.Thread, Context = inbound.Context }, cancellationToken);
        }

        await enough.CancelAsync();
        return await work;
    }
}
