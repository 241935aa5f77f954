using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using XoperoBot.Core.Pipeline;
using XoperoBot.Tests.Fakes;
using static XoperoBot.Tests.Approvals.Stage;

namespace XoperoBot.Tests.Approvals;

public sealed class FinderTests
{
    [Theory]
    [InlineData("activate acme/web --dry-run", "Activate the licence of acme/web")]
    [InlineData("activate ACME/WEB --dry-run", "Activate the licence of acme/web")]
    [InlineData("activate web --dry-run", "Activate the licence of acme/web")]
    [InlineData("activate r-web --dry-run", "Activate the licence of acme/web")]
    [InlineData("activate main/acme/web --dry-run", "Activate the licence of acme/web")]
    [InlineData("activate main/acme/acme/web --dry-run", "Activate the licence of acme/web")]
    [InlineData("activate r-twin-2 --dry-run", "Activate the licence of acme/twin")]
    [InlineData("activate web api x --dry-run", "several organizations")]
    [InlineData("activate web web acme/web --dry-run", "Activate the licence of acme/web")]
    [InlineData("attach web to acme/weekly --dry-run", "to the plan weekly")]
    [InlineData("attach web to p-2 --dry-run", "to the plan weekly")]
    [InlineData("attach web --plan weekly --dry-run", "to the plan weekly")]
    [InlineData("remove web with data --dry-run", "with all its backup data")]
    [InlineData("remove web --with-data --dry-run", "with all its backup data")]
    [InlineData("remove web --dry-run", "Remove acme/web from the service")]
    public async Task A_repository_is_found_by_whatever_people_type(string line, string says)
    {
        await using var stage = await Stage.OpenAsync(Engine.Sqlite);
        Assert.Contains(says, await stage.SayAsync(InSlack("Olga"), line), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_of_one_name_are_told_apart_by_their_ids_and_the_rest_of_the_line_is_kept()
    {
        await using var stage = await Stage.OpenAsync(Engine.Sqlite);
        var says = await stage.RunAsync(stage.Line(InSlack("Olga"), "attach acme/web acme/twin to weekly --reason \"two words\""));
        var buttons = says.OfType<Core.Chat.Whisper>().Select(whisper => whisper.Card).Concat(says.OfType<Core.Chat.Post>().Select(post => post.Card))
            .SelectMany(card => card.Elements).OfType<Core.Chat.Items>().SelectMany(items => items.List).Select(item => item.Button!.Command).ToList();
        Assert.Equal(2, buttons.Count);
        Assert.Equal("attach --repo acme/web --repo r-twin-1 --plan weekly --reason \"two words\"", buttons[0]);
        var id = await stage.AskAsync(buttons[1], InSlack("Olga"));
        Assert.Equal(["r-web", "r-twin-2"], (await stage.RequestAsync(id)).Order.Targets.Select(target => target.Id));
    }

    [Fact]
    public async Task Among_a_hundred_thousand_a_search_answers_at_once()
    {
        await using var stage = await Stage.OpenAsync(Engine.Sqlite);
        stage.Service.Main.Add("org-3", "big", [.. Enumerable.Range(0, 100_000).Select(i => FakeServer.Row($"b-{i}", string.Create(CultureInfo.InvariantCulture, $"big/repo-{i:D6}")))]);
        var turns = stage.Host.GetRequiredService<ITurns>();
        await turns.LookupAsync(InSlack("Olga"), "repositories:org-3", "", 20, CancellationToken.None);
        var watch = Stopwatch.StartNew();
        var found = await turns.LookupAsync(InSlack("Olga"), "repositories:org-3", "repo-09999", 20, CancellationToken.None);
        Assert.Equal(10, found.Count);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");
        Assert.Contains("big/repo-077777", await stage.SayAsync(InSlack("Olga"), "activate big/repo-077777 --dry-run"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_may_read_nothing_is_given_no_choices()
    {
        await using var stage = await Stage.OpenAsync(Engine.Sqlite);
        var turns = stage.Host.GetRequiredService<ITurns>();
        Assert.Empty(await turns.LookupAsync(InSlack("Xeno"), "repositories:org-1", "web", 20, CancellationToken.None));
        Assert.Single(await turns.LookupAsync(InSlack("Olga"), "repositories:org-1", "web", 20, CancellationToken.None));
        Assert.Equal(2, (await turns.LookupAsync(InSlack("Olga"), "organizations", "", 20, CancellationToken.None)).Count);
        Assert.Equal(["p-1"], (await turns.LookupAsync(InSlack("Olga"), "plans:org-1", "night", 20, CancellationToken.None)).Select(choice => choice.Value));
    }
}
