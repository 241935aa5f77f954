using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Watch;

namespace XoperoBot.Core.Features.Subscribe;

/// <summary>Topics as people type them.</summary>
internal static class TopicWords
{
    public static readonly IReadOnlyList<(string Word, string Label, Topics Topic)> All =
    [
        ("failures", "Failures: failed, did not run, hung, no backup for too long, server not readable", Topics.Failures),
        ("warnings", "Warnings: finished with warnings, or with nothing backed up", Topics.Warnings),
        ("coverage", "Coverage: unprotected, lost from a plan, no longer visible, licences missing", Topics.Coverage),
        ("all", "All of these", Topics.All),
    ];

    /// <summary>Topics stand at the end; a single "all" means everything, as a scope.</summary>
    public static (IReadOnlyList<Token> About, Topics Topics) Split(IReadOnlyList<Token> words)
    {
        var about = words.Count;
        var topics = Topics.None;
        while (about > 0 && Find(words[about - 1]) is { } topic && (about > 1 || topic != Topics.All))
        {
            topics |= topic;
            about--;
        }

        return ([.. words.Take(about)], topics);
    }

    /// <summary>Null when one of them is no topic.</summary>
    public static Topics? Read(IEnumerable<string> values)
    {
        var topics = Topics.None;
        foreach (var value in values.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            if (Find(new Token(value)) is not { } topic)
            {
                return null;
            }

            topics |= topic;
        }

        return topics;
    }

    public static IEnumerable<string> Of(Topics topics) => topics == Topics.All
        ? ["all"]
        : All.Where(one => one.Topic != Topics.All && topics.HasFlag(one.Topic)).Select(one => one.Word);

    public static string Describe(Topics topics) => topics == Topics.All ? "failures, warnings and coverage" : string.Join(" and ", Of(topics));

    private static Topics? Find(Token word)
    {
        foreach (var (name, _, topic) in All)
        {
            if (word.Is(name))
            {
                return topic;
            }
        }

        return null;
    }
}
