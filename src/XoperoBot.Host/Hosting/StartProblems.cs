using Microsoft.Extensions.Options;

namespace XoperoBot.Host.Hosting;

/// <summary>Turns what stopped the start into one message that names every key.</summary>
internal static class StartProblems
{
    /// <summary>Every problem of the configuration that the exception tells of; none when it is about something else.</summary>
    public static IReadOnlyList<string> Of(Exception wrong) => wrong switch
    {
        OptionsValidationException options => [.. options.Failures.Distinct(StringComparer.Ordinal)],
        AggregateException many when many.InnerExceptions.All(inner => Of(inner).Count > 0) => [.. many.InnerExceptions.SelectMany(Of).Distinct(StringComparer.Ordinal)],
        _ => [],
    };

    public static string Message(IReadOnlyList<string> problems) =>
        $"XoperoBot did not start. Correct these keys in appsettings.json, the environment (Section__Key) or the command line:{Environment.NewLine}"
        + string.Join(Environment.NewLine, problems.Select(problem => $"  - {problem}"));
}
