using XoperoBot.Core.Access;
using XoperoBot.Core.Approvals;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;

namespace XoperoBot.Core.Features.ModifyPlan;

/// <summary>Asks for a plan's definition to be replaced by its baseline with changes.</summary>
internal sealed class ModifyPlanCommand(
    Names names, BaselineStore baselines, BaselineGiving giving, SentDefinition sent, PlanObserver observer, Asking asking, Operations operations) : ICommand
{
    private const int LongestChoice = 1800;

    public CommandInfo Info { get; } = new(
        ModifyPlanOperation.CommandWord,
        "modify plan <plan> [--active no] [--days 1,2,3] [--at 17:25] [--json <changes>] [--reason <text>] [--dry-run]",
        "Asks for a plan to be changed, from the definition that an administrator gave with --baseline.")
    {
        Needs = Needs.OperatorOrAdmin,
        Risk = Risk.NeedsApproval,
        Options =
        [
            new Option("plan", "The plan: name, org/name or id."),
            new Option(BaselineGiving.OptionName, "The whole definition as it is in the service, as JSON, or a file sent with “modify plan <plan>”; for administrators. Sends nothing."),
            .. BaselineGiving.Continued.Select(name => new Option(name, "More of --baseline, where a field takes no more.")),
            .. PlanEdits.Options,
            .. Asking.Options,
        ],
        Examples = ["modify plan nightly", "modify plan nightly --days 1,2,3,4,5 --at 21:00 --dry-run"],
    };

    public async Task<Reply> RunAsync(Call typed, CancellationToken cancellationToken)
    {
        var call = Read(typed);
        if (call.Arguments.Wrong is { } wrong)
        {
            return new UsageReply(wrong);
        }

        var name = call.Arguments.Words.Count > 0 ? call.Arguments.Text : call.Arguments.Value("plan");
        if (string.IsNullOrWhiteSpace(name))
        {
            return new FormReply("Modify plan", [new ChoiceField("plan", "Plan") { Required = true, Lookup = PlanChoices.SourceName }], Known(call));
        }

        var (plan, instead) = await names.PlanAsync(call.Person.Sight, name, choice => Line(call, choice), cancellationToken);
        if (plan is null)
        {
            return instead!;
        }

        if (SentDefinition.IsIn(call))
        {
            var (text, unread) = await sent.ReadAsync(call, cancellationToken);
            return text is null ? new RefusedReply(unread!) : await giving.GiveAsync(call, plan, text, cancellationToken);
        }

        return BaselineGiving.Given(call.Arguments) is { } pasted
            ? await giving.GiveAsync(call, plan, pasted, cancellationToken)
            : await ChangeAsync(call, plan, cancellationToken);
    }

    private async Task<Reply> ChangeAsync(Call call, PlanAt plan, CancellationToken cancellationToken)
    {
        if (await baselines.FindAsync(plan.At.Service.Name, plan.Plan.Id, cancellationToken) is not { } baseline)
        {
            return BaselineGiving.Ask(call, plan);
        }

        if (!call.Person.May(Needs.Operator))
        {
            return giving.RefuseChange(call, plan);
        }

        if (!PlanEdits.Any(call.Arguments))
        {
            return PlanForm.Of(plan, baseline, new Dictionary<string, string>(StringComparer.Ordinal));
        }

        var current = call.Arguments.Has(PlanEdits.CurrentRepositories) ? await observer.RepositoriesAsync(BaselineGiving.OrderOf(plan, baseline.Body), cancellationToken) : null;
        var (definition, wrong) = PlanEdits.Apply(Definition.Read(baseline.Body), call.Arguments, current);
        var mistakes = wrong.Count > 0 ? [] : Definition.Check(definition, plan.Plan.Id, plan.At.Organization.Id);
        if (mistakes.Count > 0)
        {
            wrong = new Dictionary<string, string>(StringComparer.Ordinal) { [PlanEdits.Json] = string.Join(' ', mistakes) };
        }

        if (wrong.Count > 0)
        {
            return call.Inbound is Submitted
                ? PlanForm.Of(plan, baseline, wrong)
                : new UsageReply(string.Join(' ', wrong.Select(pair => $"--{pair.Key}: {pair.Value}")));
        }

        var order = BaselineGiving.OrderOf(plan, Definition.Write(definition));
        return await asking.AskAsync(call, operations.Find(order.Operation), order, cancellationToken);
    }

    // JSON in a typed line is read from the text as it was typed, which may be longer than a command line.
    private Call Read(Call typed)
    {
        if (typed.Inbound is not Said said || Pasted.Quote(said.Text) is not { } line || ReferenceEquals(line, said.Text))
        {
            return typed;
        }

        return typed with { Arguments = Arguments.Bind([.. CommandLine.Parse(line).Skip(Info.Word.Split(' ').Length)], Info.Options) };
    }

    private List<string> Known(Call call) =>
    [
        .. from option in Info.Options
           where option.Name != "plan"
           from value in call.Arguments.Values(option.Name)
           from word in option.TakesValue ? new[] { $"--{option.Name}", value } : [$"--{option.Name}"]
           select word,
    ];

    // A button holds a short line only; then the form asks for the rest again.
    private string Line(Call call, string choice)
    {
        string[] start = [.. Info.Word.Split(' '), "--plan", choice];
        var whole = CommandLine.Of([.. start, .. Known(call)]);
        return whole.Length <= LongestChoice ? whole : CommandLine.Of(start);
    }
}
