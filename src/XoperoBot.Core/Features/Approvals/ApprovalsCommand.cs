using XoperoBot.Core.Approvals;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Features.Approvals;

/// <summary>Lists requests that are open, or the newest that are over.</summary>
internal sealed class ApprovalsCommand(RequestView view) : ICommand
{
    public CommandInfo Info { get; } = new("approvals", "approvals [closed]", "Lists the requests that are open, or those that are closed.")
    {
        Options = [Servers.Pages.Option],
        Examples = ["approvals", "approvals closed"],
    };

    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken) => call.Arguments.Words switch
    {
        [] => await view.ListAsync(call.Person.Sight, over: false, call.Arguments.Page, cancellationToken),
        [var word] when word.Is("closed") => await view.ListAsync(call.Person.Sight, over: true, call.Arguments.Page, cancellationToken),
        _ => new UsageReply("Open ones, or “closed”?"),
    };
}
