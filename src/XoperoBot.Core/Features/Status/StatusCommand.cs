using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;
using XoperoBot.Core.Watch;

namespace XoperoBot.Core.Features.Status;

/// <summary>Every server and organization at a glance, trouble first.</summary>
internal sealed class StatusCommand(ServerReader reader, IWatchAge age, TimeProvider time) : ICommand
{
    public CommandInfo Info { get; } = new("status", "status", "How the backups stand, at a glance: trouble first.")
    {
        Examples = ["status"],
    };

    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken) =>
        new CardReply(StatusCard.Of(await reader.ReadAllAsync(call.Person.Sight, cancellationToken), await age.AllAsync(call.Person.Sight, cancellationToken), time.GetUtcNow()));
}
