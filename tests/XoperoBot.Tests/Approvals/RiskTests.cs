using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using XoperoBot.Core.Pipeline;
using XoperoBot.Tests.Architecture;
using XoperoBot.Tests.Fakes;
using static XoperoBot.Tests.Approvals.Stage;

namespace XoperoBot.Tests.Approvals;

/// <summary>Over all commands that there are: whatever is risky asks, and calls nothing.</summary>
public sealed partial class RiskTests
{
    [Fact]
    public async Task Every_risky_command_run_against_fakes_asks_and_calls_nothing()
    {
        await using var stage = await Stage.OpenAsync(Engine.Sqlite);
        var risky = stage.Host.GetRequiredService<CommandCatalog>().All.Where(command => command.Info.Risk == Risk.NeedsApproval).ToList();
        Assert.True(risky.Count >= 5);
        foreach (var info in risky.Select(command => command.Info))
        {
            foreach (var line in info.Examples.Append(info.Word).Append($"{info.Word} acme/web to weekly --confirm acme/web").Append($"{info.Word} acme/api from nightly"))
            {
                var says = await stage.RunAsync(stage.Line(InSlack("Rita"), line));
                await stage.PassAsync(TimeSpan.FromMinutes(1));
                Assert.True(stage.Writes.Count == 0, $"{line} called {string.Join(", ", stage.Writes)}");
                Assert.DoesNotContain("Sorry", Words(says), StringComparison.Ordinal);
            }
        }

        var asked = (await stage.OutboxAsync()).OfType<Core.Chat.Post>().Where(post => post.Key?.EndsWith("/0", StringComparison.Ordinal) == true).Select(post => post.Card.Summary).ToList();
        Assert.True(asked.Count >= 5, string.Join('\n', asked));
    }

    [Fact]
    public void Only_operations_call_a_write()
    {
        Assert.Matches(Write(), "await at.Service.RemoveAsync(id, true, token);");
        var callers = SourceTree.OfRepository().Under("src/XoperoBot.Core/", ".cs")
            .Where(file => !file.Path.EndsWith("Operation.cs", StringComparison.Ordinal) && Write().IsMatch(file.Text))
            .Select(file => file.Path);
        Assert.Empty(callers);
    }

    // Whoever holds the service could call it, so everybody is looked at.
    [GeneratedRegex(@"(?<!Agenda)\.(Attach|Detach|Activate|Deactivate|Remove|ModifyPlan)Async\(", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Write();
}
