using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Stories;

/// <summary>Approvers who do not see every server, the same on every channel.</summary>
public abstract class SightStories
{
    private const string Asked = $"activate {TwoServers.Organization}/{TwoServers.Repository}";
    private const string Waiting = "Waits for 1 more approval";

    [Fact]
    public async Task An_approver_who_does_not_see_the_server_approves_nothing_there_by_click_or_by_typing()
    {
        await using var chat = await ChatAsync();
        await using var world = await TwoServers.StartAsync(chat, ("Access:People:2:Servers:0", "main"));
        await chat.SayAsync("operator", Asked);
        var request = await chat.SeeAsync("ben", Waiting, "Can approve", "ben, both");
        Assert.DoesNotContain("ada", request.Text, StringComparison.Ordinal);
        var id = request.Text[request.Text.IndexOf("R-", StringComparison.Ordinal)..][..8];

        await chat.ForgeAsync("ada", request.Id, $"approve {id}");
        await chat.SeeAsync("ada", $"There is no request “{id}”");
        foreach (var line in new[] { $"approve {id}", $"reject {id} no", $"stop {id}", $"cancel {id}", $"settle {id} done", $"approval {id}" })
        {
            await chat.SayAsync("ada", line);
        }

        await chat.SayAsync("ada", "version");
        await chat.SeeAsync("ada", ".NET");
        await chat.SeeAsync("ben", Waiting, id);
        Assert.Empty(world.Vault.Simulation.Recorder.Requests(SimulatorCall.Activate));

        await chat.PressAsync("ben", request, "Approve");
        await chat.SeeAsync("operator", "1 done of 1", "ben");
        Assert.Single(world.Vault.Simulation.Recorder.Requests(SimulatorCall.Activate));
    }

    [Fact]
    public async Task An_approver_counts_as_reachable_only_for_servers_that_they_see()
    {
        await using var chat = await ChatAsync();
        await using var world = await TwoServers.StartAsync(
            chat, ("Access:DefaultServers:0", "main"), ("Access:People:1:Servers:0", "*"), ("Access:People:3:Servers:0", TwoServers.Server), ("Approvals:Rules:0:Operation", "activate"), ("Approvals:Rules:0:Approvers", "2"));
        await chat.SayAsync("operator", Asked);
        await chat.SeeAsync("operator", "needs 2 approvals from others than you, and only 1 can be reached: ben");
        await chat.SayAsync("operator", "activate acme/search-api");
        var request = await chat.SeeAsync("ada", "Waits for 2 more approvals", "ada, both");
        Assert.DoesNotContain("ben", request.Text, StringComparison.Ordinal);
    }

    private protected abstract Task<ChatDriver> ChatAsync();
}

public sealed class SlackSightStories : SightStories
{
    private protected override async Task<ChatDriver> ChatAsync() => new SlackDriver(await FakeSlack.StartAsync());
}

public sealed class TeamsSightStories : SightStories
{
    private protected override async Task<ChatDriver> ChatAsync() => new TeamsDriver(await FakeBotFramework.StartAsync());
}

public sealed class PlaygroundSightStories : SightStories
{
    private protected override Task<ChatDriver> ChatAsync() => Task.FromResult<ChatDriver>(new PlaygroundDriver());
}
