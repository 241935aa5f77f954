using XoperoBot.Core.Access;
using XoperoBot.Core.Approvals;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Features.Approvals;

/// <summary>Approves a request of somebody else.</summary>
internal sealed class ApproveCommand(RequestDesk desk) : ICommand
{
    public CommandInfo Info { get; } = new("approve", "approve <request>", "Approves a request of somebody else.")
    {
        Needs = Needs.Approver,
        Urgent = true,
        Examples = ["approve R-7K2M9Q"],
    };

    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken) => call.Arguments.Words is [var id]
        ? await desk.ActAsync(call, id.Value, DeskAct.Approve, reason: null, cancellationToken)
        : new UsageReply("Which request?");
}
