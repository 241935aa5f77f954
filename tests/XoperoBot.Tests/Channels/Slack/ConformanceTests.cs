using System.Diagnostics;
using XoperoBot.Core.Chat;
using XoperoBot.Slack.BlockKit;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Channels.Slack;

/// <summary>Hands our cards and our double to the judges in tests/conformance/slack; skipped where their packages are not installed.</summary>
public sealed class ConformanceTests
{
    [ConformanceFact]
    public async Task Slacks_own_types_allow_every_card_that_we_make()
    {
        var directory = Directory.CreateTempSubdirectory("slack-cards-").FullName;
        try
        {
            WriteCards(directory);

            Assert.Equal(0, await NodeAsync("cards.test.mjs", ("CARDS_DIR", directory)));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [ConformanceFact]
    public async Task Slacks_own_clients_understand_our_double()
    {
        await using var slack = await FakeSlack.StartAsync();

        Assert.Equal(0, await NodeAsync("double.test.mjs", ("SLACK_DOUBLE_URL", slack.Url.AbsoluteUri)));
    }

    [ConformanceFact]
    public async Task What_Slacks_own_library_signs_is_taken_and_what_it_refuses_is_refused()
    {
        await using var app = await SlackApp.StartOnNetworkAsync();

        Assert.Equal(0, await NodeAsync("bot.test.mjs", ("BOT_URL", app.Address.AbsoluteUri), ("SLACK_SIGNING_SECRET", SlackApp.Secret)));
    }

    private static void WriteCards(string directory)
    {
        List<Card> cards = [SlackCards.Everything, SlackCards.WithItems(60, buttons: true), SlackCards.WithTable(40, 5, 5), SlackCards.WithButtons(12, 10)];
        cards.AddRange(SlackCards.HostileNames.Select(SlackCards.Hostile));
        var number = 0;
        foreach (var page in cards.SelectMany(card => BlockKitRenderer.Render(card).Pages).Append(FormRenderer.Message(SlackCards.Form)))
        {
            File.WriteAllText(Path.Combine(directory, $"slack-message-{number++}.json"), SlackJson.Write(page.Blocks));
        }

        File.WriteAllText(Path.Combine(directory, "slack-dialog.json"), SlackJson.Write<View>(FormRenderer.Dialog(SlackCards.Form, "{}")));
        File.WriteAllText(Path.Combine(directory, "slack-home.json"), SlackJson.Write<View>(new HomeView(BlockKitRenderer.RenderHome(SlackCards.Everything))));
    }

    private static async Task<int> NodeAsync(string script, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("node", ["--test", Path.Combine(ConformanceFactAttribute.Folder!, "slack", script)]);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var node = Process.Start(start)!;
        await node.WaitForExitAsync();
        return node.ExitCode;
    }
}

/// <summary>A test that needs the packages of tests/conformance.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ConformanceFactAttribute : FactAttribute
{
    public ConformanceFactAttribute()
    {
        if (Folder is null || !Directory.Exists(Path.Combine(Folder, "node_modules", "@slack")))
        {
            Skip = "run npm ci in tests/conformance first";
        }
    }

    public static string? Folder { get; } = Find();

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "tests", "conformance");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
