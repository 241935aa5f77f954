using XoperoBot.Core.Approvals;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Features.Approvals;

/// <summary>Shows one request: as a copy that is kept true, or everything that it touches in pages.</summary>
internal sealed class ApprovalCommand(RequestView view) : ICommand
{
    public CommandInfo Info { get; } = new("approval", "approval <request> [--all]", "Shows one request and how it stands.")
    {
        Options = [new Option("all", "Everything that it touches, in pages.", TakesValue: false), Servers.Pages.Option],
        Examples = ["approval R-7K2M9Q"],
    };

    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken) => call.Arguments.Words is [var id]
        ? await view.OneAsync(call, id.Value, call.Arguments.Has("all"), cancellationToken)
        : new UsageReply("Which request?");
}
