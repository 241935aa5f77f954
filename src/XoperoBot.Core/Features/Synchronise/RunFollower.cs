using Microsoft.Extensions.Options;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Storage;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Features.Synchronise;

/// <summary>Looks how a synchronisation gets on and keeps its card true until the end.</summary>
internal sealed class RunFollower(IManagementServices services, IOptions<SynchroniseOptions> options, TimeProvider time) : IAgendaHandler
{
    public const string KindName = "sync";

    private const int UnreadBeforeSaid = 3;

    public string Kind => KindName;

    public async Task<AgendaResult> RunAsync(AgendaItem item, CancellationToken cancellationToken)
    {
        if (!StoredJson.TryRead<Run>(item.Body, out var before))
        {
            return AgendaResult.Done;
        }

        var now = time.GetUtcNow();
        var after = Judge(await LookAsync(before, cancellationToken), now);
        var card = RunCard.Of(after, now, options.Value);
        var says = StoredJson.Write(card) == StoredJson.Write(RunCard.Of(before, item.Due, options.Value)) ? [] : new Outgoing[]
        {
            new Update(card) { Place = after.Place, Thread = after.Thread, Key = after.Key },
        };
        var next = after.State is RunState.Asked or RunState.Running ? item with { Due = now + Pause(after, now), Body = StoredJson.Write(after) } : null;
        return new AgendaResult(next) { Says = says };
    }

    private async Task<Run> LookAsync(Run run, CancellationToken cancellationToken)
    {
        if (services.Find(run.Server) is not { } service)
        {
            return run with { Unread = UnreadBeforeSaid, Problem = $"The server {run.Server} is no longer configured." };
        }

        try
        {
            var page = await service.GetRepositoriesAsync(run.OrganizationId, new RepositoryQuery { Limit = 1 }, cancellationToken);
            var began = page.LastSynchronizationStarted is { } last && (run.StartBefore is null || last > run.StartBefore) ? last : (DateTimeOffset?)null;
            var state = (run.State, page.SynchronizationInProgress) switch
            {
                (_, true) => RunState.Running,
                (RunState.Running, _) when page.LastSynchronizationStarted < (run.StartedAt ?? run.StartBefore) => RunState.Lost,
                (RunState.Running, _) => RunState.Finished,
                _ => began is null ? RunState.Asked : RunState.Finished,
            };
            return run with
            {
                Unread = 0,
                Problem = null,
                State = state,
                StartedAt = state == RunState.Lost ? run.StartedAt : began ?? run.StartedAt,
                RepositoriesAfter = page.TotalEntries,
                RemovedAfter = page.RemovedRepositories,
            };
        }
        catch (XoperoException fault)
        {
            return run with { Unread = run.Unread + 1, Problem = run.Unread + 1 >= UnreadBeforeSaid ? fault.Message : run.Problem };
        }
    }

    private Run Judge(Run run, DateTimeOffset now) => run switch
    {
        { State: RunState.Finished } => run with { EndedAt = now },
        { State: RunState.Asked, Unread: 0 } when now - run.AskedAt > options.Value.StartsWithin => run with { State = RunState.NotStarted },
        _ when now - run.AskedAt > options.Value.GiveUpAfter => run with { State = RunState.GivenUp },
        _ => run,
    };

    private TimeSpan Pause(Run run, DateTimeOffset now) =>
        options.Value.Interval * (now - run.AskedAt > options.Value.UnusualAfter ? 10 : run.Unread > 0 ? 3 : 1);
}
