using Microsoft.Extensions.Options;
using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;

namespace XoperoBot.Core.Approvals;

/// <summary>The one card of a request: everything that is needed to decide, and how it stands.</summary>
internal sealed class RequestCard(Operations operations, IOptions<ServerOptions> servers)
{
    private const int FewThings = 6;
    private const int LongestLine = 1900;

    /// <param name="request">As stored.</param>
    /// <param name="decisions">What was decided.</param>
    /// <param name="bench">Who can decide now.</param>
    /// <param name="channel">For whom on that channel buttons are shown.</param>
    public Card Of(Request request, IReadOnlyList<Decision> decisions, Bench bench, string channel) =>
        Whole(request, decisions, bench, page: null) with
        {
            Actions = [.. Buttons(request, Part.All)],
            ButtonsFor = request.IsOver ? null : Viewers(request, bench, channel),
            Refresh = request.IsOver ? null : CommandLine.Of("view", request.Id),
        };

    /// <summary>
    /// The card as it is posted first, before its message can be named: without a button and without a state. Should the process end
    /// before the message's name is stored, it is posted again, and this one, which nobody could ever change, promises nothing.
    /// </summary>
    public Card First(Request request, IReadOnlyList<Decision> decisions, Bench bench)
    {
        var whole = Whole(request, decisions, bench, page: null);
        return whole with { Elements = [new Notice(Tone.Running, "How it stands follows here in a moment."), .. whole.Elements.Skip(1)] };
    }

    /// <summary>
    /// The card as one reader needs it: the requester may take it back, approvers see buttons until they answered and then that they did,
    /// everybody else sees how it stands. What is left out here is refused by the desk as well.
    /// </summary>
    public Card For(Request request, IReadOnlyList<Decision> decisions, Bench bench, Person reader)
    {
        var mine = decisions.FirstOrDefault(decision => reader.IsKnown && Same(decision.Person, reader.Name));
        var asked = bench.IsRequester(reader.Name) || request.RequesterAccount.Equals(reader.Account);
        var decides = reader.IsKnown && !asked && bench.Find(reader.Name) is { } human && bench.Missing(human) is null;
        var part = (asked ? Part.Requester : Part.None) | (decides ? Part.Approver : Part.None) | (mine is null ? Part.None : Part.Answered);
        var whole = Whole(request, decisions, bench, page: null);
        return whole with
        {
            Elements = Yours(request, mine, asked) is { } yours ? [yours, .. whole.Elements] : whole.Elements,
            Actions = [.. Buttons(request, part)],
            Refresh = request.IsOver ? null : CommandLine.Of("view", request.Id),
        };
    }

    /// <summary>Everything about a request, without buttons that decide; the things in pages.</summary>
    public Card Page(Request request, IReadOnlyList<Decision> decisions, Bench bench, int page) =>
        Whole(request, decisions, bench, page) with
        {
            Actions = [.. Pages.Buttons(CommandLine.Of("approval", request.Id, "--all"), Pages.Clamp(page, request.Seen.Things.Count), request.Seen.Things.Count)],
        };

    /// <summary>What is about to be asked, with the exact calls.</summary>
    public IReadOnlyList<Element> Preview(Order order, Observation seen, ApprovalRule rule, int needed)
    {
        var operation = operations.Find(order.Operation);
        var steps = operation.Steps(order);
        var elements = new List<Element> { new Paragraph($"{operation.Describe(order)}.") };
        elements.AddRange(operation.Warning(order) is { } warning ? [new Notice(Tone.Bad, warning)] : Array.Empty<Element>());
        elements.AddRange(seen.Notes);
        elements.AddRange(Things(seen.Things, order, [], page: null));
        elements.Add(new Facts([new Fact("Rule", Rule(rule, needed))]));
        elements.Add(new Heading(steps.Count == 1 ? "This will be sent" : $"These {steps.Count} calls will be sent"));
        elements.AddRange(steps.Take(FewThings).Select(step => (Element)new Paragraph(Text.Of($"{step.Verb} {step.Path} ", new Plain(step.Body) { Code = true }))));
        elements.AddRange(steps.Count > FewThings ? [new Paragraph($"and {steps.Count - FewThings} more of the same form")] : Array.Empty<Element>());
        return elements;
    }

