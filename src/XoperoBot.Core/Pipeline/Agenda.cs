using System.Threading.Channels;
using Dapper;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Pipeline;

/// <summary>Something to do later, kept until it is done: follow a synchronisation, remind, expire, carry out.</summary>
/// <param name="Id">Unique; adding the same id again replaces what was planned.</param>
/// <param name="Kind">Which <see cref="IAgendaHandler"/> does it.</param>
/// <param name="Due">Not before.</param>
/// <param name="Body">The handler's own text.</param>
public sealed record AgendaItem(string Id, string Kind, DateTimeOffset Due, string Body);

/// <summary>Does one kind of item. Found by dependency injection.</summary>
public interface IAgendaHandler
{
    string Kind { get; }

    /// <summary>Does it, or a step of it. May run again after a crash, so a step that changes the service stores its intent first.</summary>
    Task<AgendaResult> RunAsync(AgendaItem item, CancellationToken cancellationToken);
}

/// <summary>The end of a step, stored in one transaction.</summary>
/// <param name="Next">What is planned instead of the item; null when it is done.</param>
public sealed record AgendaResult(AgendaItem? Next)
{
    public static AgendaResult Done { get; } = new((AgendaItem?)null);

    public IReadOnlyList<Outgoing> Says { get; init; } = [];

    public IReadOnlyList<Func<Session, Task>> Stores { get; init; } = [];
}

/// <summary>Plans items inside the caller's transaction.</summary>
public sealed class Agenda
{
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Stored with the caller's transaction; a lease on an older item of the same id ends with it.</summary>
    public async Task AddAsync(Session session, AgendaItem item)
    {
        await session.Connection.ExecuteAsync(
            """
            INSERT INTO agenda (id, kind, due_at, body, lease_until, attempts) VALUES (@Id, @Kind, @Due, @Body, 0, 0)
            ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, due_at = excluded.due_at, body = excluded.body, lease_until = 0, attempts = 0
            """,
            new { item.Id, item.Kind, Due = item.Due.ToUnixTimeMilliseconds(), item.Body },
            session.Transaction);
        session.AfterCommit(Wake);
    }

    /// <summary>Stored with the caller's transaction unless an item of this id is there: that one, and a lease on it, stay as they are.</summary>
    public async Task AddIfAbsentAsync(Session session, AgendaItem item)
    {
        await session.Connection.ExecuteAsync(
            """
            INSERT INTO agenda (id, kind, due_at, body, lease_until, attempts) VALUES (@Id, @Kind, @Due, @Body, 0, 0)
            ON CONFLICT (id) DO NOTHING
            """,
            new { item.Id, item.Kind, Due = item.Due.ToUnixTimeMilliseconds(), item.Body },
            session.Transaction);
        session.AfterCommit(Wake);
    }

    /// <summary>Takes an item off; no matter if there is none.</summary>
    public static Task RemoveAsync(Session session, string id) =>
        session.Connection.ExecuteAsync("DELETE FROM agenda WHERE id = @id", new { id }, session.Transaction);

    /// <summary>Ends the wait: something was planned, or there is room for more.</summary>
    internal void Wake() => _signal.Writer.TryWrite(true);

    /// <summary>Until something is planned, at most so long.</summary>
    internal async Task WaitAsync(TimeSpan most, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(most, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _signal.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The longest wait is over; look again.
        }
    }
}
