using Microsoft.Extensions.Hosting;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Storage;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Watch;

/// <summary>Plans the first reading of every configured server. What another process, or this one before a restart, has planned stays.</summary>
internal sealed class WatchStartup(IManagementServices services, Agenda agenda, IDatabase database, TimeProvider time) : IHostedService
{
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(100);

    public Task StartAsync(CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            var due = time.GetUtcNow();
            foreach (var service in services.All)
            {
                await agenda.AddIfAbsentAsync(session, PassHandler.Item(service.Name, due));
                due += Apart;
            }

            // The guard was an item too, before it became a schedule; nobody does what an older version planned.
            await Agenda.RemoveAsync(session, "watch/guard");
        },
        cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
