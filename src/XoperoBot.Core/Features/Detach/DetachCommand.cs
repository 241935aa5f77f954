using XoperoBot.Core.Approvals;

namespace XoperoBot.Core.Features.Detach;

/// <summary>Asks for repositories to be taken out of a plan.</summary>
internal sealed class DetachCommand(RepositoryAsking asking)
    : RepositoryCommand(asking, new RepositoryWords("detach", "Take out of a plan", "Asks for repositories to be taken out of a plan.", PlanWord: "from"));
