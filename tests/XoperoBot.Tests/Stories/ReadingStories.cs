using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Stories;

/// <summary>What people ask and are told, the same on every channel.</summary>
public abstract class ReadingStories
{
    [Fact]
    public async Task Status_tells_the_truth_about_every_organization()
    {
        await using var chat = await ChatAsync();
        await using var bot = await MeetAsync(chat);

        await chat.SayAsync("viewer", "status");

        var card = await chat.SeeAsync("viewer", "Backup status", "OrgName");
        Assert.Contains("43 of 58 protected (74.1 %)", card.Text, StringComparison.Ordinal);
        Assert.Contains("1 of 775 protected (0.1 %)", card.Text, StringComparison.Ordinal);
        Assert.Contains("58 licences missing", card.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_down_is_unknown_and_never_fine()
    {
        await using var chat = await ChatAsync();
        await using var bot = await MeetAsync(chat);
        bot.Service.Simulation.Script.TakeDown();

        await chat.SayAsync("viewer", "status");

        await chat.SeeAsync("viewer", "Backup status", "Server main: unknown.", "how the backups stand is unknown");
    }

    [Fact]
    public async Task A_page_turns_inside_the_same_message()
    {
        await using var chat = await ChatAsync();
        await using var bot = await MeetAsync(chat);
        await chat.SayAsync("operator", "repos xopero");
        var first = await chat.SeeAsync("operator", "1–10 of 775");

        await chat.PressAsync("operator", first, "Next page");

        await Eventually.TrueAsync(async () => (await chat.LookAsync("operator")).Any(message =>
            message.Id == first.Id && message.Text.Contains("11–20 of 775", StringComparison.Ordinal)));
        Assert.DoesNotContain(await chat.LookAsync("operator"), message => message.Text.Contains("1–10 of 775", StringComparison.Ordinal) && message.Id != first.Id);
    }

    [Fact]
    public async Task A_plan_is_joined_with_the_names_of_its_repositories()
    {
        await using var chat = await ChatAsync();
        await using var bot = await MeetAsync(chat);

        await chat.SayAsync("viewer", "plan acme/Nightly");

        await chat.SeeAsync("viewer", "43 repositories assigned", "acme/accounts-api", "and 28 more");
    }

    [Fact]
    public async Task A_name_that_several_have_comes_back_as_choices_to_click()
    {
        await using var chat = await ChatAsync();
        await using var bot = await MeetAsync(chat);
        await chat.SayAsync("viewer", "plan nightly");
        var choices = await chat.SeeAsync("viewer", "Which one?", "main/acme/Nightly", "main/globex/Nightly");

        await chat.PressAsync("viewer", choices, "Choose main/globex/Nightly");

        await chat.SeeAsync("viewer", "Nightly", "5 failed", "globex");
    }

    [Theory]
    [InlineData("stauts", "status")]
    [InlineData("repos acm", "main/acme")]
    public async Task A_slip_of_the_finger_gets_the_nearest_word(string typed, string expected)
    {
        await using var chat = await ChatAsync();
        await using var bot = await MeetAsync(chat);

        await chat.SayAsync("viewer", typed);

        var answer = await chat.SeeAsync("viewer", "Did you mean");
        Assert.Contains(expected, answer.Buttons);
    }

    [Fact]
    public async Task A_synchronisation_is_followed_in_one_card_to_its_end()
    {
        await using var chat = await ChatAsync();
        await using var bot = await MeetAsync(chat);

        await chat.SayAsync("operator", "sync acme");

        await chat.SeeAsync("operator", "Synchronisation of acme", "synchronisation finished");
        Assert.Single(await chat.LookAsync("operator"), message => message.Text.Contains("Synchronisation of acme", StringComparison.Ordinal));
        Assert.Single(bot.Service.Simulation.Recorder.Requests(SimulatorCall.Sync));
    }

    [Fact]
    public async Task A_synchronisation_is_followed_over_a_restart()
    {
        await using var chat = await ChatAsync();
        await using var bot = await MeetAsync(chat);
        bot.Service.Simulation.Script.HangSync("acme");
        await chat.SayAsync("operator", "sync acme");
        await chat.SeeAsync("operator", "acme: synchronising.");

        await bot.StopAsync();
        bot.Service.Simulation.Script.FinishSync("acme");
        await bot.StartAsync();
        chat.Meet(bot.Address);

        await chat.SeeAsync("operator", "synchronisation finished");
    }

    [Fact]
    public async Task A_synchronisation_that_the_service_forgot_is_not_called_finished()
    {
        await using var chat = await ChatAsync();
        await using var bot = await MeetAsync(chat);
        bot.Service.Simulation.Script.HangSync("acme");
        await chat.SayAsync("operator", "sync acme");
        await chat.SeeAsync("operator", "acme: synchronising.");

        bot.Service.Simulation.Script.LoseSync("acme");

        var card = await chat.SeeAsync("operator", "no longer knows of this synchronisation");
        Assert.Contains("Synchronise again", card.Buttons);
        Assert.DoesNotContain("finished before", card.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("viewer", "sync acme", "needs the role Operator")]
    [InlineData("stranger", "status", "needs the role Viewer")]
    public async Task Who_may_not_is_told_what_an_administrator_would_grant(string person, string line, string expected)
    {
        await using var chat = await ChatAsync();
        await using var bot = await MeetAsync(chat);

        await chat.SayAsync(person, line);

        await chat.SeeAsync(person, expected, "An administrator can grant it to");
        Assert.Empty(bot.Service.Simulation.Recorder.Requests(SimulatorCall.Sync));
    }

    [Fact]
    public async Task Names_that_try_to_be_markup_appear_as_they_are()
    {
        await using var chat = await ChatAsync();
        await using var bot = await MeetAsync(chat, new SimulatorOptions { HostileNames = true });

        await chat.SayAsync("viewer", "repos \"<!channel>\"");

        await chat.SeeAsync("viewer", "Repositories of <!channel>");
    }

    [Fact]
    public async Task Something_that_is_no_command_gets_help_and_harms_nothing()
    {
        await using var chat = await ChatAsync();
        await using var bot = await MeetAsync(chat);

        await chat.SayAsync("viewer", "qqqqqqqq wwwwww");

        await chat.SeeAsync("viewer", "I do not know “qqqqqqqq”");
    }

    private protected abstract Task<ChatDriver> ChatAsync();

    private protected static async Task<Bot> MeetAsync(ChatDriver chat, SimulatorOptions? simulator = null)
    {
        var bot = await Bot.StartAsync(chat.Settings, simulator);
        chat.Meet(bot.Address);
        return bot;
    }
}

public sealed class SlackReadingStories : ReadingStories
{
    private protected override async Task<ChatDriver> ChatAsync() => new SlackDriver(await FakeSlack.StartAsync());
}

public sealed class TeamsReadingStories : ReadingStories
{
    private protected override async Task<ChatDriver> ChatAsync() => new TeamsDriver(await FakeBotFramework.StartAsync());
}

public sealed class PlaygroundReadingStories : ReadingStories
{
    private protected override Task<ChatDriver> ChatAsync() => Task.FromResult<ChatDriver>(new PlaygroundDriver());
}
