using System.Text.RegularExpressions;
using XoperoBot.Core.Access;
using XoperoBot.Core.Audit;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Approvals;

/// <summary>
/// Turns an order into a request. A command finds out what is meant and hands the order over; reason, confirmation, preview, dry run
/// and the forms for them are the same for every operation, and so are the refusals.
/// </summary>
internal sealed class Asking(RuleBook rules, RequestStore store, Journal journal, RequestCard cards, IIds ids, TimeProvider time)
{
    private const int LongestHint = 500;

    private static readonly TimeSpan MatchPatience = TimeSpan.FromMilliseconds(200);

    /// <summary>The options of every command that asks.</summary>
    public static IReadOnlyList<Option> Options { get; } =
    [
        new("reason", "Why; shown to the approvers."),
        new("confirm", "The repository's name once more, where the rule wants it typed."),
        new("dry-run", "Shows what would be asked and sent, and stops.", TakesValue: false),
        new("preview", "Shows it first and asks whether to go on.", TakesValue: false),
    ];

    /// <summary>Asks, or says what is missing.</summary>
    /// <param name="call">The turn; its options are read.</param>
    /// <param name="operation">What kind of change.</param>
    /// <param name="order">What exactly.</param>
    /// <param name="cancellationToken">The turn's.</param>
    public async Task<Reply> AskAsync(Call call, IOperation operation, Order order, CancellationToken cancellationToken)
    {
        var rule = rules.For(order);
        var seen = await operation.ObserveAsync(order, cancellationToken);
        var bench = await rules.BenchAsync(order, seen.MoreApprovers, call.Person.Name, cancellationToken);
        var shortage = Shortage(bench);
        if (operation.Objection(order, seen) is { } objection)
        {
            return Refuse(call, operation, order, objection);
        }

        if (call.Arguments.Has("dry-run"))
        {
            return DryRun(operation, order, seen, rule, bench, shortage);
        }

        var refusal = Unknown(call.Person) ?? shortage ?? await AlreadyAskedAsync(order, cancellationToken);
        if (refusal is not null)
        {
            return Refuse(call, operation, order, refusal);
        }

        var (missing, errors) = Questions(call.Arguments, order, rule);
        if (missing.Count > 0 || call.Arguments.Has("preview"))
        {
            return Form(call, operation, order, seen, rule, bench) with { Fields = missing, Errors = errors };
        }

        return Open(call, operation, New(call, order, operation, seen, rule, bench), bench);
    }

    private Request New(Call call, Order order, IOperation operation, Observation seen, ApprovalRule rule, Bench bench)
    {
        var now = time.GetUtcNow();
        return new Request
        {
            Id = RequestId.New(ids),
            State = RequestState.Asked,
            Order = order,
            Rule = rule,
            Requester = call.Person.Name,
            RequesterAccount = call.Person.Account,
            Place = call.Inbound.Place,
            Thread = call.Inbound.Thread,
            Reason = call.Arguments.Value("reason")?.Trim() is { Length: > 0 } reason ? reason : null,
            AskedAt = now,
            ExpiresAt = now + rule.ExpiresAfter,
            Seen = seen,
            Steps = [.. operation.Steps(order).Select(step => new StepState(step))],
            Needed = bench.Needed,
        };
    }

    // The request is stored with the end of the turn: a turn that runs again after a crash asks once.
    private Reply Open(Call call, IOperation operation, Request request, Bench bench)
    {
        var what = operation.Describe(request.Order);
        var entry = AuditEntry.By(AuditKind.Request, $"{request.Id} asked: {what}. Reason: {request.Reason ?? "none given"}", request.Order.Server, call.Person, call.Inbound) with
        {
            RequestId = request.Id,
            Detail = StoredJson.Write(new { Digest = request.Seen.Digest(), request.Order, Calls = request.Steps.Select(step => step.Step) }),
        };
        var inbound = call.Inbound;
        Func<Session, Task> keep = session => journal.OpenAsync(session, request, bench, entry, inbound.Context);

        // A form or a card that the answer would replace is told where to look; the request's own card is a message that we can name.
        return inbound is Submitted { Message: not null } or Clicked { InPlace: true, Message: not null }
            ? new CardReply(Replies.Sentence(request.Id, Tone.Neutral, $"Asked as {request.Id}: {what}.")) { Stores = [keep] }
            : new SilentReply { Stores = [keep] };
    }

