using XoperoBot.Core.Access;
using XoperoBot.Core.Approvals;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Features.Activate;

/// <summary>Asks for licences to be activated for repositories.</summary>
internal sealed class ActivateCommand(RepositoryAsking asking) : ICommand
{
    public CommandInfo Info { get; } = new(
        "activate", "activate <repository…> [--reason <text>] [--dry-run]", "Asks for licences to be activated for repositories.")
    {
        Needs = Needs.Operator,
        Risk = Risk.NeedsApproval,
        Options = RepositoryAsking.Options,
        Examples = ["activate acme/web acme/api", "activate acme/web --dry-run"],
    };

    public Task<Reply> RunAsync(Call call, CancellationToken cancellationToken) =>
        asking.RunAsync(call, AskedWords.Read(call, "activate", "Activate licences"), cancellationToken);
}
