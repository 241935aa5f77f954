using XoperoBot.Core.Chat;
using XoperoBot.Slack.BlockKit;
using XoperoBot.Tests.Channels.Slack;
using XoperoBot.Tests.Channels.Teams;

namespace XoperoBot.Tests.Conformance;

/// <summary>Hands every card to the channels' own types and to renderers that others wrote.</summary>
[Collection(SharedGallery.Name)]
public sealed class CardJudges(GalleryFolder gallery)
{
    [ConformanceFact]
    public Task Slacks_own_types_allow_every_card_that_we_make() => JudgeAsync("slack/cards.judge.mjs", WriteSlackCards);

    [ConformanceFact]
    public Task A_public_renderer_draws_every_message_for_Slack() => JudgeAsync("slack/drawn.judge.mjs", WriteSlackCards);

    [ConformanceFact]
    public Task The_public_renderer_parses_and_draws_every_card() => JudgeAsync("teams/cards.judge.mjs", CardTests.WriteSamples);

    private async Task JudgeAsync(string script, Action<string> samples)
    {
        var directory = Directory.CreateTempSubdirectory("cards-").FullName;
        try
        {
            foreach (var file in Directory.EnumerateFiles(gallery.Path, "*.json"))
            {
                File.Copy(file, Path.Combine(directory, Path.GetFileName(file)));
            }

            samples(directory);
            await Judge.AgreesAsync(script, ("CARDS_DIR", directory));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static void WriteSlackCards(string directory)
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
