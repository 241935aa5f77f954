using XoperoBot.Core.Access;
using XoperoBot.Core.Approvals;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Features.Attach;

/// <summary>Asks for repositories to be put into a plan.</summary>
internal sealed class AttachCommand(RepositoryAsking asking) : ICommand
{
    public CommandInfo Info { get; } = new(
        "attach", "attach <repository…> to <plan> [--reason <text>] [--dry-run]", "Asks for repositories to be put into a plan.")
    {
        Needs = Needs.Operator,
        Risk = Risk.NeedsApproval,
        Options = [new Option("plan", "The plan: name, org/name or id."), .. RepositoryAsking.Options],
        Examples = ["attach acme/web to nightly", "attach acme/web acme/api to nightly --dry-run"],
    };

    public Task<Reply> RunAsync(Call call, CancellationToken cancellationToken) =>
        asking.RunAsync(call, AskedWords.Read(call, "attach", "Put into a plan", planWord: "to"), cancellationToken);
}
