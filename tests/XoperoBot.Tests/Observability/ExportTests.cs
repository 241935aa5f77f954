using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;
using XoperoBot.Tests.Faults;
using XoperoBot.Tests.Stories;

namespace XoperoBot.Tests.Observability;

/// <summary>What is seen from outside, and what must never be.</summary>
public sealed class ExportTests
{
    private const string BotToken = "xoxb-made-up-bot-token";
    private const string Password = "made-up-password";

    private static readonly string[] Metrics =
    [
        "xoperobot.turn.duration", "xopero.client.call.duration", "xoperobot.outbox.age", "xoperobot.outbox.depth", "xoperobot.inbox.depth",
        "xoperobot.incidents.open", "xoperobot.approvals.pending", "xoperobot.outbox.pace_wait", "http.server.request.duration",
    ];

    [Fact]
    public async Task A_whole_story_is_told_by_OTLP_and_neither_it_nor_the_log_holds_a_secret()
    {
        await using var collector = await FakeCollector.StartAsync();
        await using var slack = await FakeSlack.StartAsync();
        await using var chat = new SlackDriver(slack);
        await using var service = await SimulatorApp.StartAsync(
            new SimulatorOptions { Accounts = { new AccountOptions { Email = "bot@demo.test", Password = Password } } }, TimeProvider.System);
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        var log = "";
        await using (var bot = await BotProcess.StartAsync(
        [
            .. chat.Settings, .. BotProcess.Watching(service), .. database.Settings,
            new("Slack:BotToken", BotToken), new("Xopero:Servers:0:Password", Password),
            new("Telemetry:OtlpEndpoint", collector.Address.AbsoluteUri), new("Logging:LogLevel:Default", "Debug"), new("Logging:LogLevel:Microsoft", "Debug"),
        ]))
        {
            chat.Meet(bot.Address);
            await chat.SayAsync("operator", "status");
            await chat.SeeAsync("operator", "43 of 58 protected (74.1 %)");
            service.Simulation.Script.SetFault(SimulatorCall.GetRepositories, FaultKind.HtmlError);
            await chat.SayAsync("operator", "repos acme");
            await chat.SeeAsync("operator", "No answer from the service");
            service.Simulation.Script.ClearFaults();
            await chat.SayAsync("operator", "activate acme/search-api");
            await chat.PressAsync("ada", await chat.SeeAsync("ada", "Waits for 1 more approval"), "Approve");
            await chat.SeeAsync("operator", "1 done of 1");

            await bot.StopAsync();
            log = bot.Output;
        }

        var metrics = collector.TextOf("metrics");
        Assert.All(Metrics, name => Assert.Contains(name, metrics, StringComparison.Ordinal));
        Assert.Contains("turn", collector.TextOf("traces"), StringComparison.Ordinal);
        Assert.Contains("POST /slack/commands", collector.TextOf("traces"), StringComparison.Ordinal);
        Assert.Contains("status by slack:", collector.TextOf("logs"), StringComparison.Ordinal);
        Assert.Contains("status by slack:", log, StringComparison.Ordinal);

        // Whoever holds an address to answer at may speak as the bot, so it counts as a secret.
        foreach (var secret in new[] { BotToken, Password, Channels.Slack.SlackApp.Secret, "/hooks/" })
        {
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
            Assert.All(new[] { "metrics", "traces", "logs" }, signal => Assert.DoesNotContain(secret, collector.TextOf(signal), StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task An_endpoint_that_is_no_address_stops_the_start_and_is_named()
    {
        var (exit, output) = await BotProcess.RunAsync("--Telemetry:OtlpEndpoint=collector:4317", "--urls=http://127.0.0.1:0");
        Assert.Equal(1, exit);
        Assert.Contains("Telemetry:OtlpEndpoint", output, StringComparison.Ordinal);
    }
}
