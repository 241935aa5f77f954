using XoperoBot.Core.Approvals;

namespace XoperoBot.Core.Features.Deactivate;

/// <summary>Asks for licences of repositories to be deactivated.</summary>
internal sealed class DeactivateCommand(RepositoryAsking asking)
    : RepositoryCommand(asking, new RepositoryWords("deactivate", "Deactivate licences", "Asks for licences of repositories to be deactivated."));
