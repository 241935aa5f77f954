using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Approvals;

/// <summary>The fixed sentences about requests: the same state is always said in the same words.</summary>
internal static class RequestWords
{
    public static string Id(string typed) => typed.Trim().Length is > 0 and <= 40 ? typed.Trim() : "that";

    public static Tone ToneOf(Request request) => request.State switch
    {
        RequestState.Asked => Tone.Warning,
        RequestState.Approved or RequestState.CoolingDown or RequestState.Running => Tone.Running,
        RequestState.Unclear => Tone.Unknown,
        RequestState.Done => Tone.Good,
        RequestState.Partial or RequestState.Failed or RequestState.Voided => Tone.Bad,
        _ => Tone.Neutral,
    };

    /// <summary>How a request stands, in a word or two.</summary>
    public static string Word(RequestState state) => state switch
    {
        RequestState.Asked => "waits for approval",
        RequestState.Approved => "approved",
        RequestState.CoolingDown => "approved, can still be stopped",
        RequestState.Running => "being carried out",
        RequestState.Unclear => "unclear, a person has to look",
        RequestState.Done => "done",
        RequestState.Partial => "partly done",
        RequestState.Failed => "not done",
        RequestState.Rejected => "rejected",
        RequestState.Cancelled => "cancelled",
        RequestState.Expired => "expired",
        RequestState.Voided => "void",
        _ => "stopped",
    };

    /// <summary>How a request stands, in one sentence.</summary>
    public static Text State(Request request, IReadOnlyList<Decision> decisions, int needed)
    {
        var open = Math.Max(0, needed - decisions.Count(decision => decision.Verdict == Verdict.Approved));
        return request.State switch
        {
            RequestState.Asked => Text.Of($"Waits for {Count(open, "more approval")} until ", new Time(request.ExpiresAt), "."),
            RequestState.Approved => Text.Of($"Approved by {Names(decisions)}. What was approved is being read again.{Because(request)}"),
            RequestState.CoolingDown => Text.Of($"Approved by {Names(decisions)}. It runs at ", new Time(request.CoolUntil ?? request.AskedAt), " unless somebody stops it."),
            RequestState.Running => $"Approved by {Names(decisions)}. It is being carried out.{Because(request)}",
            RequestState.Unclear => $"Nobody can read whether it was done: a person has to look and say.{Because(request)}",
            RequestState.Done => Text.Of("Done ", At(request), "."),
            RequestState.Partial => Text.Of("Partly done, ended ", At(request), $".{Because(request)}"),
            RequestState.Failed => Text.Of("Not done, ended ", At(request), $".{Because(request)}"),
            RequestState.Rejected => Text.Of($"Rejected by {request.EndedBy} ", At(request), $".{Because(request)}"),
            RequestState.Cancelled => Text.Of($"Cancelled by {request.EndedBy} ", At(request), "."),
            RequestState.Expired => Text.Of("Expired ", At(request), $"; nothing was done.{Because(request)}"),
            RequestState.Voided => Text.Of("Void since ", At(request), $"; nothing was done.{Because(request)}"),
            _ => Text.Of($"Stopped by {request.EndedBy} ", At(request), "; nothing was done."),
        };
    }

    /// <summary>What became of a target, in words, with the configured explanation of a code.</summary>
    public static (Tone Tone, string Words) Result(Outcome? outcome, IDictionary<string, string> codes) => outcome switch
    {
        null => (Tone.Neutral, "waits"),
        { Kind: OutcomeKind.Done } => (Tone.Good, Join("done", outcome.Sentence)),
        { Kind: OutcomeKind.NoAnswer } => (Tone.Unknown, Join("no answer", outcome.Sentence)),
        { Kind: OutcomeKind.NotRun } => (Tone.Warning, Join("not done", outcome.Sentence)),
        { Code: { } code } => (Tone.Bad, Join($"refused with code {code}", codes.TryGetValue(code, out var meaning) ? meaning : "the vendor publishes no meaning of it")),
        _ => (Tone.Bad, Join("refused", outcome.Sentence)),
    };

    public static string NotFound(string typed) => $"There is no request “{Id(typed)}”. “approvals” lists those that are open.";

    public static string Yours(Decision mine) => mine.Verdict == Verdict.Approved
        ? $"You already approved {mine.RequestId} at {new Time(mine.At)}. If it must not run, “stop {mine.RequestId}” ends it until it has begun."
        : $"You already rejected {mine.RequestId} at {new Time(mine.At)}.";

    /// <summary>Why a request that is not open for decisions any more cannot be decided: by whom, when.</summary>
    public static string Decided(Request request, IReadOnlyList<Decision> decisions) => request.State switch
    {
        RequestState.Approved or RequestState.CoolingDown =>
            $"{request.Id} was already approved by {Names(decisions)} at {new Time(request.ApprovedAt ?? request.AskedAt)}. If it must not run, “stop {request.Id}” ends it until it has begun.",
        RequestState.Running or RequestState.Unclear =>
            $"{request.Id} was already approved by {Names(decisions)} at {new Time(request.ApprovedAt ?? request.AskedAt)} and has begun.",
        RequestState.Done or RequestState.Partial or RequestState.Failed =>
            $"{request.Id} was already approved by {Names(decisions)} and carried out; it ended at {Ended(request)}.",
        RequestState.Rejected => $"{request.Id} was already rejected by {request.EndedBy} at {Ended(request)}.",
        RequestState.Cancelled => $"{request.Id} was cancelled by {request.EndedBy} at {Ended(request)}.",
        RequestState.Stopped => $"{request.Id} was stopped by {request.EndedBy} at {Ended(request)}.",
        RequestState.Expired => $"{request.Id} expired at {Ended(request)}; nothing was done. It can be asked for again.",
        _ => $"{request.Id} is void since {Ended(request)}; nothing was done.{Because(request)}",
    };

    public static string TooLateToStop(Request request) => $"{request.Id} has begun and can no longer be stopped.";

    public static string Names(IReadOnlyList<Decision> decisions) =>
        string.Join(", ", decisions.Where(decision => decision.Verdict == Verdict.Approved).Select(decision => decision.Person));

    public static string Count(int number, string one) => Servers.Describe.Count(number, one);

    public static string Span(TimeSpan span) => Durations.Write(span);

    private static Time At(Request request) => new(request.EndedAt ?? request.AskedAt);

    private static string Ended(Request request) => At(request).ToString();

    private static string Because(Request request) => request.Because is { } because ? $" {because}" : "";

    private static string Join(string words, string? more) => more is null ? words : $"{words}: {more}";
}
