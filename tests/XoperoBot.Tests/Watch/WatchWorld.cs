using System.Collections.Concurrent;
using System.Globalization;
using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using XoperoBot.Core;
using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Schedules;
using XoperoBot.Core.Storage;
using XoperoBot.Core.Watch;
using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;
using XoperoBot.Xopero;

namespace XoperoBot.Tests.Watch;

/// <summary>
/// Simulated services, a clock, a database and one process that watches. The agenda's own worker does what is due, with its leases,
/// and the guard comes round; a channel takes every message. The process can be killed and started again on the same database.
/// </summary>
internal sealed class WatchWorld : IAsyncDisposable
{
    public static readonly Place Room = new("test", "room");

    private readonly TestDatabase _store;
    private readonly Dictionary<string, string?> _settings;
    private readonly List<(long Seq, Outgoing Said)> _said = [];
    private readonly ConcurrentQueue<Exception> _faults = [];
    private ServiceProvider? _process;
    private Guard? _guard;
    private DateTimeOffset _guarded;
    private int _turns;

    private WatchWorld(TestDatabase store, ManualTime time, IReadOnlyList<SimulatedService> services, Dictionary<string, string?> settings)
    {
        (_store, Time, Services, _settings) = (store, time, services, settings);
    }

    public ManualTime Time { get; }

    public IReadOnlyList<SimulatedService> Services { get; }

    public SimulationScript Script => Services[0].Simulation.Script;

    /// <summary>What the channel took, in order.</summary>
    public IEnumerable<Outgoing> Said => _said.Select(one => one.Said);

    /// <summary>New messages, as a person sees them in the place itself.</summary>
    public IEnumerable<Post> Posts => Said.OfType<Post>().Where(post => post.ThreadOf is null);

    public IEnumerable<Post> Notes => Said.OfType<Post>().Where(post => post.ThreadOf is not null);

    /// <summary>When the first service was read.</summary>
    public IEnumerable<DateTimeOffset> Looks => Services[0].Looks;

    public IDatabase Database => Get<IDatabase>();

