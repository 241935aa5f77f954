using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using XoperoBot.Xopero;

namespace XoperoBot.Tests.Approvals;

/// <summary>How a write of the fake ends.</summary>
internal enum WriteEnd
{
    Answered,

    /// <summary>Done, and the answer is lost.</summary>
    LostAfter,

    /// <summary>Not done, and the answer is lost.</summary>
    LostBefore,

    /// <summary>Nothing was sent.</summary>
    NotSent,

    /// <summary>Refused as a whole.</summary>
    Rejected,

    /// <summary>Each id refused with a code.</summary>
    CodePerItem,

    /// <summary>Nothing is said about any id; it is done.</summary>
    Silent,

    /// <summary>Nothing is said about any id; it is not done.</summary>
    SilentUndone,
}

/// <summary>Management Services in memory that survive a restart of the bot and remember every write.</summary>
internal sealed class FakeManagement : IManagementServices
{
    public FakeManagement()
    {
        Main = new FakeServer();
        All = [Main];
    }

    public FakeServer Main { get; }

    public IReadOnlyList<IManagementService> All { get; }

    public IManagementService? Find(string name) => string.Equals(name, Main.Name, StringComparison.OrdinalIgnoreCase) ? Main : null;
}

internal sealed class FakeServer : IManagementService
{
    private readonly Lock _gate = new();

    public FakeServer()
    {
        Add("org-1", "acme", Row("r-web", "acme/web"), Row("r-api", "acme/api"), Row("r-old", "acme/old") with { IsRemoved = true }, Row("r-twin-1", "acme/twin"), Row("r-twin-2", "acme/twin"));
        Add("org-2", "beta", Row("r-x", "beta/x"));
        Plans["org-1"] = [new AssignedPlan { Id = "p-1", Name = "nightly", IncludeAllRepositories = false, RepositoryIds = ["r-api"] }, new AssignedPlan { Id = "p-2", Name = "weekly", IncludeAllRepositories = false, RepositoryIds = [] }];
        Plans["org-2"] = [new AssignedPlan { Id = "p-9", Name = "everything", IncludeAllRepositories = true, RepositoryIds = [] }];
    }

    public Dictionary<string, List<Repository>> Repositories { get; } = [];

    public Dictionary<string, string> Organizations { get; } = [];

    public Dictionary<string, List<AssignedPlan>> Plans { get; } = [];

    /// <summary>Every write that arrived, in order.</summary>
    public List<string> Writes { get; } = [];

    /// <summary>How the next writes end; the last holds on.</summary>
    public Queue<WriteEnd> Ends { get; } = new();

    public bool Down { get; set; }

    public bool PlansDown { get; set; }

    /// <summary>Called before and after a write has its effect.</summary>
    public Action<string> AtWrite { get; set; } = _ => { };

    public string Name => "main";

    public Uri? ConsoleUrl => null;

    public static Repository Row(string id, string name) => new()
    {
        Id = id,
        Name = name,
        IsProtected = true,
        IsRemoved = false,
        LastSuccessfulBackup = new DateTimeOffset(2026, 3, 1, 2, 0, 0, TimeSpan.Zero),
    };

    public void Add(string id, string name, params Repository[] repositories)
    {
        Organizations[id] = name;
        Repositories[id] = [.. repositories];
    }

    public Task<SignedIn> LoginAsync(CancellationToken cancellationToken) => Task.FromResult(new SignedIn(Roles: null, ServiceTime: null));

    public Task<ServerCertificate?> ReadCertificateAsync(CancellationToken cancellationToken) => Task.FromResult<ServerCertificate?>(null);

