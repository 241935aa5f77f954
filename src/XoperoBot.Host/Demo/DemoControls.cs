using XoperoBot.Playground;
using XoperoBot.Simulator;

namespace XoperoBot.Host.Demo;

/// <summary>What the Playground's side panel can make happen in the simulated service.</summary>
internal static class DemoControls
{
    private const string Organization = "organization";
    private const string Plan = "plan";

    public static PlaygroundControl For(Simulation simulation)
    {
        var script = simulation.Script;
        var organizations = new PlaygroundControl.Parameter(Organization, "Organization", _ => Organizations(simulation));
        var plans = new PlaygroundControl.Parameter(Plan, "Plan", _ => Plans(simulation));
        return new PlaygroundControl(
        [
            OnPlan("fail-plan", "Fail a plan", "Its run ends at once with an error.", plans, script.FailPlan),
            OnPlan("warn-plan", "Finish a plan with warnings", "Its run ends at once with a warning.", plans, script.WarnPlan),
            OnPlan("succeed-plan", "Let a plan succeed", "Its run ends at once without fault.", plans, (organization, plan, _, _) => script.SucceedPlan(organization, plan)),
            OnPlan("run-plan", "Start a plan", "It runs as long as it usually does.", plans, (organization, plan, _, _) => script.RunPlan(organization, plan)),
            OnOrganization("add-repository", "Add a repository", "A new one appears, in no plan.", organizations,
                organization => script.AddRepository(organization, $"new-service-{simulation.Events().Count}", atOnce: true)),
            OnService("exhaust-licences", "Use up the licences", "Activation then answers LI5020.", script.ExhaustLicences),
            OnService("add-licences", "Buy 50 licences", "", () => script.SetFreeLicences(50)),
            OnService("take-down", "Take the service down", "Nothing answers any more.", script.TakeDown),
            OnService("bring-up", "Bring the service up", "", script.BringUp),
        ]);
    }

    private static PlaygroundControl.Action OnService(string id, string label, string description, Func<ScriptResult> run) =>
        new(id, label, "Service", description, (_, _) => Task.FromResult(run().Message));

    private static PlaygroundControl.Action OnOrganization(
        string id, string label, string description, PlaygroundControl.Parameter organizations, Func<string, ScriptResult> run) =>
        new(id, label, "Repositories", description, (arguments, _) => Task.FromResult(run(arguments[Organization]).Message)) { Parameters = [organizations] };

    private static PlaygroundControl.Action OnPlan(
        string id, string label, string description, PlaygroundControl.Parameter plans, Func<string, string, int, int, ScriptResult> run) =>
        new(id, label, "Plans", description, (arguments, _) =>
        {
            var ids = arguments[Plan].Split('/', 2);
            return Task.FromResult(run(ids[0], ids[1], 1, 1).Message);
        })
        { Parameters = [plans] };

    private static ValueTask<IReadOnlyList<PlaygroundControl.Option>> Organizations(Simulation simulation) => ValueTask.FromResult<IReadOnlyList<PlaygroundControl.Option>>(
        [.. simulation.Snapshot().Organizations.Select(organization => new PlaygroundControl.Option(organization.Id, organization.Name))]);

    private static ValueTask<IReadOnlyList<PlaygroundControl.Option>> Plans(Simulation simulation) => ValueTask.FromResult<IReadOnlyList<PlaygroundControl.Option>>(
        [.. simulation.Snapshot().Organizations.SelectMany(organization => organization.Plans.Select(plan =>
            new PlaygroundControl.Option($"{organization.Id}/{plan.Id}", $"{organization.Name} / {plan.Name}")))]);
}