    private Card Whole(Request request, IReadOnlyList<Decision> decisions, Bench bench, int? page)
    {
        var operation = operations.Find(request.Order.Operation);
        var what = operation.Describe(request.Order);
        var state = RequestWords.State(request, decisions, bench.Needed);
        var tone = RequestWords.ToneOf(request);
        var elements = new List<Element> { new Notice(tone, state) };
        if (!request.IsOver && operation.Warning(request.Order) is { } warning)
        {
            elements.Add(new Notice(Tone.Bad, warning));
        }

        elements.Add(new Facts([.. Facts(request, decisions, bench)]));
        elements.AddRange(Drift(request));
        elements.AddRange(request.Seen.Notes);
        elements.AddRange(Things(request.Seen.Things, request.Order, request.Outcomes, page));
        elements.Add(new Paragraph(Text.Of("Read ", new Time(request.Seen.At))) { Muted = true });
        return new Card($"{request.Id}: {what}", tone, elements) { Summary = $"{request.Id}: {what}. {state}" };
    }

    private static IEnumerable<Fact> Facts(Request request, IReadOnlyList<Decision> decisions, Bench bench)
    {
        yield return new Fact("Asked by", Text.Of($"{request.Requester}, ", new Time(request.AskedAt)));
        yield return new Fact("Reason", request.Reason ?? "none given");
        yield return new Fact("Rule", Rule(request.Rule, bench.Needed));
        var approvals = decisions.Where(decision => decision.Verdict == Verdict.Approved).ToList();
        yield return new Fact("Approvals", Text.Of(
            [$"{approvals.Count} of {bench.Needed}", .. approvals.SelectMany(one => new TextPart[] { $" · {one.Person} ", new Time(one.At) })]));
        if (request.State == RequestState.Asked)
        {
            yield return new Fact("Can approve", string.Join(", ", bench.Approvers.Select(human => human.Name).Except(approvals.Select(one => one.Person), StringComparer.OrdinalIgnoreCase)));
            yield return new Fact("Until", Text.Of(new Time(request.ExpiresAt)));
        }
    }

    private static string Rule(ApprovalRule rule, int needed)
    {
        var parts = new List<string> { $"{rule.Operation}: {RequestWords.Count(needed, "approval")}, never the requester's own" };
        parts.AddRange(rule.ApproverNames.Count > 0 ? [$"from {string.Join(", ", rule.ApproverNames)}"] : Array.Empty<string>());
        parts.AddRange(rule.CoolDown > TimeSpan.Zero ? [$"then {RequestWords.Span(rule.CoolDown)} to stop it"] : Array.Empty<string>());
        parts.Add($"to be approved within {RequestWords.Span(rule.ExpiresAfter)}");
        return string.Join("; ", parts);
    }

    private static IEnumerable<Element> Drift(Request request) => request.Drift.Count == 0 ? [] :
    [
        new Table(["What", "Which", "When it was asked for", "Now"], [.. request.Drift.Select(drift => new Text[] { drift.Thing, drift.Label, drift.Before, drift.Now })])
        {
            Caption = "What changed since it was asked for",
        },
    ];

    private IEnumerable<Element> Things(IReadOnlyList<Seen> things, Order order, IReadOnlyList<Outcome> outcomes, int? page)
    {
        var shown = page is { } number ? [.. Pages.Of(things, Pages.Clamp(number, things.Count))] : things.Take(FewThings).ToList();
        if (outcomes.Count > 0)
        {
            var counts = outcomes.GroupBy(outcome => outcome.Kind).OrderBy(group => group.Key).Select(group => $"{group.Count()} {Word(group.Key)}");
            yield return new Paragraph($"{string.Join(", ", counts)} of {order.Targets.Count}");
        }

        yield return new Items([.. shown.Select(thing => Thing(thing, order, outcomes))]);
        if (page is null && things.Count > shown.Count)
        {
            yield return new Paragraph($"and {things.Count - shown.Count} more, {things.Count} in all");
        }
        else if (page is { } at && Pages.Caption(at, things.Count) is { Length: > 0 } caption)
        {
            yield return new Paragraph(caption);
        }
    }

