using System.Globalization;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Features.Synchronise;

internal static class RunCard
{
    public static Card Of(Run run, DateTimeOffset now, SynchroniseOptions options)
    {
        var (tone, sentence) = Sentence(run, now, options);
        var facts = new List<Fact>
        {
            new("Organization", run.OrganizationName),
            new("Asked by", run.RequestedBy),
            new("Asked at", Text.Of(new Time(run.AskedAt))),
        };
        if (run.StartedAt is { } started)
        {
            facts.Add(new Fact("Began", Text.Of(new Time(started))));
        }

        if (run.State == RunState.Finished)
        {
            facts.Add(new Fact("Finished before", Text.Of(new Time(run.EndedAt ?? now))));
            facts.Add(new Fact("Repositories", Change(run.RepositoriesBefore, run.RepositoriesAfter)));
            facts.Add(new Fact("No longer visible at the Git host", Change(run.RemovedBefore, run.RemovedAfter)));
        }

        var elements = new List<Element> { new Notice(tone, sentence), new Facts(facts) };
        if (run.Problem is { } problem && run.State is RunState.Asked or RunState.Running)
        {
            elements.Add(new Notice(Tone.Unknown, $"Progress is unknown at the moment. {problem}"));
        }

        var path = $"{run.Server}/{run.OrganizationName}";
        return new Card($"Synchronisation of {run.OrganizationName}", tone, elements)
        {
            Summary = sentence,
            Actions = run.State switch
            {
                RunState.Finished => [new Button("Organization", CommandLine.Of("org", path)), new Button("Unprotected repositories", CommandLine.Of("repos", path, "unprotected"))],
                RunState.NotStarted or RunState.Lost => [new Button("Synchronise again", CommandLine.Of("sync", path))],
                _ => [],
            },
        };
    }

    private static (Tone Tone, string Sentence) Sentence(Run run, DateTimeOffset now, SynchroniseOptions options) => run.State switch
    {
        RunState.Asked => (Tone.Running, $"{run.OrganizationName}: synchronisation asked for; waiting for the service to begin."),
        RunState.Running when now - run.AskedAt > options.UnusualAfter =>
            (Tone.Warning, $"{run.OrganizationName}: synchronising for {Durations.Write(Minutes(now - run.AskedAt))}, which is unusually long. I keep watching."),
        RunState.Running => (Tone.Running, $"{run.OrganizationName}: synchronising."),
        RunState.Finished => (Tone.Good, $"{run.OrganizationName}: synchronisation finished."),
        RunState.NotStarted => (Tone.Bad, $"{run.OrganizationName}: the service took the request but did not begin within {Durations.Write(options.StartsWithin)}."),
        RunState.Lost => (Tone.Unknown, $"{run.OrganizationName}: the service no longer knows of this synchronisation, as when it was restarted or restored. Whether it finished is unknown."),
        _ => (Tone.Unknown, $"{run.OrganizationName}: not seen to finish within {Durations.Write(options.GiveUpAfter)}; I stopped watching. Look in the console."),
    };

    private static TimeSpan Minutes(TimeSpan span) => TimeSpan.FromMinutes(Math.Max(1, Math.Floor(span.TotalMinutes)));

    private static string Change(int? before, int? after) => (before, after) switch
    {
        (_, null) => "unknown",
        (null, { } now) => now.ToString("N0", CultureInfo.InvariantCulture),
        ({ } was, { } now) when was == now => string.Create(CultureInfo.InvariantCulture, $"{now:N0}, as before"),
        ({ } was, { } now) => string.Create(CultureInfo.InvariantCulture, $"{now:N0} ({now - was:+#,0;−#,0})"),
    };
}
