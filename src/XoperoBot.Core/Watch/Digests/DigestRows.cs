using XoperoBot.Core.Servers;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Watch.Digests;

// Classes and not records: without a row, SQLite does not know what type a sum is.
internal sealed class RunRow
{
    public string Server { get; init; } = "";

    public string Organization { get; init; } = "";

    public string Plan { get; init; } = "";

    public long Runs { get; init; }

    public long Failed { get; init; }
}

internal sealed class CountRow
{
    public string Kind { get; init; } = "";

    public long Count { get; init; }
}

internal sealed class ShareRow
{
    public long Part { get; init; }

    public long Whole { get; init; }
}

internal sealed class DayRow
{
    /// <summary>Days, or the milliseconds of one, since 1970.</summary>
    public long Day { get; init; }

    public long Part { get; init; }

    public long Whole { get; init; }
}

internal sealed class SuccessRow
{
    public long Day1 { get; init; }

    public long Day7 { get; init; }

    public long Day14 { get; init; }

    public long Day30 { get; init; }

    public long Whole { get; init; }

    public long Of(TimeSpan span) => span.TotalDays switch { <= 1 => Day1, <= 7 => Day7, <= 14 => Day14, _ => Day30 };
}

internal sealed class DigestPlanRow
{
    public string Server { get; init; } = "";

    public string Organization { get; init; } = "";

    public string Id { get; init; } = "";

    public string Name { get; init; } = "";

    public long FinishedAt { get; init; }

    public long Counted { get; init; }

    public long Successes { get; init; }

    public long Warnings { get; init; }

    public long Errors { get; init; }

    public PlanFigures Figures(string organizationName, RunRow? runs, bool didNotRun, bool isHung)
    {
        var status = new PlanStatus((int)Successes, (int)Warnings, (int)Errors);
        return new PlanFigures
        {
            Server = Server,
            Organization = organizationName,
            Id = Id,
            Name = Name,
            Outcome = runs is null ? null : PlanState.OutcomeOf(FinishedAt, Counted != 0, (int)Successes, (int)Warnings, (int)Errors),
            Counters = Counted != 0 ? Standing.Counters(status) : "",
            FinishedAt = FinishedAt > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(FinishedAt) : null,
            Runs = runs?.Runs ?? 0,
            Failed = runs?.Failed ?? 0,
            DidNotRun = didNotRun,
            IsHung = isHung,
        };
    }
}
