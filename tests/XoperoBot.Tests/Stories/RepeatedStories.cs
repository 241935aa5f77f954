using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Stories;

/// <summary>Products deliver again what they think was lost. It is done and answered once, on every channel.</summary>
public abstract class RepeatedStories
{
    private const int Times = 5;

    [Fact]
    public async Task What_is_said_once_and_delivered_many_times_is_done_once()
    {
        await using var chat = await ChatAsync();
        await using var bot = await MeetAsync(chat);
        var (one, other) = (Guid.NewGuid().ToString("N"), Guid.NewGuid().ToString("N"));

        await OverAndOverAsync(() => chat.SayAsync("operator", "sync acme", one));
        await Task.WhenAll(Enumerable.Range(0, Times).Select(_ => chat.SayAsync("operator", "version", other)));
        await chat.SeeAsync("operator", "Synchronisation of acme", "synchronisation finished");
        await chat.SeeAsync("operator", ".NET");
        await RestartAsync(bot, chat);
        await OverAndOverAsync(() => chat.SayAsync("operator", "sync acme", one));
        await Task.WhenAll(Enumerable.Range(0, Times).Select(_ => chat.SayAsync("operator", "version", other)));
        await chat.SayAsync("operator", "orgs");
        await chat.SeeAsync("operator", "Organizations");

        Assert.Single(bot.Service.Simulation.Recorder.Requests(SimulatorCall.Sync));
        Assert.Single(await chat.LookAsync("operator"), message => message.Text.Contains("Synchronisation of acme", StringComparison.Ordinal));
        Assert.Single(await chat.LookAsync("operator"), message => message.Text.Contains(".NET", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_press_that_is_delivered_many_times_is_one_press()
    {
        await using var chat = await ChatAsync();
        await using var bot = await MeetAsync(chat);
        var delivery = Guid.NewGuid().ToString("N");
        await chat.SayAsync("operator", "org acme");
        var card = await chat.SeeAsync("operator", "acme", "protected");
        var button = Assert.Single(card.Buttons, label => label.StartsWith("Synchronise", StringComparison.Ordinal));

        await OverAndOverAsync(() => chat.PressAsync("operator", card, button, delivery));
        await Task.WhenAll(Enumerable.Range(0, Times).Select(_ => chat.PressAsync("operator", card, button, delivery)));
        await chat.SeeAsync("operator", "Synchronisation of acme", "synchronisation finished");
        await RestartAsync(bot, chat);
        await OverAndOverAsync(() => chat.PressAsync("operator", card, button, delivery));
        await chat.SayAsync("operator", "version");
        await chat.SeeAsync("operator", ".NET");

        Assert.Single(bot.Service.Simulation.Recorder.Requests(SimulatorCall.Sync));
        Assert.Single(await chat.LookAsync("operator"), message => message.Text.Contains("Synchronisation of acme", StringComparison.Ordinal));
    }

    private protected abstract Task<ChatDriver> ChatAsync();

    private static async Task OverAndOverAsync(Func<Task> deliver)
    {
        for (var time = 0; time < Times; time++)
        {
            await deliver();
        }
    }

    private static async Task<Bot> MeetAsync(ChatDriver chat)
    {
        var bot = await Bot.StartAsync(chat.Settings);
        chat.Meet(bot.Address);
        return bot;
    }

    private static async Task RestartAsync(Bot bot, ChatDriver chat)
    {
        await bot.StopAsync();
        await bot.StartAsync();
        chat.Meet(bot.Address);
    }
}

public sealed class SlackRepeatedStories : RepeatedStories
{
    private protected override async Task<ChatDriver> ChatAsync() => new SlackDriver(await FakeSlack.StartAsync());
}

public sealed class SlackSocketRepeatedStories : RepeatedStories
{
    private protected override async Task<ChatDriver> ChatAsync() => new SlackDriver(await FakeSlack.StartAsync(), sockets: true);
}

public sealed class TeamsRepeatedStories : RepeatedStories
{
    private protected override async Task<ChatDriver> ChatAsync() => new TeamsDriver(await FakeBotFramework.StartAsync());
}

public sealed class PlaygroundRepeatedStories : RepeatedStories
{
    private protected override Task<ChatDriver> ChatAsync() => Task.FromResult<ChatDriver>(new PlaygroundDriver());
}
