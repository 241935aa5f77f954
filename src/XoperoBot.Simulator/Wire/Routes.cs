namespace XoperoBot.Simulator.Wire;

/// <summary>The documented paths.</summary>
internal static class Routes
{
    private static readonly Dictionary<string, SimulatorCall> Exact = new(StringComparer.Ordinal)
    {
        ["/account/login"] = SimulatorCall.Login,
        ["/git/organizations/getmany"] = SimulatorCall.GetOrganizations,
        ["/plans/attachgitrepository"] = SimulatorCall.AttachRepository,
        ["/plans/detachgitrepository"] = SimulatorCall.DetachRepository,
        ["/plans/listassignedtoorganization"] = SimulatorCall.ListAssignedPlans,
        ["/plans/modifygitplan"] = SimulatorCall.ModifyPlan,
        ["/git/repositories/activate"] = SimulatorCall.Activate,
        ["/git/repositories/deactivate"] = SimulatorCall.Deactivate,
        ["/git/repositories/getmany"] = SimulatorCall.GetRepositories,
        ["/git/repositories/remove"] = SimulatorCall.Remove,
        ["/git/repositories/sync"] = SimulatorCall.Sync,
    };

    private static readonly Dictionary<string, SimulatorCall> AnyCase = new(Exact, StringComparer.OrdinalIgnoreCase);

    public static SimulatorCall? Find(string path, bool anyCase) =>
        (anyCase ? AnyCase : Exact).TryGetValue(path, out var call) ? call : null;

    public static Answer Run(SimulatorCall call, CallContext context) => call switch
    {
        SimulatorCall.Login => LoginCall.Run(context),
        SimulatorCall.GetOrganizations => OrganizationCalls.GetMany(context),
        SimulatorCall.AttachRepository => PlanCalls.Attach(context),
        SimulatorCall.DetachRepository => PlanCalls.Detach(context),
        SimulatorCall.ListAssignedPlans => PlanCalls.ListAssigned(context),
        SimulatorCall.ModifyPlan => PlanCalls.Modify(context),
        SimulatorCall.Activate => LicenceCalls.Activate(context),
        SimulatorCall.Deactivate => LicenceCalls.Deactivate(context),
        SimulatorCall.GetRepositories => RepositoryCalls.GetMany(context),
        SimulatorCall.Remove => LicenceCalls.Remove(context),
        SimulatorCall.Sync => RepositoryCalls.Sync(context),
        _ => throw new ArgumentOutOfRangeException(nameof(call)),
    };
}
