using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Stories;

/// <summary>One bot in two products: people are the same, whatever account they use.</summary>
public sealed class TwoProductStories
{
    private static readonly string[] Live = ["Approve", "Reject", "Cancel (requester)", "Stop"];

    [Fact]
    public async Task A_removal_is_approved_by_one_in_each_product_and_both_cards_end_alike()
    {
        await using var slack = new SlackDriver(await FakeSlack.StartAsync());
        await using var teams = new TeamsDriver(await FakeBotFramework.StartAsync());
        await using var bot = await Bot.StartAsync(
            slack.Settings.Concat(teams.Settings),
            null,
            ("Approvals:Channels:0", $"teams:{TeamsActivities.GroupId}"),
            ("Approvals:Rules:0:Operation", "remove"),
            ("Approvals:Rules:0:CoolDown", "00:00:03"));
        slack.Meet(bot.Address);
        teams.Meet(bot.Address);
        await teams.SayAsync("ben", "version");
        await teams.SeeAsync("ben", ".NET");

        // The name is typed to confirm, at the second attempt.
        await slack.SayAsync("operator", "remove acme/shipping-api with data");
        await slack.SeeAsync("operator", "Type acme/shipping-api to confirm");
        await slack.SendInAsync("operator", ("confirm", "acme/shipping"));
        await slack.SeeAsync("operator", "Type exactly: acme/shipping-api");
        await slack.SendInAsync("operator", ("confirm", "acme/shipping-api"));
        var inSlack = await slack.SeeAsync("ada", "Waits for 2 more approvals", "goes for good");
        var inTeams = await teams.SeeAsync("ben", "Waits for 2 more approvals", "goes for good");

        await slack.PressAsync("ada", inSlack, "Approve");
        await BothAsync("1 of 2");

        // The same human with the other account counts once.
        await teams.PressAsync("ada", inTeams, "Approve");
        await teams.SeeAsync("ada", "You already approved");
        await BothAsync("1 of 2");
        Assert.Empty(bot.Service.Simulation.Recorder.Requests(SimulatorCall.Remove));

        await teams.PressAsync("ben", inTeams, "Approve");
        await BothAsync("unless somebody stops it");
        Assert.Empty(bot.Service.Simulation.Recorder.Requests(SimulatorCall.Remove));

        await BothAsync("1 done of 1");
        Assert.Contains("\"removedata\":true", Assert.Single(bot.Service.Simulation.Recorder.Requests(SimulatorCall.Remove)).Body, StringComparison.OrdinalIgnoreCase);
        var (one, other) = (await CardAsync(slack, inSlack), await CardAsync(teams, inTeams));
        Assert.Equal(Outcome(one), Outcome(other));
        Assert.Empty(one.Buttons.Intersect(Live));
        Assert.Equal(one.Buttons, other.Buttons);

        async Task BothAsync(string text)
        {
            await Eventually.TrueAsync(async () => (await CardAsync(slack, inSlack)).Text.Contains(text, StringComparison.Ordinal));
            await Eventually.TrueAsync(async () => (await CardAsync(teams, inTeams)).Text.Contains(text, StringComparison.Ordinal));
        }
    }

    private static async Task<Shown> CardAsync(ChatDriver chat, Shown card) => (await chat.LookAsync("operator")).First(shown => shown.Id == card.Id);

    // What the card says of the end, without the marks and the way of writing times that each product has.
    private static List<string> Outcome(Shown card) =>
    [
        .. new[] { "Remove acme/shipping-api with all its backup data", "Done ", "Asked by", "operator, ", "2 of 2", " · ada ", " · ben ", "1 done of 1", "Waits", "done" }
            .Where(part => card.Text.Contains(part, StringComparison.Ordinal)),
    ];
}
