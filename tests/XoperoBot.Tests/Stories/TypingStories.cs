using System.Text.RegularExpressions;
using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;
using XoperoBot.Tests.Features.ModifyPlan;

namespace XoperoBot.Tests.Stories;

/// <summary>Every operation from the asking to the end by typed lines alone, on every product.</summary>
public abstract partial class TypingStories
{
    [Fact]
    public async Task Every_operation_is_asked_for_and_approved_by_typing_alone()
    {
        var time = new FastTime(4);
        await using var chat = await ChatAsync(time);
        await using var bot = await Bot.StartAsync(
            chat.Settings,
            Engine.Sqlite,
            time,
            null,
            ("Xopero:Servers:0:AttemptTimeout", "00:05:00"),
            ("Xopero:Servers:0:ReadTimeout", "00:20:00"),
            ("Answers:Patience", "00:01:00"),
            ("Approvals:Rules:0:Operation", "remove"),
            ("Approvals:Rules:0:CoolDown", "00:00:02"));
        chat.Meet(bot.Address);
        var organization = bot.Service.Simulation.Snapshot().Organizations.First(one => one.Name == "acme");
        var plan = Definitions.Sample();
        plan["id"] = organization.Plans.First(one => one.Name == "Nightly").Id;
        plan["name"] = "Nightly";
        plan["organizationId"] = organization.Id;
        await chat.SayAsync("amir", $"modify plan acme/Nightly --baseline ```json\n{plan.ToJsonString()}\n```");
        await chat.SeeAsync("amir", "is kept as its baseline");

        (string Line, string What, SimulatorCall Call)[] operations =
        [
            ("activate acme/search-api --reason OPS-1", "Activate the licence of acme/search-api", SimulatorCall.Activate),
            ("deactivate acme/accounts-api --reason OPS-2", "Deactivate the licence of acme/accounts-api", SimulatorCall.Deactivate),
            ("attach acme/shipping-api to \"acme/Weekly archive\"", "Attach acme/shipping-api to the plan Weekly archive", SimulatorCall.AttachRepository),
            ("detach acme/accounts-api from acme/Nightly", "Detach acme/accounts-api from the plan Nightly", SimulatorCall.DetachRepository),
            ("modify plan acme/Nightly --worker 6f9619ff-8b86-d011-b42d-00cf4fc964ff", "Modify the plan Nightly of acme", SimulatorCall.ModifyPlan),
            ("remove acme/search-api with data --confirm acme/search-api", "Remove acme/search-api with all its backup data", SimulatorCall.Remove),
        ];
        foreach (var (line, what, call) in operations)
        {
            await chat.SayAsync("operator", line);
            var card = await chat.SeeAsync("ada", "Waits for", what);
            var id = RequestIn().Match(card.Text).Value;
            foreach (var person in new[] { "ada", "ben" })
            {
                await chat.SayAsync(person, $"approve {id}");
                await chat.SeeAsync(person, id, "approv");
            }

            await chat.SeeAsync("operator", id, "1 done of 1");
            Assert.Single(bot.Service.Simulation.Recorder.Requests(call));
        }

        await chat.SayAsync("operator", "activate acme/search-jobs");
        var last = RequestIn().Match((await chat.SeeAsync("ada", "Waits for", "acme/search-jobs")).Text).Value;
        await chat.SayAsync("ada", "approvals");
        await chat.SeeAsync("ada", "Open requests", last);
        await chat.SayAsync("operator", $"cancel {last}");
        await chat.SeeAsync("ada", last, "Cancelled by operator");
        await chat.SayAsync("ada", $"audit {last}");
        await chat.SeeAsync("ada", "Audit", $"{last} asked");
        Assert.Single(bot.Service.Simulation.Recorder.Requests(SimulatorCall.Activate));
    }

    private protected abstract Task<ChatDriver> ChatAsync(FastTime time);

    [GeneratedRegex("R-[0-9A-Z]{6}", RegexOptions.None, 1000)]
    private static partial Regex RequestIn();
}

public sealed class SlackTypingStories : TypingStories
{
    private protected override async Task<ChatDriver> ChatAsync(FastTime time) => new SlackDriver(await FakeSlack.StartAsync(), time: time);
}

public sealed class TeamsTypingStories : TypingStories
{
    private protected override async Task<ChatDriver> ChatAsync(FastTime time) => new TeamsDriver(await FakeBotFramework.StartAsync(time));
}

public sealed class PlaygroundTypingStories : TypingStories
{
    private protected override Task<ChatDriver> ChatAsync(FastTime time) => Task.FromResult<ChatDriver>(new PlaygroundDriver());
}
