using System.Globalization;
using XoperoBot.Core.Approvals;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;

namespace XoperoBot.Core.Watch.Digests;

/// <summary>A digest as a card: how things are in one sentence, then trouble, then figures.</summary>
internal sealed class DigestCard(Operations operations)
{
    private const int Listed = 10;
    private const int PendingListed = 5;
    private const int MostPoints = 15;
    private const string NotWatched = "not watched yet";

    public Card Of(DigestFigures figures, Lateness? late)
    {
        var notWell = DigestPlans.NotWell(figures.Plans);
        var unread = figures.Unread.ToList();
        var tone = Standing.Worst(notWell.Select(plan => DigestPlans.Standing(plan).Tone)
            .Concat(figures.Open.Select(open => open.Kind.Tone()))
            .Concat(unread.Select(_ => Tone.Unknown))
            .Append(Standing.OfShare(figures.Coverage.Part, figures.Coverage.Whole)));
        tone = tone == Tone.Neutral ? Tone.Good : tone;
        var sentence = Sentence(figures, notWell.Count, unread.Count);
        var elements = new List<Element>();
        if (late is not null)
        {
            elements.Add(new Notice(Tone.Warning, Late(late)));
        }

        elements.Add(new Notice(tone, sentence));
        elements.AddRange(unread.Select(server => new Notice(Tone.Unknown, server.ReadAt is { } at
            ? Text.Of($"Server {server.Server} is not read now; it was last read ", new Time(at), ". What follows is as of then.")
            : $"Server {server.Server} was not read yet.")));
        elements.Add(new Paragraph(Text.Of($"About {figures.About}, since ", new Time(figures.Since), ".")) { Muted = true });
        elements.AddRange(Plans(figures, notWell));
        elements.AddRange(Shares(figures));
        elements.AddRange(Unprotected(figures));
        elements.AddRange(Pending(figures));
        return new Card(late is null ? "Backup digest" : "Backup digest (late)", tone, elements)
        {
            Summary = late is null ? sentence : string.Create(CultureInfo.InvariantCulture, $"{sentence} Late: this was due {new Time(late.Due)}."),
            Actions =
            [
                .. figures.Open.Count > 0 ? [new Button("Open incidents", "incidents")] : Array.Empty<CardAction>(),
                .. figures.Pending.Count > 0 ? [new Button("Approvals", "approvals")] : Array.Empty<CardAction>(),
                new Button("Status", "status"),
            ],
        };
    }

    private static string Sentence(DigestFigures figures, int notWell, int unread)
    {
        var open = figures.Open.Sum(one => one.Count);
        var parts = new List<string>();
        if (notWell > 0)
        {
            parts.Add($"{notWell.ToString("N0", CultureInfo.InvariantCulture)} of {Describe.Count(figures.Plans.Count, "plan")} {(notWell == 1 ? "is" : "are")} not well.");
        }

        if (open > 0)
        {
            parts.Add($"Open: {string.Join(", ", figures.Open.OrderByDescending(one => Standing.Weight(one.Kind.Tone())).Select(Count))}.");
        }

        if (unread > 0)
        {
            parts.Add($"{Describe.Count(unread, "server")} could not be read: unknown.");
        }

        if (parts.Count > 0)
        {
            return string.Join(' ', parts);
        }

        var well = figures.Plans.Count == 0 ? "no plan is known" : $"nothing is wrong with {(figures.Plans.Count == 1 ? "the one plan" : $"any of {Describe.Count(figures.Plans.Count, "plan")}")}";
        return figures.Coverage.Part < figures.Coverage.Whole
            ? $"The plans are well: {well}. {Part(figures.Coverage)} of the repositories are protected."
            : $"All is well: {well}, and every repository is protected.";
    }

    private static Text Late(Lateness late) => late.Others == 0
        ? Text.Of("Late: this was due ", new Time(late.Due), ", when nothing could be sent.")
        : Text.Of("Late: this was due ", new Time(late.Due), $", when nothing could be sent. It stands for {Describe.Count(late.Others, "later one")} as well.");

    private static IEnumerable<Element> Plans(DigestFigures figures, IReadOnlyList<PlanFigures> notWell)
    {
        if (figures.Plans.Count == 0)
        {
            yield break;
        }

        yield return new Facts([.. DigestPlans.Counts(figures.Plans)]);
        if (notWell.Count == 0)
        {
            yield break;
        }

        yield return new Items([.. notWell.Take(Listed).Select(plan => DigestPlans.Item(plan, figures.Servers.Count > 1))]);
        if (notWell.Count > Listed)
        {
            yield return new Paragraph($"and {(notWell.Count - Listed).ToString("N0", CultureInfo.InvariantCulture)} more: “plans failed warnings never”.");
        }
    }

