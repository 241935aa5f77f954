using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using XoperoBot.Simulator;
using XoperoBot.Simulator.State;
using XoperoBot.Xopero;

namespace XoperoBot.Tests.Watch;

/// <summary>The simulator without its wire: a month of readings fits into seconds. The wire has tests of its own.</summary>
internal sealed class SimulatedService(Simulation simulation, string name) : IManagementService
{
    private int _reading;

    public string Name => name;

    public Uri? ConsoleUrl => new("https://console.test/");

    public int Readings { get; private set; }

    /// <summary>When a reading got its answer.</summary>
    public List<DateTimeOffset> Looks { get; } = [];

    public int RepositoryReadings { get; private set; }

    /// <summary>Most readings that ran at the same time.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>What every call fails with; null for none.</summary>
    public XoperoFault? Fault { get; set; }

    /// <summary>Real time that a reading takes.</summary>
    public TimeSpan Takes { get; set; }

    public Simulation Simulation => simulation;

    public async IAsyncEnumerable<Organization> ListOrganizationsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Readings++;
        MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _reading));
        try
        {
            await Task.Delay(Takes, cancellationToken);
            foreach (var organization in Read())
            {
                yield return organization;
            }
        }
        finally
        {
            Interlocked.Decrement(ref _reading);
        }
    }

    public async IAsyncEnumerable<AssignedPlan> ListAssignedPlansAsync(string organizationId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        List<AssignedPlan> plans;
        using (simulation.Enter())
        {
            Refuse();
            var organization = Find(organizationId);
            plans = [.. organization.Plans.Select(plan => new AssignedPlan
            {
                Id = plan.Id.ToString(),
                Name = plan.Name,
                IncludeAllRepositories = plan.IncludeAll,
                RepositoryIds = plan.IncludeAll ? [] : [.. Enumerable.Range(0, organization.RowCount).Where(plan.Takes).Select(index => organization.RepositoryId(index).ToString())],
            })];
        }

        foreach (var plan in plans)
        {
            yield return plan;
        }
    }

    public async IAsyncEnumerable<Repository> ListRepositoriesAsync(
        string organizationId, RepositoryQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        RepositoryReadings++;
        List<Repository> rows;
        using (simulation.Enter())
        {
            Refuse();
            var organization = Find(organizationId);
            rows = [.. Enumerable.Range(0, organization.RowCount)
                .Where(index => !organization.Rows[index].IsGone && (query.IsRemoved is null || organization.Rows[index].IsRemoved == query.IsRemoved))
                .Select(index => new Repository
                {
                    Id = organization.RepositoryId(index).ToString(),
                    Name = organization.RepositoryName(index),
                    IsProtected = organization.IsProtected(index),
                    IsRemoved = organization.Rows[index].IsRemoved,
                    LastBackup = At(organization.Rows[index].LastBackup),
                    LastSuccessfulBackup = At(organization.Rows[index].LastSuccess),
                })];
        }

        foreach (var row in rows)
        {
            yield return row;
        }
    }

    public Task<RepositoryPage> GetRepositoriesAsync(string organizationId, RepositoryQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<SignedIn> LoginAsync(CancellationToken cancellationToken) => Task.FromResult(new SignedIn(Roles: null, ServiceTime: null));

    public Task<ServerCertificate?> ReadCertificateAsync(CancellationToken cancellationToken) => Task.FromResult<ServerCertificate?>(null);

    public Task AttachAsync(string planId, string repositoryId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task DetachAsync(string planId, string repositoryId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task ModifyPlanAsync(JsonObject plan, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ItemResults> ActivateAsync(IReadOnlyList<string> repositoryIds, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ItemResults> DeactivateAsync(IReadOnlyList<string> repositoryIds, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ItemResults> RemoveAsync(string repositoryId, bool removeData, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task SyncAsync(string organizationId, CancellationToken cancellationToken) => throw new NotSupportedException();

    private static DateTimeOffset? At(long milliseconds) => milliseconds == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private SimOrganization Find(string id) => simulation.Engine.FindOrganization(Guid.Parse(id))!;

    private List<Organization> Read()
    {
        using var held = simulation.Enter();
        Refuse();
        Looks.Add(simulation.Time.GetUtcNow());
        return [.. simulation.Engine.Organizations.Select(Describe)];
    }

    private void Refuse()
    {
        if (Fault is { } fault || (simulation.Engine.IsDown && (fault = XoperoFault.Unreachable) == fault))
        {
            throw new XoperoException(fault, name, $"The server {name} cannot be reached.");
        }
    }

    private static Organization Describe(SimOrganization organization)
    {
        var counters = organization.Counters(overlap: true);
        return new Organization
        {
            Id = organization.Id.ToString(),
            Name = organization.Name,
            ProtectedRepositories = counters.Protected,
            TotalRepositories = counters.Total,
            MissingLicences = counters.Missing,
            RemovedRepositories = counters.Removed,
            Plans = [.. organization.Plans.Select(plan => new Plan
            {
                Id = plan.Id.ToString(),
                Name = plan.Name,
                RepoCount = organization.TaskCount(plan),
                LastStatus = plan.FinishedAt == 0 ? null : new PlanStatus(plan.Successes, plan.Warnings, plan.Errors),
                FinishedAt = At(plan.FinishedAt),
                IsRunning = plan.IsRunning,
            })],
        };
    }
}

internal sealed class SimulatedServices(params IManagementService[] services) : IManagementServices
{
    public IReadOnlyList<IManagementService> All { get; } = services;

    public IManagementService? Find(string name) => services.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase));
}
