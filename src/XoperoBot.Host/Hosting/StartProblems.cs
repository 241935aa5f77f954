using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace XoperoBot.Host.Hosting;

/// <summary>Turns what stopped the start into one message that names every key.</summary>
internal static partial class StartProblems
{
    private const int MostKeys = 100;
    private const int MatchMilliseconds = 200;

    /// <summary>Every problem of the configuration that the exception tells of; none when it is about something else.</summary>
    public static IReadOnlyList<string> Of(Exception wrong) => wrong switch
    {
        OptionsValidationException options => [.. options.Failures.Distinct(StringComparer.Ordinal)],
        AggregateException many when many.InnerExceptions.All(inner => Of(inner).Count > 0) => [.. many.InnerExceptions.SelectMany(Of).Distinct(StringComparer.Ordinal)],
        InvalidOperationException when Misfit(wrong) is { } key => [Sentence(key, wrong)],
        _ => [],
    };

    /// <summary>
    /// The same, with what hides behind it: a value of the wrong kind stops the reading of all sections at once, so the bot is put
    /// together again without that key until only complete answers are left.
    /// </summary>
    /// <param name="wrong">What stopped the start.</param>
    /// <param name="build">Puts the bot together without some keys.</param>
    public static async Task<IReadOnlyList<string>> AllAsync(Exception wrong, Func<IReadOnlyList<string>, Task<WebApplication>> build)
    {
        var problems = new List<string>();
        var without = new List<string>();
        while (Misfit(wrong) is { } key && without.Count < MostKeys && !without.Contains(key, StringComparer.OrdinalIgnoreCase))
        {
            problems.Add(Sentence(key, wrong));
            without.Add(key);
            try
            {
                await using var app = await build(without);
                app.Services.GetRequiredService<IStartupValidator>().Validate();
                return problems;
            }
            catch (Exception next) when (Of(next).Count > 0)
            {
                wrong = next;
            }
        }

        // What a key that was left out lacks now is not news.
        var rest = Of(wrong).Where(problem => !without.Any(key => problem.StartsWith(key + ' ', StringComparison.OrdinalIgnoreCase)));
        return [.. problems.Concat(rest).Distinct(StringComparer.Ordinal)];
    }

    public static string Message(IReadOnlyList<string> problems) =>
        $"XoperoBot did not start. Correct these keys in appsettings.json, the environment (Section__Key) or the command line:{Environment.NewLine}"
        + string.Join(Environment.NewLine, problems.Select(problem => $"  - {problem}"));

    /// <summary>The key whose value is of the wrong kind; null when it is about something else.</summary>
    private static string? Misfit(Exception wrong) =>
        wrong is InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } && Key().Match(wrong.Message) is { Success: true } match
            ? match.Groups["key"].Value
            : null;

    // The value itself is not repeated: it may be a secret under the wrong key.
    private static string Sentence(string key, Exception wrong) =>
        $"{key} has a value that is no {Kind().Match(wrong.Message) switch { { Success: true } kind => kind.Groups["kind"].Value, _ => "such thing" }}.";

    [GeneratedRegex("at '(?<key>[^']+)'", RegexOptions.ExplicitCapture, MatchMilliseconds)]
    private static partial Regex Key();

    [GeneratedRegex(@"to type '(?:System\.Nullable`1\[)?(?:\w+\.)*(?<kind>\w+)", RegexOptions.ExplicitCapture, MatchMilliseconds)]
    private static partial Regex Kind();
}
