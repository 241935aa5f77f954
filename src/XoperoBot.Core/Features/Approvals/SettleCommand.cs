using XoperoBot.Core.Access;
using XoperoBot.Core.Approvals;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Features.Approvals;

/// <summary>Says what became of a request where the service shows it nowhere.</summary>
internal sealed class SettleCommand(RequestDesk desk) : ICommand
{
    public CommandInfo Info { get; } = new(
        "settle", "settle <request> done|undone", "Says, after a look at the console, whether an unclear request was done.")
    {
        Needs = Needs.Approver,
        Urgent = true,
        Examples = ["settle R-7K2M9Q done", "settle R-7K2M9Q undone"],
    };

    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken) => call.Arguments.Words switch
    {
        [var id, var word] when word.Is("done") => await desk.ActAsync(call, id.Value, DeskAct.SettleDone, reason: null, cancellationToken),
        [var id, var word] when word.Is("undone") => await desk.ActAsync(call, id.Value, DeskAct.SettleUndone, reason: null, cancellationToken),
        _ => new UsageReply("Which request, and was it done or undone?"),
    };
}
