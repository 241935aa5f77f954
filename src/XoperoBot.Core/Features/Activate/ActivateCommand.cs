using XoperoBot.Core.Approvals;

namespace XoperoBot.Core.Features.Activate;

/// <summary>Asks for licences to be activated for repositories.</summary>
internal sealed class ActivateCommand(RepositoryAsking asking)
    : RepositoryCommand(asking, new RepositoryWords("activate", "Activate licences", "Asks for licences to be activated for repositories."));
