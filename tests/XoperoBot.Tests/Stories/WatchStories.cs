using Microsoft.Extensions.DependencyInjection;
using XoperoBot.Core.Access;
using XoperoBot.Core.Watch;
using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Stories;

/// <summary>Being told, the same on every channel: the simulated service fails over HTTP, the bot reads it every second.</summary>
public abstract class WatchStories
{
    [Fact]
    public async Task A_failure_is_told_acknowledged_and_its_recovery_changes_the_same_message_and_its_thread()
    {
        await using var chat = await ChatAsync();
        await using var bot = await MeetAsync(chat);
        await chat.SayAsync("operator", "subscribe acme failures");
        await chat.SeeAsync("operator", "This place hears of failures of main/acme from now on.");

        bot.Service.Simulation.Script.FailPlan("acme", "Nightly", errors: 2);
        var alert = await chat.SeeAsync("operator", "Plan Nightly failed", "open since", "2 failed", "successfully finished");
        await chat.PressAsync("operator", alert, "Acknowledge");
        var owned = await chat.SeeAsync("viewer", "Plan Nightly failed", "acknowledged by operator until");
        Assert.Equal(alert.Id, owned.Id);
        Assert.DoesNotContain("Acknowledge", owned.Buttons);

        bot.Service.Simulation.Script.SucceedPlan("acme", "Nightly");
        var over = await chat.SeeAsync("operator", "Recovered: Plan Nightly failed");
        Assert.Equal(alert.Id, over.Id);
        var note = await chat.SeeAsync("operator", "Plan Nightly failed: recovered after");
        Assert.NotEqual(alert.Id, note.Id);

        await chat.PressAsync("viewer", over, "Details");
        await chat.SeeAsync("viewer", "What happened", "Acknowledged by operator.", "Recovered.");
    }

    [Fact]
    public async Task What_is_muted_is_not_told_but_shown_to_everybody_and_its_recovery_is_told()
    {
        await using var chat = await ChatAsync();
        await using var bot = await MeetAsync(chat);
        await chat.SayAsync("operator", "subscribe all");
        await chat.SeeAsync("operator", "Subscribed");
        await chat.SayAsync("operator", "mute acme for 4h");
        await chat.SeeAsync("operator", "operator muted main/acme for 4h");

        bot.Service.Simulation.Script.FailPlan("acme", "Nightly");
        await Eventually.TrueAsync(async () =>
        {
            await chat.SayAsync("viewer", "incidents");
            await Task.Delay(1500);
            return (await chat.LookAsync("viewer")).Any(message => message.Text.Contains("Plan Nightly failed", StringComparison.Ordinal)
                && message.Text.Contains("muted by operator until", StringComparison.Ordinal));
        });
        Assert.DoesNotContain(await chat.LookAsync("operator"), message => message.Buttons.Contains("Acknowledge"));

        bot.Service.Simulation.Script.SucceedPlan("acme", "Nightly");
        await chat.SeeAsync("operator", "Recovered: Plan Nightly failed");
    }

    [Fact]
    public async Task A_digest_is_set_shown_and_told()
    {
        await using var chat = await ChatAsync();
        await using var bot = await MeetAsync(chat);
        await chat.SayAsync("operator", "digest daily 08:00 mon-fri Europe/Warsaw");
        await chat.SeeAsync("operator", "Digest set", "Monday to Friday at 08:00 (Europe/Warsaw)", "Next");
        bot.Service.Simulation.Script.FailPlan("acme", "Nightly");
        await chat.SayAsync("viewer", "digest now");

        await chat.SeeAsync("viewer", "Backup digest", "Coverage and success", "24 hours", "By the vendor's thresholds");
        await chat.SayAsync("viewer", "digest off");
        await chat.SeeAsync("viewer", "changed by people with the role Operator");
        await chat.SayAsync("operator", "digest off");
        await chat.SeeAsync("operator", "This place gets no digest any more.");
    }

    [Fact]
    public async Task Status_shows_how_long_ago_each_server_was_watched()
    {
        await using var chat = await ChatAsync();
        await using var bot = await MeetAsync(chat);

        await chat.SayAsync("viewer", "status");

        await chat.SeeAsync("viewer", "Backup status", "Watched: main", "ago");
    }

