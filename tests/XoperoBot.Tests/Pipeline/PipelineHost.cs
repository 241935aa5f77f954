using System.Collections.Concurrent;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Storage;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Pipeline;

/// <summary>One process with the pipeline at work: turns and the channel are what the test says.</summary>
internal sealed class PipelineHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly List<IHostedService> _workers = [];

    private PipelineHost(ServiceProvider services)
    {
        _services = services;
    }

    public IInbox Inbox => _services.GetRequiredService<IInbox>();

    public IOutbox Outbox => _services.GetRequiredService<IOutbox>();

    public IDatabase Database => _services.GetRequiredService<IDatabase>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public T Create<T>() => ActivatorUtilities.CreateInstance<T>(_services);

    public static async Task<PipelineHost> StartAsync(
        TestDatabase store, FakeTurns turns, FakeChannel channel, TimeProvider? time = null, Action<IServiceCollection>? configure = null)
    {
        var host = await CreateAsync(store, turns, channel, time, configure);
        await host.StartAsync();
        return host;
    }

    public static async Task<PipelineHost> CreateAsync(
        TestDatabase store, FakeTurns turns, FakeChannel channel, TimeProvider? time = null, Action<IServiceCollection>? configure = null) =>
        new(await store.OpenAsync(
            services =>
            {
                services.AddPipeline();
                services.AddSingleton<ITurns>(turns);
                services.AddSingleton<IChannel>(channel);
                configure?.Invoke(services);
            },
            time));

    public async Task StartAsync()
    {
        foreach (var worker in _services.GetServices<IHostedService>().Where(service => service is OutboxWorker or InboxWorker))
        {
            await worker.StartAsync(default);
            _workers.Add(worker);
        }
    }

    public async Task StopAsync()
    {
        foreach (var worker in Enumerable.Reverse(_workers))
        {
            await worker.StopAsync(default);
        }

        _workers.Clear();
    }

    public Task<long> CountAsync(string sql) => Database.ReadAsync(connection => connection.ExecuteScalarAsync<long>(sql), default);

    /// <summary>Nothing waits any more.</summary>
    public Task IdleAsync() => Eventually.TrueAsync(async () =>
        await CountAsync("SELECT (SELECT COUNT(*) FROM inbox WHERE done_at IS NULL) + (SELECT COUNT(*) FROM outbox WHERE done_at IS NULL)") == 0);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
    }
}

/// <summary>Turns that do what the test says and remember what ran.</summary>
internal sealed class FakeTurns(Func<Inbound, CancellationToken, Task<TurnResult>> run) : ITurns
{
    public FakeTurns()
        : this((inbound, _) => Task.FromResult(Say.Back(inbound)))
    {
    }

    public ConcurrentQueue<string> Ran { get; } = new();

    public Task<TurnResult> RunAsync(Inbound inbound, CancellationToken cancellationToken)
    {
        Ran.Enqueue(inbound.DeliveryId);
        return run(inbound, cancellationToken);
    }

    public Task<IReadOnlyList<Choice>> LookupAsync(Actor actor, string source, string query, int limit, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("a defect");

    public bool IsUrgent(Inbound inbound) => inbound is Clicked;
}

/// <summary>A channel that takes everything, unless the test says otherwise, and remembers what it took.</summary>
internal sealed class FakeChannel(Func<Outgoing, MessageRef?, Task<Delivery>>? answer = null) : IChannel
{
    private int _messages;

    public string Name => "test";

    public Pace Pace { get; init; } = new([], []);

    public Func<Outgoing, bool> Apart { get; init; } = _ => false;

    /// <summary>Taken: place, the title of the card, the message, and which one it changes.</summary>
    public ConcurrentQueue<(string Place, string Title, Outgoing Outgoing, MessageRef? Message)> Took { get; } = new();

    public IEnumerable<string> Titles => Took.Select(took => took.Title);

    public bool IsApart(Outgoing outgoing) => Apart(outgoing);

    public async Task<Delivery> DeliverAsync(Outgoing outgoing, MessageRef? message, CancellationToken cancellationToken)
    {
        var delivery = answer is null ? null : await answer(outgoing, message);
        delivery ??= new Sent(new MessageRef(outgoing.Place, $"m{Interlocked.Increment(ref _messages)}", outgoing.Thread));
        if (delivery is Sent)
        {
            Took.Enqueue((outgoing.Place.ToString(), Say.TitleOf(outgoing), outgoing, message));
        }

        return delivery;
    }
}

internal static class Say
{
    public static readonly Place Room = new("test", "room");

    public static Inbound Typed(string id, string place = "room") => new Said
    {
        DeliveryId = id,
        Actor = new Actor("test", "ann", "Ann"),
        Place = new Place("test", place),
        Text = id,
    };

    public static Inbound Click(string id) => new Clicked
    {
        DeliveryId = id,
        Actor = new Actor("test", "ann", "Ann"),
        Place = Room,
        Command = id,
    };

    public static TurnResult Back(Inbound inbound) => new([Card($"re {inbound.DeliveryId}", inbound.Place.Id)]);

    public static Post Card(string title, string place = "room", string? key = null) =>
        new(new Card(title, Tone.Neutral, []) { Summary = title }) { Place = new Place("test", place), Key = key };

    public static Update Change(string title, string key, string place = "room") =>
        new(new Card(title, Tone.Neutral, []) { Summary = title }) { Place = new Place("test", place), Key = key };

    /// <summary>It says that it may be a repeat, seen and heard.</summary>
    public static bool MayBeTwice(Outgoing outgoing) =>
        outgoing is Post { Card: { Elements: [.., Paragraph { Text: var text }], Summary: var heard } } && text.ToString().Contains("twice", StringComparison.Ordinal) && heard.Contains("twice", StringComparison.Ordinal);

    public static string TitleOf(Outgoing outgoing) => outgoing switch
    {
        Post post => post.Card.Title,
        Update update => update.Card.Title,
        Whisper whisper => whisper.Card.Title,
        _ => outgoing.GetType().Name,
    };
}
