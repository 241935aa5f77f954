using XoperoBot.Core.Access;
using XoperoBot.Core.Approvals;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Features.Approvals;

/// <summary>Draws a request's card for one reader, where clients ask for that. Anybody who sees the card may: it shows no more.</summary>
internal sealed class ViewCommand(RequestView view) : ICommand
{
    public CommandInfo Info { get; } = new("view", "view <request>", "Draws a request's card for its reader; sent by the card itself.")
    {
        Needs = Needs.Nobody,
        Urgent = true,
        Examples = ["view R-7K2M9Q"],
    };

    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken) => call.Arguments.Words is [var id]
        ? await view.ForReaderAsync(call, id.Value, cancellationToken)
        : new UsageReply("Which request?");
}