    public async IAsyncEnumerable<Organization> ListOrganizationsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        Check();
        foreach (var (id, name) in Organizations)
        {
            yield return new Organization
            {
                Id = id,
                Name = name,
                MissingLicences = 3,
                Plans = [.. Plans.GetValueOrDefault(id, []).Select(plan => new Plan { Id = plan.Id, Name = plan.Name })],
            };
        }
    }

    public async IAsyncEnumerable<AssignedPlan> ListAssignedPlansAsync(string organizationId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        Check();
        if (PlansDown)
        {
            throw new XoperoException(XoperoFault.ServiceError, Name, "Plans cannot be read.");
        }

        List<AssignedPlan> plans;
        lock (_gate)
        {
            plans = [.. Plans.GetValueOrDefault(organizationId, [])];
        }

        foreach (var plan in plans)
        {
            yield return plan;
        }
    }

    public Task<RepositoryPage> GetRepositoriesAsync(string organizationId, RepositoryQuery query, CancellationToken cancellationToken)
    {
        Check();
        lock (_gate)
        {
            var rows = Repositories[organizationId].OrderBy(row => row.Name, StringComparer.OrdinalIgnoreCase).ToList();
            var limit = Math.Max(1, query.Limit);
            return Task.FromResult(new RepositoryPage { TotalEntries = rows.Count, Repositories = [.. rows.Skip((query.Page - 1) * limit).Take(limit)] });
        }
    }

    public async IAsyncEnumerable<Repository> ListRepositoriesAsync(string organizationId, RepositoryQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        Check();
        List<Repository> rows;
        lock (_gate)
        {
            rows = [.. Repositories[organizationId]];
        }

        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return row;
        }
    }

    public Task AttachAsync(string planId, string repositoryId, CancellationToken cancellationToken)
    {
        _ = Write($"attach {planId} {repositoryId}", [repositoryId], () => Change(planId, plan => plan with { RepositoryIds = [.. plan.RepositoryIds, repositoryId] }));
        return Task.CompletedTask;
    }

    public Task DetachAsync(string planId, string repositoryId, CancellationToken cancellationToken)
    {
        _ = Write($"detach {planId} {repositoryId}", [repositoryId], () => Change(planId, plan => plan with { RepositoryIds = [.. plan.RepositoryIds.Where(id => id != repositoryId)] }));
        return Task.CompletedTask;
    }

    public Task ModifyPlanAsync(JsonObject plan, CancellationToken cancellationToken)
    {
        var id = plan["id"]!.GetValue<string>();
        _ = Write($"modify {plan.ToJsonString()}", [id], () => Change(id, at => at with { Name = plan["name"]!.GetValue<string>() }));
        return Task.CompletedTask;
    }

    public Task<ItemResults> ActivateAsync(IReadOnlyList<string> repositoryIds, CancellationToken cancellationToken) =>
        Task.FromResult(Write($"activate {string.Join(' ', repositoryIds)}", repositoryIds, () => { }));

    public Task<ItemResults> DeactivateAsync(IReadOnlyList<string> repositoryIds, CancellationToken cancellationToken) =>
        Task.FromResult(Write($"deactivate {string.Join(' ', repositoryIds)}", repositoryIds, () => { }));

    public Task<ItemResults> RemoveAsync(string repositoryId, bool removeData, CancellationToken cancellationToken) =>
        Task.FromResult(Write($"remove {repositoryId} {removeData}", [repositoryId], () => Repositories.Values.ToList().ForEach(rows => rows.RemoveAll(row => row.Id == repositoryId))));

    public Task SyncAsync(string organizationId, CancellationToken cancellationToken) => throw new InvalidOperationException("Nobody synchronises here.");

    private void Change(string planId, Func<AssignedPlan, AssignedPlan> change)
    {
        foreach (var plans in Plans.Values)
        {
            var at = plans.FindIndex(plan => plan.Id == planId);
            if (at >= 0)
            {
                plans[at] = change(plans[at]);
            }
        }
    }

    private ItemResults Write(string what, IReadOnlyList<string> ids, Action effect)
    {
        AtWrite("before");
        lock (_gate)
        {
            var end = Ends.Count > 1 ? Ends.Dequeue() : Ends.TryPeek(out var last) ? last : WriteEnd.Answered;
            if (end == WriteEnd.NotSent)
            {
                throw new XoperoException(XoperoFault.Unreachable, Name, "The server cannot be reached.") { NothingSent = true };
            }

            Writes.Add(what);
            if (end is WriteEnd.Answered or WriteEnd.LostAfter or WriteEnd.Silent)
            {
                effect();
            }

            switch (end)
            {
                case WriteEnd.LostAfter or WriteEnd.LostBefore:
                    throw new XoperoException(XoperoFault.Timeout, Name, "The server did not answer in time.");
                case WriteEnd.Rejected:
                    throw new XoperoException(XoperoFault.Rejected, Name, "The server refused it.") { Status = 400 };
                case WriteEnd.CodePerItem:
                    return new ItemResults([], [.. ids.Select(id => new ItemFailure(id, "LI5020"))], []);
                case WriteEnd.Silent or WriteEnd.SilentUndone:
                    return new ItemResults([], [], ids);
            }
        }

        AtWrite("after");
        return new ItemResults(ids, [], []);
    }

    private void Check()
    {
        if (Down)
        {
            throw new XoperoException(XoperoFault.Unreachable, Name, "The server main cannot be reached.") { NothingSent = true };
        }
    }
}
