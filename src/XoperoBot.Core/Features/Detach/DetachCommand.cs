using XoperoBot.Core.Access;
using XoperoBot.Core.Approvals;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Features.Detach;

/// <summary>Asks for repositories to be taken out of a plan.</summary>
internal sealed class DetachCommand(RepositoryAsking asking) : ICommand
{
    public CommandInfo Info { get; } = new(
        "detach", "detach <repository…> from <plan> [--reason <text>] [--dry-run]", "Asks for repositories to be taken out of a plan.")
    {
        Needs = Needs.Operator,
        Risk = Risk.NeedsApproval,
        Options = [new Option("plan", "The plan: name, org/name or id."), .. RepositoryAsking.Options],
        Examples = ["detach acme/web from nightly", "detach acme/web acme/api from nightly --dry-run"],
    };

    public Task<Reply> RunAsync(Call call, CancellationToken cancellationToken) =>
        asking.RunAsync(call, AskedWords.Read(call, "detach", "Take out of a plan", planWord: "from"), cancellationToken);
}
