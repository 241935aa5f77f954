using XoperoBot.Core.Access;
using XoperoBot.Core.Approvals;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Features.Remove;

/// <summary>Asks for a repository to be removed from the service.</summary>
internal sealed class RemoveCommand(RepositoryAsking asking) : ICommand
{
    public CommandInfo Info { get; } = new(
        "remove",
        "remove <repository> [with data] [--reason <text>] [--confirm <repository>] [--dry-run]",
        "Asks for a repository to be removed from the service, with its backup data if you say so.")
    {
        Needs = Needs.Operator,
        Risk = Risk.NeedsApproval,
        Options = [new Option("with-data", "Deletes the backup data too, for good.", TakesValue: false), .. RepositoryAsking.Options],
        Examples = ["remove acme/old --dry-run", "remove acme/old with data"],
    };

    public Task<Reply> RunAsync(Call call, CancellationToken cancellationToken)
    {
        var asked = AskedWords.Read(call, "remove", "Remove repository");
        var words = call.Arguments.Words;
        var withData = words.Count >= 2 && words[^2].Is("with") && words[^1].Is("data");
        return asking.RunAsync(
            call,
            asked with
            {
                Repositories = withData ? [.. words.SkipLast(2).Select(word => word.Value), .. call.Arguments.Values("repo")] : asked.Repositories,
                WithData = withData || call.Arguments.Has("with-data"),
                Single = true,
                DataSwitch = true,
            },
            cancellationToken);
    }
}
