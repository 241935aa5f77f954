using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using XoperoBot.Xopero.Http;
using XoperoBot.Xopero.Wire;

namespace XoperoBot.Xopero;

internal sealed partial class ManagementService(Caller caller, Faults faults, XoperoServerOptions options, ILogger logger)
    : IManagementService
{
    private readonly LastPages<Organization> _organizations = new(OrganizationReader.Read);

    private delegate Page<T> PageRead<T>(ReadOnlySpan<byte> utf8)
        where T : class;

    public string Name => options.Name;

    public Uri? ConsoleUrl => options.ConsoleUrl ?? options.BaseUrl;

    public Task<SignedIn> LoginAsync(CancellationToken cancellationToken) => caller.LoginAsync(cancellationToken);

    public Task<ServerCertificate?> ReadCertificateAsync(CancellationToken cancellationToken) =>
        CertificateProbe.ReadAsync(options, faults, cancellationToken);

    public IAsyncEnumerable<Organization> ListOrganizationsAsync(CancellationToken cancellationToken) => Pager.WalkAsync(
        (page, token) => PageAsync(
            Call.Organizations,
            JsonSerializer.SerializeToUtf8Bytes(
                new OrganizationsRequest(options.PageSize, "Name", "asc", page), RequestJson.Default.OrganizationsRequest),
            utf8 => _organizations.Read(page, utf8),
            token),
        organization => organization.Id,
        first: 1,
        options.PageSize,
        options.MaxPages,
        () => Endless(Call.Organizations),
        cancellationToken);

    public IAsyncEnumerable<AssignedPlan> ListAssignedPlansAsync(string organizationId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(organizationId);
        return Pager.WalkAsync(
            (page, token) => PageAsync(
                Call.AssignedPlans,
                JsonSerializer.SerializeToUtf8Bytes(
                    new AssignedPlansRequest(options.PageSize, page, organizationId), RequestJson.Default.AssignedPlansRequest),
                utf8 => PageReader.Read<AssignedPlan>(utf8, AssignedPlanReader.Read),
                token),
            plan => plan.Id,
            first: 1,
            options.PageSize,
            options.MaxPages,
            () => Endless(Call.AssignedPlans),
            cancellationToken);
    }

    public async Task<RepositoryPage> GetRepositoriesAsync(
        string organizationId, RepositoryQuery query, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(organizationId);
        ArgumentNullException.ThrowIfNull(query);
        var page = await RepositoriesAsync(organizationId, query, Math.Max(1, query.Page), cancellationToken);
        return new RepositoryPage
        {
            CurrentPage = page.CurrentPage,
            PageCount = page.PageCount,
            TotalEntries = page.TotalEntries,
            SynchronizationInProgress = page.SynchronizationInProgress,
            LastSynchronizationStarted = page.LastSynchronizationStarted,
            RemovedRepositories = page.RemovedRepositories,
            Repositories = page.Rows,
        };
    }

    public IAsyncEnumerable<Repository> ListRepositoriesAsync(
        string organizationId, RepositoryQuery query, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(organizationId);
        ArgumentNullException.ThrowIfNull(query);
        return Pager.WalkAsync(
            (page, token) => RepositoriesAsync(organizationId, query, page, token),
            repository => repository.Id,
            Math.Max(1, query.Page),
            LimitOf(query),
            options.MaxPages,
            () => Endless(Call.Repositories),
            cancellationToken);
    }

    public Task AttachAsync(string planId, string repositoryId, CancellationToken cancellationToken) =>
        MembershipAsync(Call.Attach, planId, repositoryId, cancellationToken);

    public Task DetachAsync(string planId, string repositoryId, CancellationToken cancellationToken) =>
        MembershipAsync(Call.Detach, planId, repositoryId, cancellationToken);

    public Task ModifyPlanAsync(JsonObject plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return UndocumentedAsync(Call.ModifyPlan, Bytes(plan), cancellationToken);
    }

    public Task<ItemResults> ActivateAsync(IReadOnlyList<string> repositoryIds, CancellationToken cancellationToken) =>
        LicencesAsync(Call.Activate, repositoryIds, cancellationToken);

    public Task<ItemResults> DeactivateAsync(IReadOnlyList<string> repositoryIds, CancellationToken cancellationToken) =>
        LicencesAsync(Call.Deactivate, repositoryIds, cancellationToken);

    public Task<ItemResults> RemoveAsync(string repositoryId, bool removeData, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(repositoryId);
        return caller.CallAsync(
            Call.Remove,
            JsonSerializer.SerializeToUtf8Bytes(new RemoveRequest(repositoryId, removeData), RequestJson.Default.RemoveRequest),
            (utf8, _) => ItemAnswer.Read(utf8).For([repositoryId]),
            cancellationToken);
    }

    public Task SyncAsync(string organizationId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(organizationId);
        return UndocumentedAsync(
            Call.Sync,
            JsonSerializer.SerializeToUtf8Bytes(new SyncRequest(organizationId), RequestJson.Default.SyncRequest),
            cancellationToken);
    }

    private static byte[] Bytes(JsonObject plan)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            plan.WriteTo(writer);
        }

        return bytes.ToArray();
    }

    private int LimitOf(RepositoryQuery query) => query.Limit > 0 ? query.Limit : options.PageSize;

    private Task<Page<Repository>> RepositoriesAsync(
        string organizationId, RepositoryQuery query, int page, CancellationToken cancellationToken) => PageAsync(
            Call.Repositories,
            JsonSerializer.SerializeToUtf8Bytes(
                new RepositoriesRequest(
                    organizationId,
                    LimitOf(query),
                    query.OrderBy,
                    query.Descending ? "desc" : "asc",
                    page,
                    query.IsRemoved is { } removed ? [new Filter("eq", removed, "IsRemoved")] : null),
                RequestJson.Default.RepositoriesRequest),
            utf8 => PageReader.Read<Repository>(utf8, RepositoryReader.Read),
            cancellationToken);

    private async Task<Page<T>> PageAsync<T>(Call call, byte[] body, PageRead<T> read, CancellationToken cancellationToken)
        where T : class
    {
        var page = await caller.CallAsync(call, body, (utf8, _) => read(utf8), cancellationToken);
        if (page.Skipped > 0)
        {
            Log.RowsSkipped(logger, Name, call.Path, page.Skipped);
        }

        return page;
    }

    private Task<bool> MembershipAsync(Call call, string planId, string repositoryId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(planId);
        ArgumentException.ThrowIfNullOrWhiteSpace(repositoryId);
        return UndocumentedAsync(
            call,
            JsonSerializer.SerializeToUtf8Bytes(new PlanMemberRequest(planId, repositoryId), RequestJson.Default.PlanMemberRequest),
            cancellationToken);
    }

    private async Task<ItemResults> LicencesAsync(Call call, IReadOnlyList<string> repositoryIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repositoryIds);
        string[] ids = [.. repositoryIds.Distinct(StringComparer.OrdinalIgnoreCase)];
        return ids.Length == 0
            ? new ItemResults([], [], [])
            : await caller.CallAsync(
                call,
                JsonSerializer.SerializeToUtf8Bytes(new IdsRequest(ids), RequestJson.Default.IdsRequest),
                (utf8, _) => ItemAnswer.Read(utf8).For(ids),
                cancellationToken);
    }

    /// <summary>Calls whose answer the page does not show: anything but a named failure or a web page passes.
    /// The value says nothing more than that.</summary>
    private Task<bool> UndocumentedAsync(Call call, byte[] body, CancellationToken cancellationToken) => caller.CallAsync(
        call,
        body,
        (utf8, status) => UndocumentedAnswer.Failure(utf8) is { } failure ? throw faults.Refused(failure.Code, status) : true,
        cancellationToken);

    private XoperoException Endless(Call call)
    {
        Log.ListEndless(logger, Name, call.Path, options.MaxPages);
        return faults.Endless(options.MaxPages);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Server {Server}: {Call} gave {Count} rows without an id; they are left out")]
        public static partial void RowsSkipped(ILogger logger, string server, string call, int count);

        [LoggerMessage(2, LogLevel.Warning, "Server {Server}: {Call} has no end after {Pages} pages")]
        public static partial void ListEndless(ILogger logger, string server, string call, int pages);
    }
}
