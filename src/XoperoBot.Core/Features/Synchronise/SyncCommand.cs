using Microsoft.Extensions.Options;
using XoperoBot.Core.Access;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;
using XoperoBot.Core.Storage;
using XoperoBot.Core.Watch;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Features.Synchronise;

/// <summary>Starts a synchronisation and posts the one card that follows it to its end.</summary>
internal sealed class SyncCommand(Names names, Agenda agenda, IOwnDoing ownDoing, IOptions<SynchroniseOptions> options, TimeProvider time) : ICommand
{
    private static readonly RepositoryQuery Glance = new() { Limit = 1 };

    public CommandInfo Info { get; } = new("sync", "sync <organization>", "Refreshes an organization's list of repositories from its Git host and reports the end.")
    {
        Needs = Needs.Operator,
        Risk = Risk.Starts,
        Aliases = ["synchronise", "synchronize"],
        Examples = ["sync acme"],
    };

    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken)
    {
        var typed = call.Arguments.Text;
        if (typed.Length == 0)
        {
            return new UsageReply("Which organization?");
        }

        var (found, instead) = await names.OrganizationAsync(call.Person.Sight, typed, name => CommandLine.Of("sync", name), cancellationToken);
        if (found is null)
        {
            return instead!;
        }

        var before = await found.Service.GetRepositoriesAsync(found.Organization.Id, Glance, cancellationToken);
        var running = before.SynchronizationInProgress == true;
        if (!running)
        {
            await StartAsync(found, cancellationToken);
        }

        var run = new Run
        {
            Server = found.Service.Name,
            OrganizationId = found.Organization.Id,
            OrganizationName = found.Organization.Name,
            RequestedBy = call.Person.Name,
            AskedAt = time.GetUtcNow(),
            State = running ? RunState.Running : RunState.Asked,
            StartBefore = running ? null : before.LastSynchronizationStarted,
            StartedAt = running ? before.LastSynchronizationStarted : null,
            RepositoriesBefore = before.TotalEntries,
            RemovedBefore = before.RemovedRepositories,
            Place = call.Inbound.Place,
            Thread = call.Inbound.Thread,
            Key = $"sync/{call.Inbound.DeliveryId}",
        };
        var item = new AgendaItem(run.Key, RunFollower.KindName, run.AskedAt + options.Value.Interval, StoredJson.Write(run));
        return new CardReply(RunCard.Of(run, run.AskedAt, options.Value))
        {
            Key = run.Key,
            Stores =
            [
                session => agenda.AddAsync(session, item),
                session => ownDoing.NoteAsync(session, run.Server, run.OrganizationId, run.Place, run.RequestedBy),
            ],
        };
    }

    // A start that ended unclearly is followed like any other: whether it began shows in the service.
    private static async Task StartAsync(OrganizationAt found, CancellationToken cancellationToken)
    {
        try
        {
            await found.Service.SyncAsync(found.Organization.Id, cancellationToken);
        }
        catch (XoperoException fault) when (fault.IsUnclear)
        {
            _ = await found.Service.GetRepositoriesAsync(found.Organization.Id, Glance, cancellationToken);
        }
    }
}