    private static IEnumerable<Element> Shares(DigestFigures figures)
    {
        yield return new Heading("Coverage and success");
        if (figures.Coverage.Whole > 0)
        {
            yield return new Meter(
                "Protected", figures.Coverage.Part, figures.Coverage.Whole, Standing.OfShare(figures.Coverage.Part, figures.Coverage.Whole), Part(figures.Coverage));
        }

        yield return new Table(
            ["Window", "Protected when it began", "Repositories with a backup", "Plans that succeeded"],
            [.. figures.Windows.Select(window => (IReadOnlyList<Text>)[Span(window.Span), Cell(window.CoverageThen, NotWatched), Cell(window.Repositories, "none protected"), Cell(window.Plans, "no plans")])])
        {
            Caption = "Back from now: protected repositories with a successful backup, and plans that successfully finished at least once",
            RowTones = [.. figures.Windows.Select(window => Standing.Worst(Tone(window.Repositories), Tone(window.Plans)))],
        };
        yield return new Paragraph("By the vendor's thresholds: 100 % is OK, 90 % and more a warning, less a problem.") { Muted = true };
        foreach (var chart in new[] { Chart("Protected, by day (UTC)", figures.Days, day => day.Coverage), Chart("Runs that succeeded, by day (UTC)", figures.Days, day => day.Runs) })
        {
            if (chart is not null)
            {
                yield return chart;
            }
        }

        static Tone Tone(Share share) => Standing.OfShare(share.Part, share.Whole);
    }

    /// <summary>Null while there is no trend to see.</summary>
    private static Chart? Chart(string title, IReadOnlyList<DayFigures> days, Func<DayFigures, Share> share)
    {
        var known = days.Where(day => share(day).Whole > 0).ToList();
        if (known.Count < 2)
        {
            return null;
        }

        var step = ((known.Count - 1) / MostPoints) + 1;
        return new Chart(title, "%", [.. known.Where((_, at) => (known.Count - 1 - at) % step == 0).Select(day => new ChartPoint(
            day.Day.ToString("MM-dd", CultureInfo.InvariantCulture), Percent(share(day)), Standing.OfShare(share(day).Part, share(day).Whole)))]);
    }

    private static IEnumerable<Element> Unprotected(DigestFigures figures)
    {
        if (figures.Unprotected.Count == 0)
        {
            yield break;
        }

        yield return new Heading("Longest unprotected");
        yield return new Items([.. figures.Unprotected.Select(repository => new Item(
            repository.Name,
            Tone.Warning,
            Text.Of("known to be in no active plan since ", new Time(repository.Since), " · last successful backup ", Standing.When(repository.LastSuccess))))]);
    }

    private IEnumerable<Element> Pending(DigestFigures figures)
    {
        if (figures.Pending.Count == 0)
        {
            yield break;
        }

        yield return new Heading(Describe.Count(figures.Pending.Count, "open request"));
        yield return new Items([.. figures.Pending.Take(PendingListed).Select(request => new Item(
            $"{request.Id}: {operations.Find(request.Order.Operation).Describe(request.Order)}",
            RequestWords.ToneOf(request),
            Text.Of($"{request.Requester}, ", new Time(request.AskedAt)))
        {
            Button = new Button("Open", CommandLine.Of("approval", request.Id)),
        })]);
        if (figures.Pending.Count > PendingListed)
        {
            yield return new Paragraph($"and {figures.Pending.Count - PendingListed} more");
        }
    }

    private static string Count((Trouble Kind, long Count) open)
    {
        var (one, many, verb) = open.Kind.Words();
        return $"{Describe.Count(open.Count, one, many)} {verb}";
    }

    private static string Span(TimeSpan span) => span.TotalDays <= 1 ? "24 hours" : Describe.Count((long)span.TotalDays, "day");

    private static Text Cell(Share share, string none) => share.Whole == 0 ? none : Part(share);

    private static string Part(Share share) =>
        string.Create(CultureInfo.InvariantCulture, $"{share.Part:N0} of {share.Whole:N0} ({Standing.Percent(share.Part, share.Whole)})");

    private static double Percent(Share share) => share.Part < share.Whole ? Math.Min(99.9, Math.Round(100.0 * share.Part / share.Whole, 1)) : 100;
}
