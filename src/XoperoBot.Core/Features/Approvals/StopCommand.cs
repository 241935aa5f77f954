using XoperoBot.Core.Access;
using XoperoBot.Core.Approvals;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Features.Approvals;

/// <summary>Stops a request before it begins, in its cool-down too.</summary>
internal sealed class StopCommand(RequestDesk desk) : ICommand
{
    public CommandInfo Info { get; } = new("stop", "stop <request>", "Stops a request before it begins, in its cool-down too.")
    {
        Needs = Needs.AnyRole,
        Urgent = true,
        Examples = ["stop R-7K2M9Q"],
    };

    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken) => call.Arguments.Words is [var id]
        ? await desk.ActAsync(call, id.Value, DeskAct.Stop, reason: null, cancellationToken)
        : new UsageReply("Which request?");
}
