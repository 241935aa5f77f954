using XoperoBot.Core.Approvals;

namespace XoperoBot.Core.Features.Attach;

/// <summary>Asks for repositories to be attached to a plan.</summary>
internal sealed class AttachCommand(RepositoryAsking asking)
    : RepositoryCommand(asking, new RepositoryWords("attach", "Attach to a plan", "Asks for repositories to be attached to a plan.", PlanWord: "to"));
