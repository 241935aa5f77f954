using XoperoBot.Core.Approvals;

namespace XoperoBot.Core.Features.Detach;

/// <summary>Asks for repositories to be detached from a plan.</summary>
internal sealed class DetachCommand(RepositoryAsking asking)
    : RepositoryCommand(asking, new RepositoryWords("detach", "Detach from a plan", "Asks for repositories to be detached from a plan.", PlanWord: "from"));
