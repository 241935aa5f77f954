using XoperoBot.Core.Approvals;

namespace XoperoBot.Core.Features.Attach;

/// <summary>Asks for repositories to be put into a plan.</summary>
internal sealed class AttachCommand(RepositoryAsking asking)
    : RepositoryCommand(asking, new RepositoryWords("attach", "Put into a plan", "Asks for repositories to be put into a plan.", PlanWord: "to"));
