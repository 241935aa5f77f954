using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Stories;

/// <summary>Asking and approving, the same on every channel.</summary>
public abstract class ApprovalStories
{
    private const string Waiting = "Waits for 1 more approval";

    [Fact]
    public async Task What_one_asks_and_another_approves_with_a_click_is_done_once()
    {
        await using var chat = await ChatAsync();
        await using var bot = await MeetAsync(chat);
        await chat.SayAsync("operator", "activate acme/search-api --reason OPS-7");
        var request = await chat.SeeAsync("ada", Waiting, "acme/search-api", "OPS-7", "licence: unknown");
        Assert.Empty(bot.Service.Simulation.Recorder.Requests(SimulatorCall.Activate));

        await chat.PressAsync("ada", request, "Approve");

        var done = await chat.SeeAsync("operator", "1 done of 1", "ada");
        Assert.Equal(request.Id, done.Id);
        Assert.DoesNotContain(done.Buttons, button => button is "Approve" or "Reject");
        Assert.Single(bot.Service.Simulation.Recorder.Requests(SimulatorCall.Activate));
    }

    [Fact]
    public async Task Many_clicks_at_once_count_once_and_each_gets_its_sentence()
    {
        await using var chat = await ChatAsync();
        await using var bot = await MeetAsync(chat);
        await chat.SayAsync("operator", "activate acme/search-api");
        var request = await chat.SeeAsync("ada", Waiting);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(at => chat.PressAsync(at % 2 == 0 ? "ada" : "ben", request, "Approve")));

        await chat.SeeAsync("operator", "1 done of 1");
        Assert.Single(bot.Service.Simulation.Recorder.Requests(SimulatorCall.Activate));
    }

    [Fact]
    public async Task The_requester_never_approves_their_own_request()
    {
        await using var chat = await ChatAsync();
        await using var bot = await MeetAsync(chat);
        await chat.SayAsync("both", "activate acme/search-api");
        var request = await chat.SeeAsync("both", Waiting);

        await chat.PressAsync("both", request, "Approve");
        await chat.SayAsync("both", "version");

        await chat.SeeAsync("both", ".NET");
        await chat.SeeAsync("both", Waiting);
        Assert.Empty(bot.Service.Simulation.Recorder.Requests(SimulatorCall.Activate));
    }

    [Fact]
    public async Task A_rejected_request_is_never_carried_out()
    {
        await using var chat = await ChatAsync();
        await using var bot = await MeetAsync(chat);
        await chat.SayAsync("operator", "deactivate acme/accounts-api");
        var request = await chat.SeeAsync("ada", Waiting);
        var id = RequestId(request);

        await chat.SayAsync("ada", $"reject {id} not today");
        await chat.SeeAsync("operator", "Rejected by ada", "not today");
        await chat.SayAsync("ben", $"approve {id}");

        await chat.SeeAsync("ben", "already rejected by ada");
        Assert.Empty(bot.Service.Simulation.Recorder.Requests(SimulatorCall.Deactivate));
    }

    [Fact]
    public async Task What_changed_meanwhile_voids_the_request()
    {
        await using var chat = await ChatAsync();
        await using var bot = await MeetAsync(chat);
        await chat.SayAsync("operator", "activate acme/search-api");
        var request = await chat.SeeAsync("ada", Waiting);
        Assert.True(bot.Service.Simulation.Script.RemoveFromHost("acme", "acme/search-api", atOnce: true).Done);

        await chat.PressAsync("ada", request, "Approve");

        await chat.SeeAsync("operator", "Void since", "nothing was done");
        Assert.Empty(bot.Service.Simulation.Recorder.Requests(SimulatorCall.Activate));
    }

    [Fact]
    public async Task A_code_of_the_service_is_shown_as_it_came()
    {
        await using var chat = await ChatAsync();
        await using var bot = await MeetAsync(chat);
        bot.Service.Simulation.Script.ExhaustLicences();
        await chat.SayAsync("operator", "activate acme/shipping-api");
        var request = await chat.SeeAsync("ada", Waiting);

        await chat.PressAsync("ada", request, "Approve");

        await chat.SeeAsync("operator", "refused with code LI5020: the vendor publishes no meaning of it");
    }

    [Fact]
    public async Task A_removal_takes_two_people_and_a_pause_in_which_anybody_may_stop_it()
    {
        await using var chat = await ChatAsync();
        await using var bot = await MeetAsync(chat);
        await chat.SayAsync("operator", "remove acme/shipping-api with data --confirm acme/shipping-api");
        var request = await chat.SeeAsync("ada", "Waits for 2 more approvals", "goes for good");
        await chat.PressAsync("ada", request, "Approve");
        await chat.SeeAsync("ben", Waiting);
        await chat.PressAsync("ben", request, "Approve");
        await chat.SeeAsync("ada", "unless somebody stops it");

        await chat.SayAsync("ada", $"stop {RequestId(request)}");

        await chat.SeeAsync("operator", "Stopped by ada", "nothing was done");
        Assert.Empty(bot.Service.Simulation.Recorder.Requests(SimulatorCall.Remove));
    }

    [Fact]
    public async Task An_approval_outlives_a_restart()
    {
        await using var chat = await ChatAsync();
        await using var bot = await MeetAsync(chat);
        await chat.SayAsync("operator", "activate acme/search-api");
        var request = await chat.SeeAsync("ada", Waiting);

        await bot.StopAsync();
        await bot.StartAsync();
        chat.Meet(bot.Address);
        await chat.PressAsync("ada", request, "Approve");

        Assert.Equal(request.Id, (await chat.SeeAsync("operator", "1 done of 1")).Id);
    }

    private protected abstract Task<ChatDriver> ChatAsync();

    private static async Task<Bot> MeetAsync(ChatDriver chat)
    {
        var bot = await Bot.StartAsync(chat.Settings);
        chat.Meet(bot.Address);
        return bot;
    }

    private static string RequestId(Shown request) => request.Text[request.Text.IndexOf("R-", StringComparison.Ordinal)..][..8];
}

public sealed class SlackApprovalStories : ApprovalStories
{
    private protected override async Task<ChatDriver> ChatAsync() => new SlackDriver(await FakeSlack.StartAsync());
}

public sealed class TeamsApprovalStories : ApprovalStories
{
    private protected override async Task<ChatDriver> ChatAsync() => new TeamsDriver(await FakeBotFramework.StartAsync());
}

public sealed class PlaygroundApprovalStories : ApprovalStories
{
    private protected override Task<ChatDriver> ChatAsync() => Task.FromResult<ChatDriver>(new PlaygroundDriver());
}
