using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Pipeline;

/// <summary>
/// Runs deliveries of a lane to a stored end. A run that fails is repeated a few times; so is one that ended with its process, because
/// whatever stood first in a lane then has its run counted. Nothing is written before a run: the count costs only where there is trouble.
/// </summary>
internal sealed partial class InboxTurns(
    InboxStore store,
    InboxWaiters waiters,
    ITurns turns,
    IIds ids,
    InboxMetrics metrics,
    RandomNumberGenerator random,
    TimeProvider time,
    IOptions<InboxOptions> options,
    ILogger<InboxTurns> logger) : ILaneWork
{
    /// <summary>Then the other lanes get their chance.</summary>
    private const int TurnsPerVisit = 20;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private enum TurnEnd
    {
        /// <summary>The delivery has its end.</summary>
        Stored,

        /// <summary>It failed and stays first in its lane.</summary>
        Repeated,

        /// <summary>The process stops and the delivery stays.</summary>
        Stopped,
    }

    public Task<IReadOnlyList<string>> PendingAsync(string after, int limit, CancellationToken cancellationToken) =>
        store.PendingAsync(after, limit, cancellationToken);

    public Task<bool> IsPendingAsync(string lane, CancellationToken cancellationToken) => store.IsPendingAsync(lane, cancellationToken);

    public Task MarkHeadsAsync(CancellationToken cancellationToken) => store.MarkHeadsAsync(cancellationToken);

    public async Task<TimeSpan?> VisitAsync(LaneVisit visit)
    {
        for (var turn = 0; turn < TurnsPerVisit; turn++)
        {
            if (visit.Stopping.IsCancellationRequested || await store.HeadAsync(visit.Lane, visit.Abort) is not { } row)
            {
                return null;
            }

            var wait = TimeSpan.FromMilliseconds(row.DueAt - time.GetUtcNow().ToUnixTimeMilliseconds());
            if (wait > TimeSpan.Zero)
            {
                return wait;
            }

            var attempts = visit.TakenOver && turn == 0 ? await store.CountAsync(row.Seq, TimeSpan.Zero, visit.Abort) : row.Attempts;
            if (await RunAsync(row, attempts, visit.Abort) is var end && (end == TurnEnd.Stopped || (end == TurnEnd.Stored && !row.More)))
            {
                return null;
            }
        }

        return TimeSpan.Zero;
    }

    private async Task<TurnEnd> RunAsync(InboxRow row, long attempts, CancellationToken abort)
    {
        if (!StoredJson.TryRead<Inbound>(row.Payload, out var inbound))
        {
            await ApologiseAsync(row, null, "unreadable", "A message could not be read after an upgrade and was not worked on.", null, abort);
            return TurnEnd.Stored;
        }

        if (attempts >= options.Value.Attempts)
        {
            await ApologiseAsync(row, inbound, "gave-up", "This could not be finished.", null, abort);
            return TurnEnd.Stored;
        }

        var started = time.GetTimestamp();
        var (outcome, end) = ("done", TurnEnd.Stored);
        try
        {
            var result = await RunTurnAsync(inbound, abort);
            await EndAsync(row, inbound, outcome, result, abort);
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            return TurnEnd.Stopped;
        }
        catch (TimeoutException exception)
        {
            outcome = "late";
            await ApologiseAsync(row, inbound, outcome, "This took too long and was given up.", exception, abort);
        }
        catch (Exception exception) when (exception is not DatabaseUnavailableException)
        {
            // While the database is away the turn waits with its lane: that is nobody's failed attempt.
            outcome = "failed";
            end = await RepeatOrApologiseAsync(row, inbound, attempts, exception, abort);
        }

        metrics.TurnEnded(inbound.Place.Channel, outcome, time.GetElapsedTime(started));
        return end;
    }

    private async Task<TurnResult> RunTurnAsync(Inbound inbound, CancellationToken abort)
    {
        using var activity = InboxMetrics.Source.StartActivity("turn", ActivityKind.Consumer);
        activity?.SetTag("delivery.id", inbound.DeliveryId);
        using var late = new CancellationTokenSource(options.Value.Deadline, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(late.Token, abort);

        // Task.Run: a turn that blocks at its beginning blocks no lane's deadline. WaitAsync: nor does one that ignores its token.
        var running = Task.Run(() => turns.RunAsync(inbound, both.Token), both.Token);
        try
        {
            return await running.WaitAsync(both.Token);
        }
        catch (OperationCanceledException exception) when (late.IsCancellationRequested && !abort.IsCancellationRequested)
        {
            throw new TimeoutException($"The turn of {inbound.DeliveryId} did not end within {options.Value.Deadline}.", exception);
        }
    }

    private async Task<TurnEnd> RepeatOrApologiseAsync(InboxRow row, Inbound inbound, long attempts, Exception exception, CancellationToken abort)
    {
        if (attempts + 1 >= options.Value.Attempts)
        {
            await ApologiseAsync(row, inbound, "gave-up", "This could not be finished.", exception, abort);
            return TurnEnd.Stored;
        }

        Log.Repeated(logger, row.DeliveryId, attempts + 1, exception);
        await store.CountAsync(row.Seq, LanesBackoff.After(attempts + 1, FirstWait, LongestWait, random), abort);
        return TurnEnd.Repeated;
    }

    private async Task ApologiseAsync(
        InboxRow row, Inbound? inbound, string outcome, string what, Exception? exception, CancellationToken abort)
    {
        var errorId = ids.Short();
        Log.GivenUp(logger, row.DeliveryId, outcome, errorId, exception);
        var result = Place.TryParse(row.Place, out var place)
            ? new TurnResult([InboxCards.Apology(inbound?.Place ?? place, inbound, errorId, what)])
            : TurnResult.Nothing;
        await EndAsync(row, inbound, outcome, result, abort);
    }

    private async Task EndAsync(InboxRow row, Inbound? inbound, string outcome, TurnResult result, CancellationToken abort)
    {
        var waiter = waiters.Find(row.DeliveryId);
        var claimed = waiter?.TryClaim() == true;
        try
        {
            var taken = claimed ? result.Says.Where(waiter!.Takes).ToList() : [];
            var rest = result.Says.Except(taken, ReferenceEqualityComparer.Instance).Cast<Outgoing>().Where(say => say is not Whisper { OnlyNow: true }).ToList();
            if (!claimed && inbound is not null && result.FieldErrors.Count > 0 && rest.Count == 0)
            {
                rest.Add(InboxCards.Mistakes(inbound, result.FieldErrors));
            }

            var end = await StoreEndAsync(row, outcome, result with { Says = rest }, abort);
            if (!claimed)
            {
                return;
            }

            claimed = false;
            if (end == InboxEnd.Stored)
            {
                waiter!.Complete(new Answer(taken) { FieldErrors = result.FieldErrors });
            }
            else
            {
                waiter!.CompleteLate();
            }
        }
        finally
        {
            if (claimed)
            {
                waiter!.Unclaim();
            }
        }
    }

    /// <summary>The turn ran: while the database is away its end is kept and stored again, never run again.</summary>
    private async Task<InboxEnd> StoreEndAsync(InboxRow row, string outcome, TurnResult result, CancellationToken abort)
    {
        var token = ids.New();
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await store.EndAsync(row, outcome, token, result, abort);
            }
            catch (DatabaseUnavailableException exception)
            {
                Log.EndWaits(logger, row.DeliveryId, exception);
                await Task.Delay(LanesBackoff.After(failures, TimeSpan.FromMilliseconds(200), LongestWait, random), time, abort);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The turn of {DeliveryId} failed, run {Attempt}; run again")]
        public static partial void Repeated(ILogger logger, string deliveryId, long attempt, Exception exception);

        [LoggerMessage(2, LogLevel.Error, "The turn of {DeliveryId} was given up ({Outcome}); error id {ErrorId}")]
        public static partial void GivenUp(ILogger logger, string deliveryId, string outcome, string errorId, Exception? exception);

        [LoggerMessage(3, LogLevel.Warning, "The end of {DeliveryId} waits for the database")]
        public static partial void EndWaits(ILogger logger, string deliveryId, Exception exception);
    }
}