    private static (List<Field> Fields, IReadOnlyDictionary<string, string> Errors) Questions(Arguments arguments, Order order, ApprovalRule rule)
    {
        var fields = new List<Field>();
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        var reason = arguments.Value("reason")?.Trim();
        var help = rule.ReasonHelp ?? (rule.ReasonPattern is null ? null : "The reason does not have the form that the rule wants.");
        var wanted = rule.ReasonRequired && string.IsNullOrEmpty(reason);
        var wrong = !string.IsNullOrEmpty(reason) && rule.ReasonPattern is { } pattern && !Matches(reason, pattern);
        if (wanted || wrong || arguments.Has("preview"))
        {
            fields.Add(new TextField("reason", "Reason") { Required = rule.ReasonRequired, Pattern = rule.ReasonPattern, PatternHelp = help, Value = reason, MaxLength = 500 });
            Add(errors, "reason", wrong ? help : null);
        }

        if (rule.TypeToConfirm && arguments.Value("confirm")?.Trim() != ConfirmWith(order))
        {
            var name = ConfirmWith(order);
            fields.Add(new TextField("confirm", $"Type {name} to confirm")
            {
                Required = true,
                Pattern = Regex.Escape(name),
                PatternHelp = $"Type exactly: {name}",
                MaxLength = 500,
            });
            Add(errors, "confirm", arguments.Has("confirm") ? $"Type exactly: {name}" : null);
        }

        return (fields, errors);
    }

    private static void Add(Dictionary<string, string> errors, string field, string? error)
    {
        if (error is not null)
        {
            errors[field] = error;
        }
    }

    private static bool Matches(string text, string pattern)
    {
        try
        {
            return Regex.IsMatch(text, $"^(?:{pattern})$", RegexOptions.CultureInvariant, MatchPatience);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    /// <summary>One thing by its name; several by the organization's.</summary>
    private static string ConfirmWith(Order order) => order.Targets.Count == 1 ? order.Targets[0].Name : order.OrganizationName;

    private FormReply Form(Call call, IOperation operation, Order order, Observation seen, ApprovalRule rule, Bench bench)
    {
        // The line of the order is by ids: what was previewed is what is asked for.
        var known = CommandLine.Parse(operation.Line(order)).Select(token => token.Value).Skip(operation.Word.Split(' ').Length).ToList();
        foreach (var option in new[] { "reason", "confirm" })
        {
            if (call.Arguments.Value(option) is { } value && Questions(call.Arguments, order, rule).Fields.All(field => field.Name != option))
            {
                known.AddRange([$"--{option}", value]);
            }
        }

        var typed = new List<string>(known);
        typed.AddRange(rule.TypeToConfirm && !typed.Contains("--confirm", StringComparer.Ordinal) ? ["--confirm", "<name>"] : []);
        typed.AddRange(typed.Contains("--reason", StringComparer.Ordinal) ? [] : ["--reason", "<text>"]);
        var line = $"{operation.Word} {CommandLine.Of(typed)}";
        return new FormReply("Ask for approval", [], known)
        {
            Intro =
            [
                .. cards.Preview(order, seen, rule, bench.Needed),
                .. line.Length <= LongestHint ? [new Paragraph(Text.Of("Or type: ", new Plain(line) { Code = true })) { Muted = true }] : Array.Empty<Element>(),
            ],
            SubmitLabel = "Ask",
        };
    }

    private CardReply DryRun(IOperation operation, Order order, Observation seen, ApprovalRule rule, Bench bench, string? shortage)
    {
        var what = operation.Describe(order);
        var elements = new List<Element> { new Notice(Tone.Neutral, "Nothing was asked and nothing is sent.") };
        elements.AddRange(shortage is null ? [] : [new Notice(Tone.Warning, shortage)]);
        elements.AddRange(cards.Preview(order, seen, rule, bench.Needed));
        return new CardReply(new Card($"Dry run: {what}", Tone.Neutral, elements) { Summary = $"Dry run, nothing was asked: {what}." }) { Private = true };
    }

    private RefusedReply Refuse(Call call, IOperation operation, Order order, string sentence) => new RefusedReply(sentence)
    {
        Stores = [session => journal.RecordAsync(session, AuditEntry.By(AuditKind.Refusal, $"{operation.Name} refused: {sentence}", order.Server, call.Person, call.Inbound))],
    };

    private static string? Unknown(Person person) => person.IsKnown
        ? null
        : $"I do not know who {person.Account.Key} is, so nobody could tell your request from an approval of your own. An administrator can name a person with that account.";

    private static string? Shortage(Bench bench)
    {
        var reachable = bench.Reachable;
        if (reachable.Count >= bench.Needed)
        {
            return null;
        }

        var who = reachable.Count == 0 ? "nobody" : string.Join(", ", reachable.Select(human => human.Name));
        return $"This needs {RequestWords.Count(bench.Needed, "approval")} from others than you, and only {reachable.Count} can be reached: {who}. "
            + "An administrator can give more people the role Approver and an account where I am.";
    }

    private async Task<string?> AlreadyAskedAsync(Order order, CancellationToken cancellationToken)
    {
        const int most = 1000;
        var open = await store.ListAsync(over: false, Sight.All, most, cancellationToken);
        var same = open.FirstOrDefault(request => request.Order.Operation == order.Operation
            && Same(request.Order.Server, order.Server)
            && Same(request.Order.Plan?.Id ?? "", order.Plan?.Id ?? "")
            && request.Order.Targets.Any(target => order.Targets.Any(wanted => Same(wanted.Id, target.Id))));
        return same is null ? null : $"{same.Id} of {same.Requester} already asks for that. “approval {same.Id}” shows it.";
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
