using XoperoBot.Core.Chat;
using XoperoBot.Slack.BlockKit;
using XoperoBot.Tests.Channels.Slack;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Conformance;

/// <summary>Hands our cards, our double and the running bot to Slack's own libraries.</summary>
public sealed class SlackJudges
{
    [ConformanceFact]
    public async Task Slacks_own_types_allow_every_card_that_we_make()
    {
        var directory = Directory.CreateTempSubdirectory("slack-cards-").FullName;
        try
        {
            await Gallery.WriteAsync(directory);
            WriteCards(directory);

            await Judge.AgreesAsync("slack/cards.judge.mjs", ("CARDS_DIR", directory));
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

        await Judge.AgreesAsync("slack/double.judge.mjs", ("SLACK_DOUBLE_URL", slack.Url.AbsoluteUri));
    }

    [ConformanceFact]
    public async Task What_Slacks_own_library_signs_is_taken_and_what_it_refuses_is_refused()
    {
        await using var app = await SlackApp.StartOnNetworkAsync();

        await Judge.AgreesAsync("slack/bot.judge.mjs", ("BOT_URL", app.Address.AbsoluteUri), ("SLACK_SIGNING_SECRET", SlackApp.Secret));
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
}
