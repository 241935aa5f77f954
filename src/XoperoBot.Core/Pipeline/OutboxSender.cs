using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Pipeline;

/// <summary>
/// Sends what waits for the places of one channel, in order per place. Nothing is written before a send. What was being sent when a
/// process died is sent once more: it stands first in its lane, and whoever takes the lane over counts an attempt for it. So each crash
/// between a channel's acceptance and our record costs at most one duplicate, which says that it may be one, and every other message goes
/// out with one write. The products take no key by which they would know a message again.
/// </summary>
internal sealed partial class OutboxSender(
    IChannel channel,
    OutboxStore store,
    IOutbox messages,
    ILaneClaims claims,
    OutboxPace pace,
    OutboxMetrics metrics,
    RandomNumberGenerator random,
    TimeProvider time,
    OutboxOptions options,
    ILogger<OutboxSender> logger) : ILaneWork
{
    private const int SendsPerVisit = 50;
    private const string MayBeTwice = "Sent again after an interruption: it may stand here twice.";

    private static readonly TimeSpan WorkingLasts = TimeSpan.FromSeconds(5);

    /// <summary>Long enough for one request to wait; after that the person has gone on.</summary>
    private static readonly TimeSpan FormLasts = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);

    public Task<IReadOnlyList<string>> PendingAsync(string after, int limit, CancellationToken cancellationToken) =>
        store.PendingAsync(after, limit, cancellationToken);

    public Task<bool> IsPendingAsync(string lane, CancellationToken cancellationToken) => store.IsPendingAsync(lane, cancellationToken);

    public Task MarkHeadsAsync(CancellationToken cancellationToken) => store.MarkHeadsAsync(cancellationToken);

    public async Task<TimeSpan?> VisitAsync(LaneVisit visit)
    {
        for (var sent = 0; sent < SendsPerVisit; sent++)
        {
            if (visit.Stopping.IsCancellationRequested || await store.HeadAsync(visit.Lane, visit.Abort) is not { } row)
            {
                return null;
            }

            if (visit.TakenOver && sent == 0)
            {
                await store.CountAsync(row, WaitOf(row), untaken: false, visit.Abort);
                row = row with { Attempts = row.Attempts + 1, Unsure = 1 };
            }

            if (await WorkOnAsync(row, visit) is { } wait)
            {
                return wait;
            }

            if (!row.More)
            {
                return null;
            }
        }

        return TimeSpan.Zero;
    }

    /// <summary>Null when the row has ended and the next may follow; otherwise how long the place waits.</summary>
    private async Task<TimeSpan?> WorkOnAsync(OutboxRow row, LaneVisit visit)
    {
        if (!StoredJson.TryRead<Outgoing>(row.Payload, out var outgoing))
        {
            Log.Unreadable(logger, row.Id, visit.Lane);
            return await EndAsync(row, "unreadable", null, visit.Abort);
        }

        var now = time.GetUtcNow();
        if (now - DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt) > Lasts(outgoing))
        {
            Log.Expired(logger, row.Id, visit.Lane, row.Attempts, outgoing is Working ? LogLevel.Debug : LogLevel.Error);
            return await EndAsync(row, "expired", null, visit.Abort);
        }

        if (row.Updates is not null && await store.HasNewerAsync(visit.Lane, row, visit.Abort))
        {
            var superseded = await store.SupersedeAsync(visit.Lane, row, visit.Abort);
            Log.Superseded(logger, superseded, visit.Lane);
            return null;
        }

        if (outgoing is Working sign && !channel.Shows(sign))
        {
            return await EndAsync(row, "unshown", null, visit.Abort);
        }

        if (WaitOf(row) is var due && due > TimeSpan.Zero)
        {
            return due;
        }

        var paced = await PaceAsync(visit, channel.IsApart(outgoing));
        if (paced is not null)
        {
            return outgoing is Working ? await EndAsync(row, "expired", null, visit.Abort) : paced;
        }

        return await SendAsync(row, outgoing, visit);
    }

    /// <summary>Null once a send was counted, or where it need not be; otherwise how long to leave the place alone.</summary>
    private async Task<TimeSpan?> PaceAsync(LaneVisit visit, bool apart)
    {
        while (true)
        {
            if (visit.Stopping.IsCancellationRequested || !claims.IsSureFor(visit.Lane, options.SendTimeout * 2))
            {
                return FirstWait;
            }

            if (apart)
            {
                return null;
            }

            var wait = await pace.TakeAsync(visit);
            if (wait.IsOver)
            {
                return null;
            }

            metrics.PaceWait(channel.Name, wait.Place > wait.Overall ? wait.Place : wait.Overall);
            if (wait.Place > TimeSpan.Zero)
            {
                return wait.Place;
            }

            // The whole channel waits: every sender of it does, and no other channel's.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.Overall.TotalMilliseconds)), time, visit.Abort);
        }
    }

    private async Task<TimeSpan?> SendAsync(OutboxRow row, Outgoing outgoing, LaneVisit visit)
    {
        var (resolved, message, key) = await ResolveAsync(outgoing, visit.Abort);
        var delivery = await DeliverAsync(Marked(resolved, row) with { Id = row.Id }, message, visit.Abort);
        metrics.Outcome(channel.Name, delivery.GetType().Name.ToLowerInvariant());
        switch (delivery)
        {
            case Sent sent:
                metrics.Sent(channel.Name, time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt));
                await RecordAsync(row, () => store.EndSentAsync(row, key, sent.Message, visit.Abort), visit.Abort);
                return null;
            case Refused { PlaceGone: true } gone:
                Log.Gone(logger, visit.Lane, gone.Code);
                await RecordAsync(row, () => store.EndGoneAsync(outgoing.Place, row, gone, visit.Abort), visit.Abort);
                return null;
            case Refused refused:
                Log.Refused(logger, row.Id, visit.Lane, refused.Code);
                return await EndAsync(row, "refused", refused.Code, visit.Abort);
            case Retry when outgoing is Working:
                return await EndAsync(row, "expired", null, visit.Abort);
            case Retry retry:
                if (retry.Untaken && !channel.IsApart(outgoing))
                {
                    pace.GiveBack(visit.Lane);
                }

                var wait = retry.After ?? LanesBackoff.After(row.Attempts + 1, FirstWait, options.LongestWait, random);
                Log.Repeated(logger, row.Id, visit.Lane, retry.Reason, row.Attempts + 1, wait);
                await RecordAsync(row, () => store.CountAsync(row, wait, retry.Untaken, visit.Abort), visit.Abort);
                return wait;
            default:
                throw new InvalidOperationException($"The channel {channel.Name} answered {delivery.GetType().Name}.");
        }
    }

    /// <summary>Whoever reads a message twice must not take it for two events.</summary>
    private static Outgoing Marked(Outgoing outgoing, OutboxRow row) => outgoing switch
    {
        _ when row.Unsure == 0 => outgoing,
        Post post => post with { Card = Marked(post.Card) },
        Whisper whisper => whisper with { Card = Marked(whisper.Card) },
        _ => outgoing,
    };

    private static Card Marked(Card card) => card with
    {
        Elements = [.. card.Elements, new Paragraph(MayBeTwice) { Muted = true }],
        Summary = $"{card.Summary} {MayBeTwice}",
    };

    private async Task<(Outgoing Outgoing, MessageRef? Message, string? Key)> ResolveAsync(Outgoing outgoing, CancellationToken abort)
    {
        switch (outgoing)
        {
            case Post { ThreadOf: { } first, Thread: null } post:
                var root = await messages.FindAsync(first, abort);
                return (post with { Thread = root?.Thread ?? root?.Id }, null, post.Key);
            case Post { Key: { } key }:
                return (outgoing, null, key);
            case Update { Key: { } key } update:
                var message = update.Message ?? await messages.FindAsync(key, abort);

                // No message is known by that name: the channel gave no id, refused it, or it is long ago. Better said anew than not at all.
                return message is not null
                    ? (update, message, key)
                    : (new Post(update.Card) { Key = key, Place = update.Place, Thread = update.Thread, Context = update.Context }, null, key);
            case Update update:
                return (update, update.Message, null);
            default:
                return (outgoing, null, null);
        }
    }

    private async Task<Delivery> DeliverAsync(Outgoing outgoing, MessageRef? message, CancellationToken abort)
    {
        using var late = new CancellationTokenSource(options.SendTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(late.Token, abort);
        try
        {
            return await channel.DeliverAsync(outgoing, message, both.Token);
        }
        catch (OperationCanceledException) when (!abort.IsCancellationRequested)
        {
            return new Retry(null, "timeout");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.Threw(logger, outgoing.Id, channel.Name, exception);
            return new Retry(null, exception.GetType().Name);
        }
    }

    private async Task<TimeSpan?> EndAsync(OutboxRow row, string outcome, string? code, CancellationToken abort)
    {
        metrics.Outcome(channel.Name, outcome);
        await RecordAsync(row, () => store.EndAsync(row, outcome, code, abort), abort);
        return null;
    }

    /// <summary>The channel has spoken: while the database is away that is kept and recorded later, never asked for again.</summary>
    private async Task RecordAsync(OutboxRow row, Func<Task> record, CancellationToken abort)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                await record();
                return;
            }
            catch (DatabaseUnavailableException exception)
            {
                Log.RecordWaits(logger, row.Id, exception);
                await Task.Delay(LanesBackoff.After(failures, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(30), random), time, abort);
            }
        }
    }

    private TimeSpan WaitOf(OutboxRow row) =>
        TimeSpan.FromMilliseconds(Math.Max(0, row.DueAt - time.GetUtcNow().ToUnixTimeMilliseconds()));

    private TimeSpan Lasts(Outgoing outgoing) => outgoing switch
    {
        Working => WorkingLasts,
        ShowForm => FormLasts,
        _ => options.GiveUpAfter,
    };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Message {Id} to {Place} cannot be read by this version; dropped")]
        public static partial void Unreadable(ILogger logger, string id, string place);

        [LoggerMessage(EventId = 2, Message = "Message {Id} to {Place} was given up after {Attempts} attempts: too old")]
        public static partial void Expired(ILogger logger, string id, string place, long attempts, LogLevel level);

        [LoggerMessage(3, LogLevel.Debug, "{Count} updates to {Place} were superseded by a newer one")]
        public static partial void Superseded(ILogger logger, int count, string place);

        [LoggerMessage(4, LogLevel.Error, "{Place} is gone ({Code}); what waited for it is dropped")]
        public static partial void Gone(ILogger logger, string place, string code);

        [LoggerMessage(5, LogLevel.Error, "Message {Id} to {Place} was refused ({Code})")]
        public static partial void Refused(ILogger logger, string id, string place, string code);

        [LoggerMessage(6, LogLevel.Warning, "Message {Id} to {Place} was not taken ({Reason}), attempt {Attempt}; again in {Wait}")]
        public static partial void Repeated(ILogger logger, string id, string place, string reason, long attempt, TimeSpan wait);

        [LoggerMessage(7, LogLevel.Error, "Message {Id}: the channel {Channel} threw")]
        public static partial void Threw(ILogger logger, string? id, string channel, Exception exception);

        [LoggerMessage(8, LogLevel.Warning, "The record of message {Id} waits for the database")]
        public static partial void RecordWaits(ILogger logger, string id, Exception exception);
    }
}
