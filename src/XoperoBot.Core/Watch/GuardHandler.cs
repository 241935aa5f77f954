using Microsoft.Extensions.Options;
using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Watch;

/// <summary>Watches the watcher: a server whose readings stopped without a reason that is known is an incident of its own.</summary>
internal sealed class GuardHandler(IWatchAge age, IncidentBook book, Alerts alerts, IOptions<WatchOptions> options, TimeProvider time) : IAgendaHandler
{
    public const string KindName = "watch-guard";

    private readonly DateTimeOffset _started = time.GetUtcNow();

    public string Kind => KindName;

    public static AgendaItem Item(DateTimeOffset due) => new("watch/guard", KindName, due, "");

    public async Task<AgendaResult> RunAsync(AgendaItem item, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var patience = options.Value.Interval * options.Value.NotWatchedAfter;
        var next = new AgendaResult(item with { Due = now + (patience / 2) });

        // After a start the readings have their chance first: they say what was missed.
        if (now - _started <= patience)
        {
            return next;
        }

        var stopped = (await age.AllAsync(Sight.All, cancellationToken)).Where(server => server.TriedAt is null ? now - _started > patience : now - server.TriedAt > LongestPause(patience)).ToList();
        return next with
        {
            Stores = [.. stopped.Select(server => (Func<Session, Task>)(session => OpenAsync(session, server, now)))],
        };
    }

    private async Task OpenAsync(Session session, ServerAge server, DateTimeOffset now)
    {
        if (await RepositoryStore.IsOpenAsync(session, server.Server, PartKey.OfServer(Trouble.NotWatched)))
        {
            return;
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
        await WatchStore.ChangedElsewhereAsync(session, server.Server);
    }

    /// <summary>A server that fails is tried less often, and that is not neglect.</summary>
    private TimeSpan LongestPause(TimeSpan patience) => options.Value.SlowestInterval + options.Value.Patience + patience;
}
