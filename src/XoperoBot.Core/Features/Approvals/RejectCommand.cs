using XoperoBot.Core.Access;
using XoperoBot.Core.Approvals;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Features.Approvals;

/// <summary>Rejects a request of somebody else, with a reason if there is one.</summary>
internal sealed class RejectCommand(RequestDesk desk) : ICommand
{
    public CommandInfo Info { get; } = new("reject", "reject <request> [reason]", "Rejects a request of somebody else.")
    {
        Needs = Needs.Approver,
        Urgent = true,
        Options = [new Option("reason", "Why."), new Option("ask", "Asks for the reason first.", TakesValue: false)],
        Examples = ["reject R-7K2M9Q", "reject R-7K2M9Q not this week"],
    };

    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken)
    {
        if (call.Arguments.Words is not [var id, ..])
        {
            return new UsageReply("Which request?");
        }

        var words = string.Join(' ', call.Arguments.Words.Skip(1).Select(word => word.Value));
        var reason = words.Length > 0 ? words : call.Arguments.Value("reason");
        return call.Arguments.Has("ask") && reason is null
            ? new FormReply("Reject", [new TextField("reason", "Reason") { MaxLength = 500, Hint = "May be left empty." }], [id.Value]) { SubmitLabel = "Reject" }
            : await desk.ActAsync(call, id.Value, DeskAct.Reject, reason, cancellationToken);
    }
}
