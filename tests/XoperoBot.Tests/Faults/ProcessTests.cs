using System.Globalization;
using System.Net;
using System.Text;
using XoperoBot.Simulator;
using XoperoBot.Tests.Channels.Slack;
using XoperoBot.Tests.Fakes;
using XoperoBot.Tests.Stories;

namespace XoperoBot.Tests.Faults;

/// <summary>Real processes on one database: how they start, stop, share and outlive it.</summary>
public sealed class ProcessTests
{
    [OwnPostgresFact]
    public async Task Processes_that_share_a_database_lose_nothing_and_double_nothing_while_they_are_replaced_and_it_goes_away()
    {
        await using var cluster = await PostgresCluster.CreateAsync();
        await using var slack = await FakeSlack.StartAsync();
        await using var service = await SimulatorApp.StartAsync(new SimulatorOptions(), TimeProvider.System);
        await using var chat = new SlackDriver(slack);
        KeyValuePair<string, string?>[] settings =
        [
            .. chat.Settings, .. BotProcess.Watching(service),
            new("Database:Provider", "Postgres"), new("Database:ConnectionString", cluster.ConnectionString), new("Outbox:RateFactor", "100"),
        ];

        // Both find an empty database at once; one of them makes the tables.
        var both = await Task.WhenAll(BotProcess.StartAsync(settings), BotProcess.StartAsync(settings));
        await using var one = both[0];
        await using var two = both[1];
        await SayAsync(slack, one, "q1");
        await SayAsync(slack, two, "q2");

        // The same delivery to both is one.
        await Task.WhenAll(SayAsync(slack, one, "q3"), SayAsync(slack, two, "q3"));

        // One leaves, as in a rolling restart, right after it took something, and in time.
        await SayAsync(slack, one, "q4");
        var (exit, took) = await one.StopAsync();
        Assert.Equal(0, exit);
        Assert.True(took < TimeSpan.FromSeconds(10), $"It took {took}.");
        await SayAsync(slack, two, "q5");
        await using var three = await BotProcess.StartAsync(settings);
        await SayAsync(slack, three, "q6");

        // Away: what cannot be stored is refused, and readiness names the reason.
        await cluster.StopAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await PostAsync(slack, two, "q7"));
        var (status, checks) = await two.ReadyAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("Unhealthy", (string?)checks["database"]!["status"]);
        await cluster.StartAsync();
        await Eventually.TrueAsync(async () => (await two.ReadyAsync()).Status == HttpStatusCode.OK, TimeSpan.FromSeconds(60));
        await SayAsync(slack, two, "q7");

        foreach (var number in Enumerable.Range(1, 7))
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"“q{number}”");
            await Eventually.TrueAsync(() => Task.FromResult(Answers(slack, text) > 0), TimeSpan.FromSeconds(60));
            Assert.Equal(1, Answers(slack, text));
        }
    }

    [Fact]
    public async Task A_second_process_on_a_SQLite_file_does_not_start_and_says_why()
    {
        await using var service = await SimulatorApp.StartAsync(new SimulatorOptions(), TimeProvider.System);
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        KeyValuePair<string, string?>[] settings = [.. BotProcess.Watching(service), .. database.Settings, new("urls", "http://127.0.0.1:0")];
        await using var first = await BotProcess.StartAsync(settings);

        var (exit, output) = await BotProcess.RunAsync(settings);

        Assert.Equal(1, exit);
        Assert.Contains("XoperoBot did not start. Another process uses the database file", output, StringComparison.Ordinal);

        // However the first one ends, the file is free.
        first.Kill();
        await using var next = await BotProcess.StartAsync(settings);
        Assert.Equal(HttpStatusCode.OK, (await next.ReadyAsync()).Status);
    }

    [Fact]
    public async Task A_stop_with_everything_hanging_ends_in_ten_seconds_and_the_turn_runs_again()
    {
        await using var slack = await FakeSlack.StartAsync();
        await using var chat = new SlackDriver(slack);
        await using var service = await SimulatorApp.StartAsync(new SimulatorOptions(), TimeProvider.System);
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        KeyValuePair<string, string?>[] settings = [.. chat.Settings, .. BotProcess.Watching(service), .. database.Settings];
        service.Simulation.Script.SetFault(null, FaultKind.Hang);
        await using (var first = await BotProcess.StartAsync(settings))
        {
            await SayAsync(slack, first, "status");
            await Eventually.TrueAsync(() => service.Simulation.Recorder.RequestCount > 0);

            var (exit, took) = await first.StopAsync();

            Assert.Equal(0, exit);
            Assert.True(took < TimeSpan.FromSeconds(10), $"It took {took}.");
        }

        service.Simulation.Script.ClearFaults();
        await using var second = await BotProcess.StartAsync(settings);
        await chat.SeeAsync("operator", "43 of 58 protected (74.1 %)");
    }

    private static int Answers(FakeSlack slack, string text) => slack.CallsOf("hook:say-operator").Count(call => call.Body!.ToJsonString(Plain).Contains(text, StringComparison.Ordinal));

    private static readonly System.Text.Json.JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static async Task SayAsync(FakeSlack slack, BotProcess bot, string text) => Assert.Equal(HttpStatusCode.OK, await PostAsync(slack, bot, text));

    private static async Task<HttpStatusCode> PostAsync(FakeSlack slack, BotProcess bot, string text)
    {
        var body = SlackApp.Form(
            ("team_id", FakeSlack.Team), ("channel_id", "C1"), ("user_id", "operator"), ("user_name", "operator"), ("command", "/xopero"),
            ("text", text), ("response_url", slack.Hook("say-operator")), ("trigger_id", $"trigger-{text}"));
        using var http = new HttpClient { BaseAddress = bot.Address };
        using var request = SlackApp.Signed("/slack/commands", Encoding.UTF8.GetBytes(body), "application/x-www-form-urlencoded", DateTimeOffset.UtcNow);
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }
}
