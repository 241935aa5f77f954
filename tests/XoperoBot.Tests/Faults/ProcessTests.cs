using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;
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
        await SayAsync(slack, one, "q0");
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

        await using var spare = await BotProcess.StartAsync(settings);

        // Away: what cannot be stored is refused, and readiness names the reason.
        await cluster.StopAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await PostAsync(slack, two, "q7"));
        var (status, checks) = await two.ReadyAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("Unhealthy", (string?)checks["database"]!["status"]);

        // Who is stopped meanwhile ends in time too.
        (exit, took) = await spare.StopAsync();
        Assert.Equal(0, exit);
        Assert.True(took < TimeSpan.FromSeconds(10), $"It took {took}.");

        // Who starts meanwhile waits for it, unless told not to.
        var (exited, said) = await BotProcess.RunAsync([.. settings, new("Database:StartPatience", "00:00:00"), new("urls", "http://127.0.0.1:0")]);
        Assert.Equal(75, exited);
        Assert.Contains("XoperoBot did not start. The database cannot be reached now", said, StringComparison.Ordinal);
        var waiting = BotProcess.StartAsync(settings);
        Assert.Equal(0, await BotProcess.StopEarlyAsync(settings, "The start waits for the database"));
        await cluster.StartAsync();
        await using var four = await waiting;
        await SayAsync(slack, four, "q8");
        await Eventually.TrueAsync(async () => (await two.ReadyAsync()).Status == HttpStatusCode.OK, TimeSpan.FromSeconds(60));
        await SayAsync(slack, two, "q7");

        await AnsweredAsync(slack, 9);
    }

    [OwnPostgresFact]
    public async Task Processes_that_share_Socket_Mode_answer_what_either_was_sent_and_what_is_sent_again_once()
    {
        await using var cluster = await PostgresCluster.CreateAsync();
        await using var slack = await FakeSlack.StartAsync();
        await using var service = await SimulatorApp.StartAsync(new SimulatorOptions(), TimeProvider.System);
        await using var chat = new SlackDriver(slack, sockets: true);
        KeyValuePair<string, string?>[] settings =
        [
            .. chat.Settings, .. BotProcess.Watching(service),
            new("Database:Provider", "Postgres"), new("Database:ConnectionString", cluster.ConnectionString), new("Outbox:RateFactor", "100"),
            new("Slack:SocketConnections", "2"), new("Database:TakeoverAfter", "00:00:06"), new("Outbox:SendTimeout", "00:00:02"),
        ];
        await using var one = await BotProcess.StartAsync(settings);
        var first = await slack.WaitForSocketsAsync(2);
        await using var two = await BotProcess.StartAsync(settings);
        var all = await slack.WaitForSocketsAsync(4);
        Assert.All(all, socket => Assert.True(socket.IsOpen));

        // Down every connection in turn, and each one again down another, as after a lost acknowledgement.
        for (var number = 0; number < 8; number++)
        {
            await EnvelopeAsync(slack, all[number % 4], number);
            await EnvelopeAsync(slack, all[(number + 2) % 4], number);
        }

        await AnsweredAsync(slack, 8);

        // One dies: Slack sends down what is left.
        one.Kill();
        await slack.WaitAsync(() => first.Any(socket => socket.IsOpen), open => !open, "the end of its connections");
        await EnvelopeAsync(slack, all.First(socket => socket.IsOpen), 8);
        await AnsweredAsync(slack, 9);
    }

    [PostgresFact]
    public async Task What_comes_round_goes_on_when_the_process_that_did_it_is_killed()
    {
        await using var service = await SimulatorApp.StartAsync(new SimulatorOptions(), TimeProvider.System);
        await using var database = await TestDatabase.CreateAsync(Engine.Postgres);
        KeyValuePair<string, string?>[] settings =
        [
            .. BotProcess.Watching(service), .. database.Settings, new("Watch:Interval", "00:00:01"), new("Watch:NotWatchedAfter", "2"),
        ];
        await using var one = await BotProcess.StartAsync(settings);
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var last = source.CreateCommand("SELECT prev_fire_time FROM qrtz_triggers WHERE trigger_name = 'watch-guard'");
        async Task<long> RunAfterAsync(long before)
        {
            await Eventually.TrueAsync(async () => await last.ExecuteScalarAsync() is long at && at > before);
            return (long)(await last.ExecuteScalarAsync())!;
        }

        await Eventually.TrueAsync(async () => await source.CreateCommand("SELECT to_regclass('qrtz_triggers')::text").ExecuteScalarAsync() is not DBNull);
        await RunAfterAsync(0);
        await using var two = await BotProcess.StartAsync(settings);
        one.Kill();

        var killed = await RunAfterAsync(0);
        await RunAfterAsync(await RunAfterAsync(killed));
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

    /// <summary>Once each: q0, q1, and so on.</summary>
    private static async Task AnsweredAsync(FakeSlack slack, int count)
    {
        foreach (var number in Enumerable.Range(0, count))
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"“q{number}”");
            await Eventually.TrueAsync(() => Task.FromResult(Answers(slack, text) > 0), TimeSpan.FromSeconds(60));
            Assert.Equal(1, Answers(slack, text));
        }
    }

    private static int Answers(FakeSlack slack, string text) => slack.CallsOf("hook:say-operator").Count(call => call.Body!.ToJsonString(Plain).Contains(text, StringComparison.Ordinal));

    private static readonly System.Text.Json.JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static async Task SayAsync(FakeSlack slack, BotProcess bot, string text) => Assert.Equal(HttpStatusCode.OK, await PostAsync(slack, bot, text));

    private static Task EnvelopeAsync(FakeSlack slack, FakeSlackSocket socket, int number) => socket.AcknowledgedAsync(
        "slash_commands",
        new JsonObject(Fields(slack, string.Create(CultureInfo.InvariantCulture, $"q{number}")).Select(field => KeyValuePair.Create(field.Name, (JsonNode?)field.Value))));

    private static (string Name, string Value)[] Fields(FakeSlack slack, string text) =>
    [
        ("team_id", FakeSlack.Team), ("channel_id", "C1"), ("user_id", "operator"), ("user_name", "operator"), ("command", "/xopero"),
        ("text", text), ("response_url", slack.Hook("say-operator")), ("trigger_id", $"trigger-{text}"),
    ];

    private static async Task<HttpStatusCode> PostAsync(FakeSlack slack, BotProcess bot, string text)
    {
        var body = SlackApp.Form(Fields(slack, text));
        using var http = new HttpClient { BaseAddress = bot.Address };
        using var request = SlackApp.Signed("/slack/commands", Encoding.UTF8.GetBytes(body), "application/x-www-form-urlencoded", DateTimeOffset.UtcNow);
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }
}
