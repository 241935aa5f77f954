using XoperoBot.Core.Access;
using XoperoBot.Core.Approvals;
using XoperoBot.Core.Audit;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Features.ModifyPlan;

/// <summary>Takes a plan's whole definition from an administrator. Sends nothing.</summary>
internal sealed class BaselineGiving(BaselineStore baselines, PlanObserver observer, RequestStore requests, Audit.AuditLog audit)
{
    public const string OptionName = "baseline";

    private const int MostErrors = 10;

    /// <summary>Fields that take what the first has no room for: some products take 3,000 characters in one.</summary>
    public static IReadOnlyList<string> Continued { get; } = [$"{OptionName}-2", $"{OptionName}-3", $"{OptionName}-4"];

    /// <summary>The definition, put together from its parts; null when none was given.</summary>
    public static string? Given(Arguments arguments) =>
        arguments.Value(OptionName) is { } first ? string.Concat(Continued.Select(name => arguments.Value(name) ?? "").Prepend(first)) : null;

    public static string Missing(string plan) =>
        $"There is no definition of the plan {plan} yet, and the service offers no way to read one. An administrator gives it once: “modify plan {plan} --baseline <json>”.";

    /// <summary>Asks an administrator for it; tells others whom to ask.</summary>
    public static Reply Ask(Call call, PlanAt plan) =>
        call.Person.May(Needs.Admin) ? Form(plan, value: null, error: null) : new RefusedReply(Missing(plan.Plan.Name));

    /// <summary>An administrator gives definitions; changes are asked for by operators.</summary>
    public RefusedReply RefuseChange(Call call, PlanAt plan) =>
        Refuse(call, plan, $"“{ModifyPlanOperation.CommandWord}” needs the role {Role.Operator}. An administrator can grant it to {call.Person.Account.Key}.");

    public async Task<Reply> GiveAsync(Call call, PlanAt plan, string pasted, CancellationToken cancellationToken)
    {
        if (!call.Person.May(Needs.Admin))
        {
            return Refuse(call, plan, $"A definition is given by an administrator: the role {Role.Admin} is missing. An administrator can grant it to {call.Person.Account.Key}.");
        }

        var (definition, unread) = Definition.Parse(pasted);
        var wrong = definition is null ? [unread!] : Definition.Check(definition, plan.Plan.Id, plan.At.Organization.Id);
        if (definition is null || wrong.Count > 0)
        {
            return Wrong(call, plan, pasted, wrong);
        }

        var order = OrderOf(plan, Definition.Write(definition));
        var before = await baselines.FindAsync(order.Server, plan.Plan.Id, cancellationToken);
        if (before is not null && before.Body == order.Definition)
        {
            return new CardReply(Replies.Sentence("Baseline", Tone.Neutral, $"That is the baseline of {plan.Plan.Name} already: {before.Words}.")) { Private = true };
        }

        if (await RunningAsync(order, cancellationToken) is { } running)
        {
            return new RefusedReply($"{running.Id} is changing that plan, and its end decides on the baseline. “approval {running.Id}” shows how it stands.");
        }

        var strays = await observer.StraysAsync(order, definition, cancellationToken);
        var changes = before is null ? [] : PlanDifference.Of(Definition.Read(before.Body), definition);
        var dry = call.Arguments.Has("dry-run");
        var kept = new Baseline((before?.Version ?? 0) + 1, order.Definition!, call.Person.Name, default, RequestId: null);
        var summary = dry ? $"Dry run: the definition of {plan.Plan.Name} is in order; it was not kept." : $"The definition of {plan.Plan.Name} is kept as its baseline, {kept.Words}. Nothing was sent.";
        var elements = new List<Element> { new Notice(Tone.Good, summary) };
        elements.AddRange(strays.Select(stray => new Notice(Tone.Warning, $"It is not what the service shows: {stray}")));
        elements.AddRange(PlanObserver.Rows(changes, new Dictionary<string, string>(StringComparer.Ordinal), "What differs from the baseline before"));
        var card = new Card($"Baseline of {plan.Plan.Name}", strays.Count > 0 ? Tone.Warning : Tone.Good, elements) { Summary = summary };
        return new CardReply(card) { Stores = dry ? [] : [session => KeepAsync(session, call, plan, order, kept, changes)] };
    }

