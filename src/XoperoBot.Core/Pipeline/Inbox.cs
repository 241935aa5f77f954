using Microsoft.Extensions.Logging;
using XoperoBot.Core.Chat;

namespace XoperoBot.Core.Pipeline;

/// <summary>The way in: durable before it is answered, once however often it is delivered.</summary>
internal sealed partial class Inbox(
    InboxAcceptor acceptor, InboxWaiters waiters, ITurns turns, LaneBells bells, TimeProvider time, ILogger<Inbox> logger) : IInbox
{
    public async Task<Acceptance> AcceptAsync(Inbound inbound, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var lane = LaneOf(inbound);
        var acceptance = await acceptor.StoreAsync(inbound, lane);
        if (acceptance == Acceptance.Duplicate)
        {
            Log.Duplicate(logger, inbound.DeliveryId);
            return acceptance;
        }

        bells.Inbox.Ring(lane);
        return acceptance;
    }

    public async Task<Answer> AskAsync(Inbound inbound, Func<Outgoing, bool> take, TimeSpan patience, CancellationToken cancellationToken)
    {
        // Registered before the delivery is stored: its turn may end before this method goes on.
        var waiter = new InboxWaiter(take);
        var registered = waiters.TryAdd(inbound.DeliveryId, waiter);
        try
        {
            await using var timer = time.CreateTimer(_ => waiter.GiveUp(), null, patience, Timeout.InfiniteTimeSpan);
            var acceptance = await AcceptAsync(inbound, cancellationToken);
            if (!registered)
            {
                // The same delivery is being asked for at the same time; that caller has the answer.
                return new Answer([]) { Duplicate = acceptance == Acceptance.Duplicate, Late = acceptance == Acceptance.Accepted };
            }

            if (acceptance == Acceptance.Duplicate && waiter.GiveUp())
            {
                return new Answer([]) { Duplicate = true };
            }

            await using var gone = cancellationToken.Register(() => waiter.GiveUp());
            return await waiter.Answer;
        }
        catch (Exception) when (registered && !waiter.GiveUp())
        {
            // Stored although the answer to that was lost, and the end of its turn is on its way to this caller.
            return await waiter.Answer;
        }
        finally
        {
            if (registered)
            {
                waiters.Remove(inbound.DeliveryId, waiter);
            }
        }
    }

    public async Task<IReadOnlyList<Choice>> LookupAsync(
        Actor actor, string source, string query, int limit, CancellationToken cancellationToken)
    {
        try
        {
            return await turns.LookupAsync(actor, source, query, limit, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.LookupFailed(logger, source, exception);
            return [];
        }
    }

    /// <summary>What is urgent has a lane of its own, so that nothing stands before it.</summary>
    private string LaneOf(Inbound inbound) =>
        turns.IsUrgent(inbound) ? $"{inbound.Place}!{inbound.DeliveryId}" : inbound.Place.ToString();

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Delivery {DeliveryId} was seen before")]
        public static partial void Duplicate(ILogger logger, string deliveryId);

        [LoggerMessage(2, LogLevel.Error, "Choices of {Source} could not be looked up")]
        public static partial void LookupFailed(ILogger logger, string source, Exception exception);
    }
}
