using System.Text.Json.Nodes;

namespace XoperoBot.Xopero;

/// <summary>
/// One Management Service: the eleven documented calls, of which the login is made by itself when needed. Every member throws
/// <see cref="XoperoException"/>, and nothing else, when the service cannot or will not answer. Reads are repeated on faults that
/// may pass; writes are sent once, and after an unclear end the caller must read again before it decides anything.
/// Source: <see href="https://helpcenter.xopero.com/xopero-one-en/management/rest-api-for-devops-ecosystems/available-methods"/>.
/// </summary>
public interface IManagementService
{
    /// <summary>The word that stands for this server in commands (<c>Xopero:Servers:n:Name</c>).</summary>
    string Name { get; }

    /// <summary>Where its console opens in a browser; null when none is configured.</summary>
    Uri? ConsoleUrl { get; }

    /// <summary>Logs in, or renews the login. Every other call does so by itself; for a check of the account only.</summary>
    Task<SignedIn> LoginAsync(CancellationToken cancellationToken);

    /// <summary>Looks at the certificate that the service shows, trusted or not. Nothing is sent but the handshake.</summary>
    /// <returns>Null when the address is not an https one, or when a proxy stands between.</returns>
    Task<ServerCertificate?> ReadCertificateAsync(CancellationToken cancellationToken);

    /// <summary>All organizations, each with its plans and their last outcome, page by page.</summary>
    IAsyncEnumerable<Organization> ListOrganizationsAsync(CancellationToken cancellationToken);

    /// <summary>All plans that repositories of one organization are assigned to, page by page.</summary>
    IAsyncEnumerable<AssignedPlan> ListAssignedPlansAsync(string organizationId, CancellationToken cancellationToken);

    /// <summary>One page of an organization's repositories.</summary>
    Task<RepositoryPage> GetRepositoriesAsync(string organizationId, RepositoryQuery query, CancellationToken cancellationToken);

    /// <summary>All repositories of an organization, page by page; memory does not grow with their number.</summary>
    /// <param name="organizationId">Organization id.</param>
    /// <param name="query">Order, filters and page size; <see cref="RepositoryQuery.Page"/> says where to begin.</param>
    /// <param name="cancellationToken">Stops between and within pages.</param>
    IAsyncEnumerable<Repository> ListRepositoriesAsync(string organizationId, RepositoryQuery query, CancellationToken cancellationToken);

    /// <summary>Adds a repository to a plan. The page documents no answer: read the plan's repositories again to know.</summary>
    Task AttachAsync(string planId, string repositoryId, CancellationToken cancellationToken);

    /// <summary>Takes a repository out of a plan. The page documents no answer: read the plan's repositories again to know.</summary>
    Task DetachAsync(string planId, string repositoryId, CancellationToken cancellationToken);

    /// <summary>Replaces a whole plan; there is no call that reads one.</summary>
    /// <param name="plan">The full documented definition, sent as it is.</param>
    /// <param name="cancellationToken">Stops waiting, not the service.</param>
    Task ModifyPlanAsync(JsonObject plan, CancellationToken cancellationToken);

    /// <summary>Activates licences for repositories.</summary>
    Task<ItemResults> ActivateAsync(IReadOnlyList<string> repositoryIds, CancellationToken cancellationToken);

    /// <summary>Deactivates licences of repositories.</summary>
    Task<ItemResults> DeactivateAsync(IReadOnlyList<string> repositoryIds, CancellationToken cancellationToken);

    /// <summary>Deletes a repository from the system, with its backup data if asked.</summary>
    Task<ItemResults> RemoveAsync(string repositoryId, bool removeData, CancellationToken cancellationToken);

    /// <summary>Starts to refresh an organization's list of repositories from its Git host; the end shows in
    /// <see cref="Organization.SynchronizationInProgress"/>.</summary>
    Task SyncAsync(string organizationId, CancellationToken cancellationToken);
}
