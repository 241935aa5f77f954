using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Watch;

namespace XoperoBot.Core.Doctor;

/// <summary>Whether the servers are being read, and whether anybody is told.</summary>
internal sealed class WatchCheckup(IWatchAge watch, Subscriptions subscriptions, IOptions<WatchOptions> options, TimeProvider time) : ICheckup
{
    public string Area => "watching";

    public async IAsyncEnumerable<Finding> ExamineAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var server in await watch.AllAsync(Sight.All, cancellationToken))
        {
            yield return Age(server) with { Server = server.Server };
        }

        var all = await subscriptions.AllAsync(cancellationToken);
        foreach (var paused in all.Where(subscription => subscription.PausedAt is not null).DistinctBy(subscription => subscription.Place))
        {
            yield return new Finding(Area, Tone.Bad, $"{paused.Place} gets no alerts any more: {paused.PausedWhy}")
            {
                Fix = "Mend what it says, then subscribe there again.",
            };
        }

        var told = all.Where(subscription => subscription.PausedAt is null).Select(subscription => subscription.Place).Distinct().Count();
        yield return told > 0
            ? new Finding(Area, Tone.Good, $"{told} places are told about incidents.")
            : new Finding(Area, Tone.Warning, "Nobody is told about incidents.") { Fix = "Say “subscribe all” in the channel that should know." };
    }

    private Finding Age(ServerAge server)
    {
        if (server.ReadAt is not { } at)
        {
            return new Finding(Area, Tone.Unknown, $"Server {server.Server} was never read.{(server.Fault is { } why ? $" {why}" : "")}")
            {
                Fix = "Start the bot; if it runs, see what is said about this server.",
            };
        }

        var age = time.GetUtcNow() - at;
        return age > options.Value.Interval * 3
            ? new Finding(Area, Tone.Bad, $"Server {server.Server} was last read {age.TotalMinutes:0} minutes ago.{(server.Fault is { } fault ? $" {fault}" : "")}")
            {
                Fix = "See that the bot runs, and what is said about this server.",
            }
            : new Finding(Area, Tone.Good, $"Server {server.Server} was read {age.TotalSeconds:0} seconds ago.");
    }
}
