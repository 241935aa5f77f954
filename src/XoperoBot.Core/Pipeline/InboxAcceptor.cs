using System.Threading.Channels;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Pipeline;

/// <summary>Stores deliveries; whatever arrives while the last ones are on their way to disk is stored together.</summary>
internal sealed class InboxAcceptor : IAsyncDisposable
{
    private const int LargestBatch = 512;

    private const string Insert =
        """
        INSERT INTO inbox (delivery_id, lane, place, payload, accepted_at) VALUES (@delivery, @lane, @place, @payload, @at)
        ON CONFLICT (delivery_id) DO NOTHING
        """;

    private static readonly string[] Parameters = ["delivery", "lane", "place", "payload", "at"];

    private readonly IDatabase _database;
    private readonly TimeProvider _time;
    private readonly Channel<Arrival> _queue = Channel.CreateUnbounded<Arrival>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _storing;

    public InboxAcceptor(IDatabase database, TimeProvider time)
    {
        _database = database;
        _time = time;
        _storing = Task.Run(StoreAllAsync);
    }

    /// <summary>Completes once the delivery, or an earlier one with the same id, is on disk.</summary>
    public Task<Acceptance> StoreAsync(Inbound inbound, string lane)
    {
        var arrival = new Arrival(
            inbound.DeliveryId, lane, inbound.Place.ToString(), StoredJson.Write(inbound), _time.GetUtcNow().ToUnixTimeMilliseconds());
        return _queue.Writer.TryWrite(arrival) ? arrival.Done.Task : throw new ObjectDisposedException(nameof(InboxAcceptor));
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _storing;
    }

    private async Task StoreAllAsync()
    {
        var batch = new List<Arrival>(LargestBatch);
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < LargestBatch && _queue.Reader.TryRead(out var arrival))
            {
                batch.Add(arrival);
            }

            await StoreAsync(batch);
            batch.Clear();
        }
    }

    private async Task StoreAsync(List<Arrival> batch)
    {
        try
        {
            var added = await _database.WriteAsync(session => InsertAsync(session, batch), CancellationToken.None);
            for (var index = 0; index < batch.Count; index++)
            {
                batch[index].Done.TrySetResult(added[index] ? Acceptance.Accepted : Acceptance.Duplicate);
            }
        }
        catch (Exception exception) when (batch.Count == 1 || exception is DatabaseUnavailableException)
        {
            batch.ForEach(arrival => arrival.Done.TrySetException(exception));
        }
        catch (Exception)
        {
            // One that the database refuses must not take the others with it.
            foreach (var arrival in batch)
            {
                await StoreAsync([arrival]);
            }
        }
    }

    private static Task<bool[]> InsertAsync(Session session, List<Arrival> batch) =>
        session.Connection.CanCreateBatch ? InsertInOneTripAsync(session, batch) : InsertOneByOneAsync(session, batch);

    private static async Task<bool[]> InsertInOneTripAsync(Session session, List<Arrival> batch)
    {
        await using var trip = session.Connection.CreateBatch();
        trip.Transaction = session.Transaction;
        foreach (var arrival in batch)
        {
            var command = trip.CreateBatchCommand();
            command.CommandText = Insert;
            for (var index = 0; index < Parameters.Length; index++)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = Parameters[index];
                parameter.Value = arrival[index];
                command.Parameters.Add(parameter);
            }

            trip.BatchCommands.Add(command);
        }

        await trip.ExecuteNonQueryAsync();
        return [.. trip.BatchCommands.Select(command => command.RecordsAffected == 1)];
    }

    private static async Task<bool[]> InsertOneByOneAsync(Session session, List<Arrival> batch)
    {
        await using var command = session.Connection.CreateCommand();
        command.Transaction = session.Transaction;
        command.CommandText = Insert;
        foreach (var name in Parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "@" + name;
            command.Parameters.Add(parameter);
        }

        var added = new bool[batch.Count];
        for (var row = 0; row < batch.Count; row++)
        {
            for (var index = 0; index < Parameters.Length; index++)
            {
                command.Parameters[index].Value = batch[row][index];
            }

            added[row] = await command.ExecuteNonQueryAsync() == 1;
        }

        return added;
    }

    private sealed record Arrival(string Delivery, string Lane, string Place, string Payload, long At)
    {
        public TaskCompletionSource<Acceptance> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>In the order of <see cref="Parameters"/>.</summary>
        public object this[int index] => index switch
        {
            0 => Delivery,
            1 => Lane,
            2 => Place,
            3 => Payload,
            _ => At,
        };
    }
}
