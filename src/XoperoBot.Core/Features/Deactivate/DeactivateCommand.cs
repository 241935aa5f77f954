using XoperoBot.Core.Access;
using XoperoBot.Core.Approvals;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Features.Deactivate;

/// <summary>Asks for licences of repositories to be taken away.</summary>
internal sealed class DeactivateCommand(RepositoryAsking asking) : ICommand
{
    public CommandInfo Info { get; } = new(
        "deactivate", "deactivate <repository…> [--reason <text>] [--dry-run]", "Asks for licences of repositories to be taken away.")
    {
        Needs = Needs.Operator,
        Risk = Risk.NeedsApproval,
        Options = RepositoryAsking.Options,
        Examples = ["deactivate acme/web acme/api", "deactivate acme/web --dry-run"],
    };

    public Task<Reply> RunAsync(Call call, CancellationToken cancellationToken) =>
        asking.RunAsync(call, AskedWords.Read(call, "deactivate", "Deactivate licences"), cancellationToken);
}
