using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Moq;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Doctor;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Storage;
using XoperoBot.Slack;
using XoperoBot.Teams;
using XoperoBot.Tests.Fakes;
using XoperoBot.Tests.Pipeline;

namespace XoperoBot.Tests.Channels;

/// <summary>The real outbox before a real channel, on a clock that moves only while no request is under way.</summary>
internal sealed class ChannelOutbox : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    private readonly TestDatabase _store;
    private readonly ServiceProvider _services;
    private readonly OutboxWorker _worker;
    private readonly ManualTime _time;
    private readonly UnderWay _underWay;

    private ChannelOutbox(TestDatabase store, ServiceProvider services, ManualTime time, UnderWay underWay)
    {
        _store = store;
        _services = services;
        _time = time;
        _underWay = underWay;
        _worker = services.GetServices<IHostedService>().OfType<OutboxWorker>().Single();
    }

    public static async Task<ChannelOutbox> StartAsync(ManualTime time, IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var store = await TestDatabase.CreateAsync(Engine.Sqlite);
        var underWay = new UnderWay();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var provider = await store.OpenAsync(
            services =>
            {
                services.AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = Environments.Production });
                services.AddSingleton<ITurns>(new FakeTurns());
                services.AddPipeline();
                services.ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler(() => new Counting(underWay)));
                services.AddSingleton(Mock.Of<IDestinations>());
                services.AddSlack(configuration).AddTeams(configuration);
            },
            time);
        var outbox = new ChannelOutbox(store, provider, time, underWay);
        await outbox._worker.StartAsync(CancellationToken.None);
        return outbox;
    }

    public async Task<string> StoreAsync(byte[] bytes)
    {
        var shelf = _services.GetRequiredService<FileShelf>();
        var packed = shelf.Pack(bytes);
        await _services.GetRequiredService<IDatabase>().WriteAsync(session => shelf.StoreAsync(session, packed), CancellationToken.None);
        return packed.FileId;
    }

    /// <summary>Queues them all at once and waits until each has ended.</summary>
    public async Task SendAsync(params IEnumerable<Outgoing> all)
    {
        var database = _services.GetRequiredService<IDatabase>();
        var outbox = _services.GetRequiredService<IOutbox>();
        await database.WriteAsync(
            async session =>
            {
                foreach (var outgoing in all)
                {
                    await outbox.PostAsync(session, outgoing);
                }
            },
            CancellationToken.None);
        var limit = new WaitLimit(Patience);
        while (await CountAsync(database, "SELECT COUNT(*) FROM outbox WHERE done_at IS NULL") > 0)
        {
            Assert.False(limit.IsOver(), "The outbox did not empty in time.");
            if (_underWay.IsIdle)
            {
                _time.Advance(Step);
            }

            await Task.Delay(15);
        }

        Assert.Equal(0, await CountAsync(database, "SELECT COUNT(*) FROM outbox WHERE outcome NOT IN ('sent', 'expired')"));
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        await _store.DisposeAsync();
    }

    private static Task<long> CountAsync(IDatabase database, string sql) =>
        database.ReadAsync(connection => connection.ExecuteScalarAsync<long>(sql), CancellationToken.None);

    private sealed class UnderWay
    {
        private int _count;

        public bool IsIdle => Volatile.Read(ref _count) == 0;

        public void Add(int one) => Interlocked.Add(ref _count, one);
    }

    private sealed class Counting(UnderWay underWay) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            underWay.Add(1);
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            finally
            {
                underWay.Add(-1);
            }
        }
    }
}
