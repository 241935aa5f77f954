using XoperoBot.Core.Access;
using XoperoBot.Core.Approvals;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Features.Approvals;

/// <summary>Takes back a request of your own.</summary>
internal sealed class CancelCommand(RequestDesk desk) : ICommand
{
    public CommandInfo Info { get; } = new("cancel", "cancel <request>", "Takes back a request of your own.")
    {
        Needs = Needs.AnyRole,
        Urgent = true,
        Examples = ["cancel R-7K2M9Q"],
    };

    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken) => call.Arguments.Words is [var id]
        ? await desk.ActAsync(call, id.Value, DeskAct.Cancel, reason: null, cancellationToken)
        : new UsageReply("Which request?");
}