    private Item Thing(Seen thing, Order order, IReadOnlyList<Outcome> outcomes)
    {
        var details = thing.Facts.SelectMany((fact, at) => new TextPart[] { at == 0 ? "" : " · ", $"{fact.Label}: ", fact.Value });
        if (outcomes.Count == 0 || !order.Targets.Any(target => Same(target.Id, thing.Id)))
        {
            return new Item(thing.Name, thing.Tone, Text.Of([.. details]));
        }

        var (tone, words) = RequestWords.Result(outcomes.FirstOrDefault(outcome => Same(outcome.TargetId, thing.Id)), servers.Value.Codes);
        return new Item(thing.Name, tone, words);
    }

    private static Notice? Yours(Request request, Decision? mine, bool asked) =>
        mine is not null ? new Notice(Tone.Neutral, Text.Of(mine.Verdict == Verdict.Approved ? "You approved this " : "You rejected this ", new Time(mine.At), "."))
        : asked && request.State == RequestState.Asked ? new Notice(Tone.Neutral, "You asked for this: others decide, and you can take it back.")
        : null;

    private IEnumerable<CardAction> Buttons(Request request, Part part)
    {
        if (request.State == RequestState.Asked)
        {
            if (part.HasFlag(Part.Approver) && !part.HasFlag(Part.Answered))
            {
                yield return new Button("Approve", CommandLine.Of("approve", request.Id)) { Style = ButtonStyle.Primary, InPlace = true };
                yield return new Button("Reject", CommandLine.Of("reject", request.Id, "--ask")) { Style = ButtonStyle.Danger };
            }

            if (part.HasFlag(Part.Requester))
            {
                yield return new Button(part == Part.All ? "Cancel (requester)" : "Cancel", CommandLine.Of("cancel", request.Id)) { InPlace = true };
            }
        }
        else if (request.CanStop && part != Part.None)
        {
            yield return new Button("Stop", CommandLine.Of("stop", request.Id)) { Style = ButtonStyle.Danger, InPlace = true };
        }
        else if (request.State == RequestState.Unclear && part.HasFlag(Part.Approver))
        {
            yield return new Button("It was done", CommandLine.Of("settle", request.Id, "done")) { InPlace = true, Confirm = "Did you see in the console that it was done?" };
            yield return new Button("It was not done", CommandLine.Of("settle", request.Id, "undone")) { InPlace = true, Confirm = "Did you see in the console that it was not done?" };
        }

        if (Rest(request) is { } rest)
        {
            yield return rest;
        }

        if (request.Seen.Things.Count > FewThings)
        {
            yield return new Button("Show all", CommandLine.Of("approval", request.Id, "--all"));
        }
    }

    // A new request for what is not done, as if somebody had typed it.
    private Button? Rest(Request request)
    {
        if (request.State is not (RequestState.Partial or RequestState.Failed))
        {
            return null;
        }

        var done = request.Outcomes.Where(outcome => outcome.Kind == OutcomeKind.Done).Select(outcome => outcome.TargetId).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var rest = request.Order.Targets.Where(target => !done.Contains(target.Id)).ToList();
        for (var count = rest.Count; count > 0; count--)
        {
            var line = operations.Find(request.Order.Operation).Line(request.Order with { Targets = [.. rest.Take(count)] });
            if (line.Length <= LongestLine)
            {
                return new Button(count == rest.Count ? "Ask again for the rest" : $"Ask again for the next {count}", line);
            }
        }

        return null;
    }

    private static List<Actor> Viewers(Request request, Bench bench, string channel) =>
        [.. bench.Approvers.SelectMany(human => human.Accounts).Prepend(request.RequesterAccount).Where(account => account.Channel == channel).Distinct()];

    private static string Word(OutcomeKind kind) => kind switch
    {
        OutcomeKind.Done => "done",
        OutcomeKind.Refused => "refused",
        OutcomeKind.NoAnswer => "without an answer",
        _ => "not done",
    };

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>What a reader has to do with the request.</summary>
    [Flags]
    private enum Part
    {
        None = 0,
        Requester = 1,
        Approver = 2,
        All = Requester | Approver,
        Answered = 4,
    }
}
