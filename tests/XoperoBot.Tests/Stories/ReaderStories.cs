using System.Text.Json.Nodes;
using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Stories;

/// <summary>Teams clients that draw a card for each reader: each sees what they have to do, and the server decides in any case.</summary>
public sealed class ReaderStories
{
    [Fact]
    public async Task Each_reader_sees_what_they_have_to_do()
    {
        var teams = await FakeBotFramework.StartAsync();
        await using var chat = new TeamsDriver(teams);
        foreach (var person in new[] { "ada", "operator", "stranger" })
        {
            teams.Members.Add(new JsonObject { ["id"] = TeamsDriver.Mri(person), ["aadObjectId"] = chat.Account(person) });
        }

        await using var bot = await Bot.StartAsync(chat.Settings);
        chat.Meet(bot.Address);
        using var http = new HttpClient { BaseAddress = bot.Address };
        await chat.SayAsync("operator", "remove acme/shipping-api --confirm acme/shipping-api");
        var card = await chat.SeeAsync("ada", "Waits for 2 more approvals");

        // Posted with its buttons, for clients that draw nothing anew; whose matter it is, then who has nothing to press, then the others.
        Assert.Contains("Approve", card.Buttons);
        Assert.Equal(
            [TeamsDriver.Mri("operator"), TeamsDriver.Mri("stranger"), TeamsDriver.Mri("ada")],
            Refresh(card.Id)["userIds"]!.AsArray().Select(id => (string?)id));

        var requester = await DrawAsync("operator");
        Assert.Contains("You asked for this", requester.Text, StringComparison.Ordinal);
        Assert.Equal(["Cancel"], requester.Buttons);
        Assert.Equal(["Approve", "Reject"], (await DrawAsync("ada")).Buttons);
        var stranger = await DrawAsync("stranger");
        Assert.Contains("Waits for 2 more approvals", stranger.Text, StringComparison.Ordinal);
        Assert.Empty(stranger.Buttons);

        await chat.PressAsync("ada", card, "Approve");
        await chat.SeeAsync("operator", "Waits for 1 more approval");
        var answered = await DrawAsync("ada");
        Assert.Contains("You approved this", answered.Text, StringComparison.Ordinal);
        Assert.Empty(answered.Buttons);

        // A drawing that was never offered is refused by the server.
        var id = card.Text[card.Text.IndexOf("R-", StringComparison.Ordinal)..][..8];
        foreach (var person in new[] { "stranger", "operator" })
        {
            await chat.ForgeAsync(person, card.Id, $"approve {id}");
            await chat.SeeAsync(person, "needs the role Approver");
        }

        Assert.Contains("1 of 2", (await chat.SeeAsync("ben", "Waits for 1 more approval")).Text, StringComparison.Ordinal);
        Assert.Empty(bot.Service.Simulation.Recorder.Requests(SimulatorCall.Remove));

        JsonNode Refresh(string message) => teams.Shown.First(activity => activity.Id == message).Card["refresh"]!;

        async Task<Shown> DrawAsync(string person)
        {
            var value = new JsonObject { ["action"] = Refresh(card.Id)["action"]!.DeepClone(), ["trigger"] = "automatic" };
            var invoke = teams.Invoke("adaptiveCard/action", value, $"f:{Guid.NewGuid():N}").InGroup().From(person, TeamsDriver.Mri(person), chat.Account(person)).With("replyToId", card.Id);
            using var response = await teams.PostAsync(http, invoke);
            var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
            Assert.Equal("application/vnd.microsoft.card.adaptive", (string?)answer["type"]);
            return new Shown(card.Id, TeamsActivities.VisibleText(answer["value"]), [.. (answer["value"]!["actions"]?.AsArray() ?? []).Select(action => (string)action!["title"]!)]);
        }
    }
}
