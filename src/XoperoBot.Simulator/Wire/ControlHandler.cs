using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace XoperoBot.Simulator.Wire;

/// <summary><c>GET /_simulator/state</c> and <c>POST /_simulator/{action}</c>, for callers on this machine only.</summary>
internal sealed class ControlHandler(Simulation simulation)
{
    public const string Prefix = "/_simulator";

    private const int Tail = 100;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private static readonly Dictionary<string, Func<SimulationScript, Step, ScriptResult>> Actions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["fail-plan"] = (script, step) => script.FailPlan(step.Organization, step.Plan, step.Count ?? 1, step.Runs ?? 1),
        ["warn-plan"] = (script, step) => script.WarnPlan(step.Organization, step.Plan, step.Count ?? 1, step.Runs ?? 1),
        ["succeed-plan"] = (script, step) => script.SucceedPlan(step.Organization, step.Plan),
        ["run-plan"] = (script, step) => script.RunPlan(step.Organization, step.Plan),
        ["hang-plan"] = (script, step) => script.HangPlan(step.Organization, step.Plan),
        ["pause-plan"] = (script, step) => script.PausePlan(step.Organization, step.Plan),
        ["resume-plan"] = (script, step) => script.ResumePlan(step.Organization, step.Plan),
        ["add-repository"] = (script, step) => script.AddRepository(step.Organization, step.Repository, step.AtOnce),
        ["remove-from-host"] = (script, step) => script.RemoveFromHost(step.Organization, step.Repository, step.AtOnce),
        ["return-to-host"] = (script, step) => script.ReturnToHost(step.Organization, step.Repository, step.AtOnce),
        ["sync"] = (script, step) => script.Sync(step.Organization),
        ["hang-sync"] = (script, step) => script.HangSync(step.Organization),
        ["lose-sync"] = (script, step) => script.LoseSync(step.Organization),
        ["finish-sync"] = (script, step) => script.FinishSync(step.Organization),
        ["exhaust-licences"] = (script, _) => script.ExhaustLicences(),
        ["set-licences"] = (script, step) => script.SetFreeLicences(Math.Max(0, step.Count ?? 0)),
        ["take-down"] = (script, _) => script.TakeDown(),
        ["bring-up"] = (script, _) => script.BringUp(),
        ["expire-tokens"] = (script, _) => script.ExpireTokens(),
        ["set-fault"] = (script, step) => step.Fault is { } fault
            ? script.SetFault(fault.Call, fault, fault.Times)
            : new ScriptResult(false, "The member fault is missing."),
        ["clear-faults"] = (script, step) => script.ClearFaults(step.Call),
    };

    public async Task HandleAsync(HttpContext http, PathString rest)
    {
        // The host name is checked too, so that no page in a browser reaches this through a name that points here.
        if (!IsLoopback(http.Connection.RemoteIpAddress) || !IsLocalName(http.Request.Host.Host))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var name = rest.Value?.Trim('/') ?? "";
        if (HttpMethods.IsGet(http.Request.Method) && string.Equals(name, "state", StringComparison.Ordinal))
        {
            var state = new
            {
                State = simulation.Snapshot(),
                Events = simulation.Events().TakeLast(Tail),
                Requests = simulation.Recorder.Requests().TakeLast(Tail),
                Actions = Actions.Keys,
            };
            await http.Response.WriteAsJsonAsync(state, Json, http.RequestAborted);
            return;
        }

        if (!HttpMethods.IsPost(http.Request.Method) || !Actions.TryGetValue(name, out var action))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (await ReadAsync(http.Request) is not { } step)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var result = action(simulation.Script, step);
        http.Response.StatusCode = result.Done ? StatusCodes.Status200OK : StatusCodes.Status409Conflict;
        await http.Response.WriteAsJsonAsync(result, Json, http.RequestAborted);
    }

    private static bool IsLoopback(IPAddress? address) => address is not null && IPAddress.IsLoopback(address);

    private static bool IsLocalName(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>Only JSON is read: a form of a foreign page cannot send that without asking first.</summary>
    private static async Task<Step?> ReadAsync(HttpRequest request)
    {
        if (!request.HasJsonContentType())
        {
            return null;
        }

        try
        {
            return await request.ReadFromJsonAsync<Step>(Json, request.HttpContext.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What an action may need.</summary>
    private sealed record Step
    {
        public string Organization { get; init; } = "";

        public string Plan { get; init; } = "";

        public string Repository { get; init; } = "";

        public bool AtOnce { get; init; }

        public int? Count { get; init; }

        public int? Runs { get; init; }

        public SimulatorCall? Call { get; init; }

        public Fault? Fault { get; init; }
    }
}