    public static async Task<WatchWorld> StartAsync(
        Engine engine, IEnumerable<OrganizationOptions> organizations, int servers = 1, params IEnumerable<(string Key, string Value)> settings)
    {
        var time = new ManualTime(new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero));
        var services = Enumerable.Range(0, servers).Select(number =>
        {
            var options = new SimulatorOptions { Seed = 1 + number, RecordedEvents = 1_000_000 };
            foreach (var organization in organizations)
            {
                options.Organizations.Add(organization);
            }

            return new SimulatedService(new Simulation(options, time), number == 0 ? "main" : $"server{number}");
        }).ToList();
        var world = new WatchWorld(
            await TestDatabase.CreateAsync(engine), time, services, settings.ToDictionary(pair => $"Watch:{pair.Key}", pair => (string?)pair.Value, StringComparer.Ordinal));
        await world.BootAsync();
        return world;
    }

    public T Get<T>()
        where T : notnull => _process!.GetRequiredService<T>();

    /// <summary>A new process on the same database.</summary>
    public async Task BootAsync()
    {
        _process = await OpenAsync();
        (_guard, _guarded) = (_process.GetServices<ISchedule>().OfType<Guard>().Single(), Time.GetUtcNow());
        foreach (var startup in _process.GetServices<IHostedService>().OfType<WatchStartup>())
        {
            await startup.StartAsync(default);
        }
    }

    /// <summary>One more process beside; the caller ends it.</summary>
    public Task<ServiceProvider> OpenAsync()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(_settings).AddInMemoryCollection(_store.Settings).Build();
        return _store.OpenAsync(
            services =>
            {
                services.AddCore(configuration);
                services.AddSingleton<IManagementServices>(new SimulatedServices([.. Services]));
                services.AddSingleton<ILoggerProvider>(new Faults(_faults));
            },
            Time);
    }

    public async Task KillAsync()
    {
        await _process!.DisposeAsync();
        _process = null;
    }

    /// <summary>Lets the clock run; whatever becomes due on the way is done, and said.</summary>
    public async Task RunAsync(TimeSpan span, Func<Task>? between = null)
    {
        var end = Time.GetUtcNow() + span;
        while (await NextAsync() is var due && due <= end)
        {
            Time.Advance(due > Time.GetUtcNow() ? due - Time.GetUtcNow() : TimeSpan.Zero);
            await Get<AgendaWorker>().RunDueAsync(default);
            await GuardAsync();
            Assert.Empty(_faults);
            if (between is not null)
            {
                await between();
            }

            await DeliverAsync();
        }

        Time.Advance(end - Time.GetUtcNow());
    }

    /// <summary>A person types a line; returns what they see.</summary>
    public async Task<IReadOnlyList<Outgoing>> SayAsync(string line, Role role = Role.Operator, Place? place = null, string person = "Ann", string? zone = null)
    {
        var command = Get<CommandCatalog>().Find(CommandLine.Parse(line)) ?? throw new InvalidOperationException($"No command: {line}");
        var actor = new Actor("test", person, person) { TimeZone = zone };
        var inbound = new Said
        {
            DeliveryId = string.Create(CultureInfo.InvariantCulture, $"test:{++_turns}"),
            Actor = actor,
            Place = place ?? Room,
            Text = line,
        };
        var call = new Call(Arguments.Bind(command.After, command.Command.Info.Options), new Person(person, role, actor) { Sight = Sight.All }, inbound, "turn");
        var reply = await command.Command.RunAsync(call, default);
        var result = Get<Replies>().Render(reply, command.Command.Info, inbound);
        await Database.WriteAsync(
            async session =>
            {
                foreach (var store in result.Stores)
                {
                    await store(session);
                }
            },
            default);
        return result.Says;
    }

    public async Task DeliverAsync()
    {
        var rows = (await Database.ReadAsync(
            connection => connection.QueryAsync<(long Seq, string Payload)>("SELECT seq, payload FROM outbox WHERE seq > @last ORDER BY seq", new { last = _said.Count == 0 ? 0 : _said[^1].Seq }), default)).ToList();
        if (rows.Count == 0)
        {
            return;
        }

        await Database.WriteAsync(
            async session =>
            {
                foreach (var (seq, payload) in rows)
                {
                    Assert.True(StoredJson.TryRead<Outgoing>(payload, out var said));
                    await session.Connection.ExecuteAsync("UPDATE outbox SET done_at = 1, outcome = 'sent', payload = '' WHERE seq = @seq", new { seq }, session.Transaction);
                    if (said is Post { Key: { } key })
                    {
                        await session.Connection.ExecuteAsync(
                            "INSERT INTO messages (message_key, place, message_id, stored_at) VALUES (@key, @Place, @Id, 1)",
                            new { key, Place = said.Place.ToString(), Id = $"m{seq}" },
                            session.Transaction);
                    }
                }
            },
            default);
        foreach (var (seq, payload) in rows)
        {
            _said.Add((seq, StoredJson.TryRead<Outgoing>(payload, out var said) ? said : throw new InvalidOperationException(payload)));
        }
    }

    public Task<IReadOnlyList<T>> QueryAsync<T>(string sql) => Database.ReadAsync<IReadOnlyList<T>>(
        async connection => [.. await connection.QueryAsync<T>(sql)], default);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        await _store.DisposeAsync();
    }

    private async Task GuardAsync()
    {
        if (_guarded + _guard!.Every <= Time.GetUtcNow())
        {
            _guarded = Time.GetUtcNow();
            await _guard.RunAsync(default);
        }
    }

    private async Task<DateTimeOffset> NextAsync()
    {
        var guard = _guarded + _guard!.Every;
        return await Database.ReadAsync(
            connection => connection.ExecuteScalarAsync<long?>("SELECT MIN(CASE WHEN lease_until > due_at THEN lease_until ELSE due_at END) FROM agenda"), default) is { } due
            && DateTimeOffset.FromUnixTimeMilliseconds(due) is var item && item < guard ? item : guard;
    }

    /// <summary>Whatever is logged as an error with an exception: nothing that a test does may lead there.</summary>
    private sealed class Faults(ConcurrentQueue<Exception> faults) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel) && exception is not null)
            {
                faults.Enqueue(exception);
            }
        }

        public void Dispose()
        {
        }
    }
}
