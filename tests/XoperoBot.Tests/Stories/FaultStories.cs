using System.Text.RegularExpressions;
using XoperoBot.Simulator;

namespace XoperoBot.Tests.Stories;

/// <summary>Whatever is wrong with the service, the person gets one sentence and the log one line with the same id.</summary>
public sealed partial class FaultStories
{
    [Theory]
    [InlineData(FaultKind.Status, 403)]
    [InlineData(FaultKind.Status, 404)]
    [InlineData(FaultKind.Status, 500)]
    [InlineData(FaultKind.HtmlError, 503)]
    [InlineData(FaultKind.TooManyRequests, 429)]
    [InlineData(FaultKind.TruncatedJson, 200)]
    [InlineData(FaultKind.MissingBrace, 200)]
    [InlineData(FaultKind.EmptyBody, 200)]
    [InlineData(FaultKind.HtmlInsteadOfJson, 200)]
    [InlineData(FaultKind.Hang, 200)]
    [InlineData(FaultKind.Drop, 200)]
    public async Task Every_fault_gets_one_sentence_whose_id_the_log_has(FaultKind fault, int status)
    {
        await using var chat = new PlaygroundDriver();
        await using var bot = await Bot.StartAsync(
            chat.Settings, null, ("Xopero:Servers:0:AttemptTimeout", "00:00:00.500"), ("Xopero:Servers:0:ReadTimeout", "00:00:01.500"));
        chat.Meet(bot.Address);
        await chat.SayAsync("viewer", "org acme");
        await chat.SeeAsync("viewer", "acme", "protected");
        bot.Service.Simulation.Script.SetFault(SimulatorCall.GetRepositories, new Fault { Kind = fault, Status = status });

        await chat.SayAsync("viewer", "repos acme");

        var answer = await chat.SeeAsync("viewer", "No answer from the service");
        var id = Id().Match(answer.Text).Groups["id"].Value;
        Assert.NotEmpty(id);
        Assert.Single(bot.Logs.Lines, line => line.Contains($"Turn {id}: server main failed", StringComparison.Ordinal));
    }

    [GeneratedRegex("\\(id (?<id>[0-9A-Z]{8})\\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Id();
}