    public static Order OrderOf(PlanAt plan, string definition) => new()
    {
        Operation = ModifyPlanOperation.OperationName,
        Server = plan.At.Service.Name,
        OrganizationId = plan.At.Organization.Id,
        OrganizationName = plan.At.Organization.Name,
        Targets = [new Target(plan.Plan.Id, plan.Plan.Name)],
        Definition = definition,
    };

    private RefusedReply Refuse(Call call, PlanAt plan, string sentence) => new(sentence)
    {
        Stores = [session => audit.AppendAsync(session, AuditEntry.By(AuditKind.Refusal, $"A definition or change of the plan {plan.Path} refused: {sentence}", plan.At.Service.Name, call.Person, call.Inbound))],
    };

    private async Task KeepAsync(Session session, Call call, PlanAt plan, Order order, Baseline kept, IReadOnlyList<Change> changes)
    {
        await baselines.AddAsync(session, order.Server, plan.Plan.Id, order.Definition!, call.Person.Name, call.Person.Account.Key, requestId: null);
        var entry = AuditEntry.By(AuditKind.Configuration, $"Definition of the plan {plan.Path} kept as its baseline, {kept.Words}.", plan.At.Service.Name, call.Person, call.Inbound);
        await audit.AppendAsync(session, entry with { Detail = StoredJson.Write(new { Plan = plan.Plan.Id, order.Server, Digest = Definition.Digest(order.Definition!), Changed = changes.Select(change => change.Path) }) });
    }

    private async Task<Request?> RunningAsync(Order order, CancellationToken cancellationToken)
    {
        const int most = 1000;
        return (await requests.ListAsync(over: false, Sight.All, most, cancellationToken)).FirstOrDefault(request =>
            request.State is RequestState.Running or RequestState.Unclear
            && request.Order.Operation == order.Operation
            && string.Equals(request.Order.Server, order.Server, StringComparison.OrdinalIgnoreCase)
            && string.Equals(request.Order.Targets[0].Id, order.Targets[0].Id, StringComparison.OrdinalIgnoreCase));
    }

    private static Reply Wrong(Call call, PlanAt plan, string pasted, IReadOnlyList<string> wrong)
    {
        var more = wrong.Count > MostErrors ? $" And {wrong.Count - MostErrors} more." : "";
        var sentence = $"{string.Join(' ', wrong.Take(MostErrors))}{more}";
        return call.Inbound is Submitted ? Form(plan, pasted, sentence) : new RefusedReply($"The definition is not taken. {sentence}");
    }

    private static FormReply Form(PlanAt plan, string? value, string? error) => new(
        "Definition of a plan",
        [
            new TextField(OptionName, "Whole definition (JSON)") { Required = true, Multiline = true, MaxLength = Definition.MostCharacters, Value = value, Hint = "The body of plans/modifygitplan, with every member." },
            .. Continued.Select(name => new TextField(name, "More of it") { Multiline = true, MaxLength = Definition.MostCharacters, Hint = "Only if the field above takes no more." }),
        ],
        ["--plan", plan.Plan.Id])
    {
        Intro = [new Paragraph($"The service offers no way to read the plan {plan.Path}. Give its definition once; changes are made from it. It can also be sent as a file with “modify plan {plan.Plan.Name}”.")],
        SubmitLabel = "Keep the definition",
        Errors = error is null ? new Dictionary<string, string>(StringComparer.Ordinal) : new Dictionary<string, string>(StringComparer.Ordinal) { [OptionName] = error },
    };
}