    private protected abstract Task<ChatDriver> ChatAsync();

    /// <summary>One organization with three plans of which all is well, watched since a moment ago.</summary>
    private protected static SimulatorOptions Estate() => new()
    {
        Organizations =
        {
            new OrganizationOptions
            {
                Name = "acme", Repositories = 6,
                Plans =
                {
                    new PlanOptions { Name = "Nightly", Count = 2 },
                    new PlanOptions { Name = "Evening", First = 2, Count = 2 },
                    new PlanOptions { Name = "Morning", First = 4, Count = 2 },
                },
            },
        },
    };

    private protected static async Task<Bot> MeetAsync(ChatDriver chat, params (string Key, string? Value)[] settings)
    {
        var bot = await Bot.StartAsync(chat.Settings, Estate(), [("Watch:Interval", "00:00:01"), ("Watch:GroupWait", "00:00:01"), .. settings]);
        chat.Meet(bot.Address);
        var age = bot.Services.GetRequiredService<IWatchAge>();
        await Eventually.TrueAsync(async () => (await age.AllAsync(Sight.All, default)).All(server => server.ReadAt is not null));
        return bot;
    }
}

public sealed class SlackWatchStories : WatchStories
{
    private protected override async Task<ChatDriver> ChatAsync() => new SlackDriver(await FakeSlack.StartAsync());

    [Theory]
    [InlineData("is_archived")]
    [InlineData("channel_not_found")]
    [InlineData("not_in_channel")]
    public async Task A_channel_that_is_gone_is_paused_and_an_administrator_is_told(string error)
    {
        var slack = await FakeSlack.StartAsync();
        await using var chat = new SlackDriver(slack);
        await using var bot = await MeetAsync(chat, ("Watch:Administrators:0", "slack:CADMIN"));
        await chat.SayAsync("operator", "subscribe all");
        await chat.SeeAsync("operator", "Subscribed");
        slack.Answer("chat.postMessage", call => call["channel"] == "C1" ? new System.Text.Json.Nodes.JsonObject { ["ok"] = false, ["error"] = error } : null);

        bot.Service.Simulation.Script.FailPlan("acme", "Nightly");

        var told = await slack.WaitAsync(() => slack.Messages.Where(message => message.Channel == "CADMIN").ToList(), messages => messages.Count > 0, "the administrators to be told");
        Assert.Contains("paused", Assert.Single(told).BlocksJson, StringComparison.Ordinal);
        Assert.NotNull(Assert.Single(await bot.Services.GetRequiredService<Subscriptions>().AllAsync(default)).PausedAt);
    }
}

public sealed class TeamsWatchStories : WatchStories
{
    private protected override async Task<ChatDriver> ChatAsync() => new TeamsDriver(await FakeBotFramework.StartAsync());

    [Fact]
    public async Task A_chat_that_the_bot_is_no_longer_in_is_paused_and_an_administrator_is_told()
    {
        var teams = await FakeBotFramework.StartAsync();
        await using var chat = new TeamsDriver(teams);
        await using var bot = await MeetAsync(chat, ("Watch:Administrators:0", "teams:19:admins@thread.tacv2"));
        await chat.SayAsync("operator", "subscribe all");
        await chat.SeeAsync("operator", "Subscribed");
        teams.FailNext(403, "BotNotInConversationRoster");

        bot.Service.Simulation.Script.FailPlan("acme", "Nightly");

        var told = await chat.SeeAsync("operator", "A place cannot be reached", "paused");
        Assert.Contains(teams.Calls, call => call.Card is not null && $"{call.Path} {call.Body!.ToJsonString()}".Contains("19:admins@thread.tacv2", StringComparison.Ordinal));
        Assert.NotNull(Assert.Single(await bot.Services.GetRequiredService<Subscriptions>().AllAsync(default)).PausedAt);
        Assert.DoesNotContain(await chat.LookAsync("operator"), message => message.Id != told.Id && message.Text.Contains("Plan Nightly failed", StringComparison.Ordinal));
    }
}

public sealed class PlaygroundWatchStories : WatchStories
{
    private protected override Task<ChatDriver> ChatAsync() => Task.FromResult<ChatDriver>(new PlaygroundDriver());
}
