using Microsoft.Extensions.Options;
using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Schedules;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Watch;

/// <summary>Watches the watcher: a server whose readings stopped without a reason that is known is an incident of its own.</summary>
internal sealed class Guard(IDatabase database, IWatchAge age, IncidentBook book, Alerts alerts, IOptions<WatchOptions> options, TimeProvider time) : ISchedule
{
    private readonly DateTimeOffset _started = time.GetUtcNow();

    public string Name => "watch-guard";

    public TimeSpan Every => Patience / 2;

    private TimeSpan Patience => options.Value.Interval * options.Value.NotWatchedAfter;

    /// <summary>A server that fails is tried less often, and that is not neglect.</summary>
    private TimeSpan LongestPause => options.Value.SlowestInterval + options.Value.Patience + Patience;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();

        // After a start the readings have their chance first: they say what was missed.
        if (now - _started <= Patience)
        {
            return;
        }

        foreach (var server in (await age.AllAsync(Sight.All, cancellationToken)).Where(server => server.TriedAt is not { } tried || now - tried > LongestPause))
        {
            await database.WriteAsync(session => OpenAsync(session, server, now), cancellationToken);
        }
    }

    private async Task<bool> OpenAsync(Session session, ServerAge server, DateTimeOffset now)
    {
        if (await IsOpenAsync(session, server))
        {
            return false;
        }

        // Whoever else opens or closes it holds this row: what they did shows after it.
        await WatchStore.ChangedElsewhereAsync(session, server.Server);
        if (await IsOpenAsync(session, server))
        {
            return false;
        }

        var findings = new Findings();
        findings.Opened.Add(new PartOpened(PartKey.OfServer(Trouble.NotWatched))
        {
            Name = server.Server,
            Since = (server.ReadAt ?? _started).ToUnixTimeMilliseconds(),
            Detail = server.ReadAt is { } at ? $"nothing was watched since {new Time(at)}" : "it was never read",
        });
        var milliseconds = now.ToUnixTimeMilliseconds();
        await alerts.TellAsync(session, await book.ApplyAsync(session, server.Server, findings, milliseconds, isFirst: false), milliseconds);
        return true;
    }

    private static Task<bool> IsOpenAsync(Session session, ServerAge server) =>
        RepositoryStore.IsOpenAsync(session, server.Server, PartKey.OfServer(Trouble.NotWatched));
}
