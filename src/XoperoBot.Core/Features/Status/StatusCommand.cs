using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;

namespace XoperoBot.Core.Features.Status;

/// <summary>Every server and organization at a glance, trouble first.</summary>
internal sealed class StatusCommand(ServerReader reader) : ICommand
{
    public CommandInfo Info { get; } = new("status", "status", "How the backups stand, at a glance: trouble first.")
    {
        Examples = ["status"],
    };

    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken) =>
        new CardReply(StatusCard.Of(await reader.ReadAllAsync(cancellationToken)));
}
