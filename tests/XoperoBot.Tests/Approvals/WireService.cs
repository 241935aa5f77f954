using XoperoBot.Simulator;

namespace XoperoBot.Tests.Approvals;

/// <summary>The simulated service behind the table at the wire: an organization for each row, and what other hands change in it.</summary>
internal sealed class WireService(SimulatorApp app)
{
    private const int Api = 1;

    private static readonly SimulatorCall[] Writes =
    [
        SimulatorCall.Activate, SimulatorCall.Deactivate, SimulatorCall.AttachRepository, SimulatorCall.DetachRepository, SimulatorCall.ModifyPlan, SimulatorCall.Remove,
    ];

    /// <summary>Every deactivation is done, and its answer is lost.</summary>
    public static SimulatorOptions Options(IEnumerable<string> organizations) => new()
    {
        FreeLicences = 1000,
        RecordedRequests = 200_000,
        Faults = { new Fault { Kind = FaultKind.Drop, Call = SimulatorCall.Deactivate, AfterApply = true } },
        Organizations =
        [
            .. organizations.Select(name => new OrganizationOptions
            {
                Name = name,
                Repositories = 5,
                Unlicensed = 5,
                RepositoryNames = ["web", "api", "old", "twin", "twin"],
                Plans = { new PlanOptions { Name = "nightly", First = Api, Count = 1 }, new PlanOptions { Name = "weekly", Count = 0 } },
            }),
            new OrganizationOptions { Name = "beta", Repositories = 1, RepositoryNames = ["x"], Plans = { new PlanOptions { Name = "everything", IncludeAll = true } } },
        ],
    };

    /// <summary>Calls that could change something in an organization.</summary>
    public int WritesTo(string organization)
    {
        var repositories = Enumerable.Range(0, 5).Select(at => Find(organization).RepositoryId(at).ToString()).ToList();
        return app.Simulation.Recorder.Requests().Count(request =>
            request.Call is { } call && Writes.Contains(call) && repositories.Exists(id => request.Body.Contains(id, StringComparison.OrdinalIgnoreCase)));
    }

    public void Change(string organization, Drift drift)
    {
        if (drift == Drift.NoLongerVisible)
        {
            Assert.True(app.Simulation.Script.RemoveFromHost(organization, $"{organization}/api", atOnce: true).Done);
            return;
        }

        using var held = app.Simulation.Enter();
        var found = Find(organization);
        switch (drift)
        {
            case Drift.Unlisted:
                found.Rows[Api].IsGone = true;
                break;
            case Drift.NoLongerProtected:
                found.Plans[0].IsActive = false;
                break;
            case Drift.Renamed:
                found.Rows[Api].Name = "site";
                break;
            case Drift.InAnotherPlan:
                found.Plans[1].Members.Add(Api);
                break;
            default:
                found.Rows[Api].LastSuccess += 60_000;
                break;
        }

        found.Touch();
    }

    private XoperoBot.Simulator.State.SimOrganization Find(string organization) =>
        app.Simulation.Engine.Organizations.Find(one => one.Name == organization)!;
}
