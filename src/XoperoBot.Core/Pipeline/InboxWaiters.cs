using System.Collections.Concurrent;
using XoperoBot.Core.Chat;

namespace XoperoBot.Core.Pipeline;

/// <summary>
/// A caller that waits for the end of a turn. Patience and the turn's end race for it, and exactly one wins: either the turn claims it
/// before its end is stored, and the caller gets what it takes; or it gives up first, and everything goes to the outbox.
/// </summary>
internal sealed class InboxWaiter(Func<Outgoing, bool> take)
{
    private static readonly Answer LateAnswer = new([]) { Late = true };

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<Answer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _claimed;
    private bool _impatient;

    public Task<Answer> Answer => _answer.Task;

    public bool Takes(Outgoing outgoing) => take(outgoing);

    /// <summary>By the turn: from here on the caller waits for the commit, patience or not.</summary>
    public bool TryClaim()
    {
        lock (_gate)
        {
            return !_answer.Task.IsCompleted && !_claimed && (_claimed = true);
        }
    }

    /// <summary>By the turn: the end was not stored after all.</summary>
    public void Unclaim()
    {
        lock (_gate)
        {
            _claimed = false;
            if (_impatient)
            {
                _answer.TrySetResult(LateAnswer);
            }
        }
    }

    public void Complete(Answer answer) => _answer.TrySetResult(answer);

    /// <summary>The end was stored by somebody else, who knew of no caller.</summary>
    public void CompleteLate() => _answer.TrySetResult(LateAnswer);

    /// <summary>By the caller; false when the turn's end is on its way and must be awaited.</summary>
    public bool GiveUp()
    {
        lock (_gate)
        {
            _impatient = true;
            return !_claimed && (_answer.TrySetResult(LateAnswer) || _answer.Task.Result.Late);
        }
    }
}

/// <summary>Callers that wait in this process, by delivery.</summary>
internal sealed class InboxWaiters
{
    private readonly ConcurrentDictionary<string, InboxWaiter> _waiters = new(StringComparer.Ordinal);

    public bool TryAdd(string deliveryId, InboxWaiter waiter) => _waiters.TryAdd(deliveryId, waiter);

    public InboxWaiter? Find(string deliveryId) => _waiters.GetValueOrDefault(deliveryId);

    public void Remove(string deliveryId, InboxWaiter waiter) => _waiters.TryRemove(KeyValuePair.Create(deliveryId, waiter));
}
