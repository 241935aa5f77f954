using System.Diagnostics;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Stories;

/// <summary>A Management Service that hangs holds up nobody: what is said is taken at once, and the person is told, on every channel.</summary>
public abstract class PatienceStories
{
    private const string AMinute = "00:01:00";
    private const string NotYet = "The Management Service has not answered yet";
    private const int Commands = 20;
    private const int Rounds = 6;

    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task While_the_service_hangs_commands_are_taken_at_once_and_the_person_is_told_in_time()
    {
        await using var service = await HeldService.StartAsync();
        await using var chat = await ChatAsync();
        await using var bot = await Bot.StartAsync(
            chat.Settings,
            null,
            ("Xopero:Servers:0:BaseUrl", service.Address),
            ("Xopero:Servers:0:AttemptTimeout", AMinute),
            ("Xopero:Servers:0:ReadTimeout", AMinute),
            ("Answers:Patience", AMinute));
        chat.Meet(bot.Address);

        var told = ToldAsync(chat);
        await Eventually.TrueAsync(() => service.Held > 0);
        var taken = await TakenAtOnceAsync(chat, service);

        Assert.InRange(await told, TimeSpan.Zero, Soon);
        Assert.True(taken, "In no round were most commands taken within a tenth of a second.");
        Assert.True(service.Held > 0, "The service answered.");
        service.LetGo(bot.Service.BaseAddress);
        await chat.SeeAsync("viewer", "Backup status", "43 of 58 protected (74.1 %)");
        Assert.Single(await chat.LookAsync("viewer"), message => message.Text.Contains(NotYet, StringComparison.Ordinal));
    }

    [Fact]
    public async Task When_the_service_does_not_answer_at_all_the_person_is_told_so()
    {
        await using var service = await HeldService.StartAsync();
        await using var chat = await ChatAsync();
        await using var bot = await Bot.StartAsync(
            chat.Settings, null, ("Xopero:Servers:0:BaseUrl", service.Address), ("Answers:Patience", "00:00:02"));
        chat.Meet(bot.Address);

        await chat.SayAsync("viewer", "status");
        await Eventually.TrueAsync(() => service.Held > 0);

        await chat.SeeAsync("viewer", "Backup status", "did not answer within 2 seconds", "how the backups stand is unknown");
        await chat.SayAsync("viewer", "version");
        await chat.SeeAsync("viewer", ".NET");
        Assert.DoesNotContain(await chat.LookAsync("viewer"), message => message.Text.Contains(NotYet, StringComparison.Ordinal));
    }

    private protected abstract Task<ChatDriver> ChatAsync();

    private static async Task<TimeSpan> ToldAsync(ChatDriver chat)
    {
        var asked = Stopwatch.GetTimestamp();
        await chat.SayAsync("viewer", "status");
        await chat.SeeAsync("viewer", NotYet);
        return Stopwatch.GetElapsedTime(asked);
    }

    // The middle one of many, and the best of some rounds: a busy machine is slow at times, a bot that waits for the service always.
    private static async Task<bool> TakenAtOnceAsync(ChatDriver chat, HeldService service)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var times = new List<TimeSpan>();
            for (var command = 0; command < Commands; command++)
            {
                var said = Stopwatch.GetTimestamp();
                await chat.SayAsync("operator", "version");
                times.Add(Stopwatch.GetElapsedTime(said));
                Assert.True(service.Held > 0, "The service no longer hangs.");
            }

            if (times.Order().ElementAt(Commands / 2) < AtOnce)
            {
                return true;
            }
        }

        return false;
    }
}

public sealed class SlackPatienceStories : PatienceStories
{
    private protected override async Task<ChatDriver> ChatAsync() => new SlackDriver(await FakeSlack.StartAsync());
}

public sealed class SlackSocketPatienceStories : PatienceStories
{
    private protected override async Task<ChatDriver> ChatAsync() => new SlackDriver(await FakeSlack.StartAsync(), sockets: true);
}

public sealed class TeamsPatienceStories : PatienceStories
{
    private protected override async Task<ChatDriver> ChatAsync() => new TeamsDriver(await FakeBotFramework.StartAsync());
}

public sealed class PlaygroundPatienceStories : PatienceStories
{
    private protected override Task<ChatDriver> ChatAsync() => Task.FromResult<ChatDriver>(new PlaygroundDriver());
}
