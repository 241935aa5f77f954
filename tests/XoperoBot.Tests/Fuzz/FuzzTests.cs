using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using XoperoBot.Core.Pipeline;
using XoperoBot.Tests.Channels.Slack;
using XoperoBot.Tests.Fakes;
using XoperoBot.Tests.Stories;
using XoperoBot.Tests.Xopero;
using XoperoBot.Xopero;

namespace XoperoBot.Tests.Fuzz;

/// <summary>
/// Every way in, behind the signature or token that guards it: whatever comes, no answer says 500, nothing hangs, nothing ends
/// unexpectedly, and the process stays ready.
/// </summary>
public sealed partial class FuzzTests
{
    private static readonly string[] Unexpected = ["ended unexpectedly", "unhandled exception", "the channel slack threw", "the channel teams threw"];

    [Theory]
    [InlineData("/slack/commands")]
    [InlineData("/slack/interactions")]
    public async Task Slacks_forms_behind_a_valid_signature(string path)
    {
        var slack = await FakeSlack.StartAsync();
        await using var chat = new SlackDriver(slack);
        await using var bot = await Bot.StartAsync(chat.Settings, null, ("Outbox:RateFactor", "1000"));
        var samples = path == "/slack/commands" ? FuzzSamples.SlashCommands : [.. FuzzSamples.Interactions, .. await OpenFormsAsync(chat, slack, bot)];
        await RunAsync(
            bot,
            samples.Select(Encoding.UTF8.GetBytes),
            (http, input) => http.SendAsync(SlackApp.Signed(path, input, "application/x-www-form-urlencoded", DateTimeOffset.UtcNow)),
            (mutator, sample, others) => Encoding.UTF8.GetBytes(mutator.ChangeForm(Encoding.UTF8.GetString(sample), others)));
    }

    [Fact]
    public async Task Slacks_events_behind_a_valid_signature()
    {
        await using var chat = new SlackDriver(await FakeSlack.StartAsync());
        await using var bot = await Bot.StartAsync(chat.Settings, null, ("Outbox:RateFactor", "1000"));
        await RunAsync(
            bot,
            FuzzSamples.Events.Select(Encoding.UTF8.GetBytes),
            (http, input) => http.SendAsync(SlackApp.Signed("/slack/events", input, "application/json", DateTimeOffset.UtcNow)));
    }

    [Fact]
    public async Task Activities_behind_a_valid_token()
    {
        await using var teams = await FakeBotFramework.StartAsync();
        await using var chat = new TeamsDriver(teams);
        await using var bot = await Bot.StartAsync(chat.Settings, null, ("Outbox:RateFactor", "1000"));
        var token = teams.Token();
        await RunAsync(bot, FuzzSamples.Activities(teams).Select(sample => Encoding.UTF8.GetBytes(sample.ToJsonString())), (http, input) =>
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/api/messages") { Content = new ByteArrayContent(input) };
            request.Content.Headers.ContentType = new("application/json");
            request.Headers.Authorization = new("Bearer", token);
            return http.SendAsync(request);
        });
    }

    [Fact]
    public async Task Frames_of_Socket_Mode()
    {
        var slack = await FakeSlack.StartAsync();
        await using var chat = new SlackDriver(slack);
        await using var bot = await Bot.StartAsync(chat.Settings, null, ("Slack:AppToken", "xapp-made-up"), ("Outbox:RateFactor", "1000"));
        await slack.WaitForSocketsAsync(1);
        var fuzzer = new Fuzzer(FuzzSamples.Frames.Select(frame => Encoding.UTF8.GetBytes(frame.Replace(FuzzSamples.Hook, slack.Hook("say-operator"), StringComparison.Ordinal))));
        var seen = 0;
        await fuzzer.RunAsync(async input =>
        {
            await Eventually.TrueAsync(() => slack.Sockets.Any(socket => socket.IsOpen));
            var socket = slack.Sockets.Last(candidate => candidate.IsOpen);
            try
            {
                await socket.SendAsync(Encoding.UTF8.GetString(input));
            }
            catch (Exception exception) when (exception is System.Net.WebSockets.WebSocketException or ObjectDisposedException or InvalidOperationException)
            {
                // It told the bot to go; the bot comes back on another.
            }

            return Behaviour(bot, ref seen);
        });
        await ReadyAsync(bot, fuzzer);

        // It still works.
        await Eventually.TrueAsync(() => slack.Sockets.Any(socket => socket.IsOpen));
        await slack.Sockets.Last(socket => socket.IsOpen).SendAsync(FuzzSamples.Frames[0].Replace("status", "version", StringComparison.Ordinal)
            .Replace("e-1", "e-last", StringComparison.Ordinal).Replace("13.1", "13.last", StringComparison.Ordinal).Replace("C1", "C7", StringComparison.Ordinal)
            .Replace(FuzzSamples.Hook, slack.Hook("say-operator"), StringComparison.Ordinal));
        await chat.SeeAsync("operator", ".NET");
    }

    [Fact]
    public async Task Answers_of_the_service()
    {
        await using var service = await FakeManagementService.StartAsync();
        await using var client = new Client(service.Address, null, ("ReadRetries", "0"), ("ReadTimeout", "00:00:05"), ("MaxPages", "20"));
        var answer = Array.Empty<byte>();
        foreach (var path in new[] { FakeManagementService.Organizations, FakeManagementService.Repositories, FakeManagementService.AssignedPlans, "/git/repositories/activate", "/git/repositories/deactivate", FakeManagementService.Sync })
        {
            service.Answer(path, (http, _) => http.Response.Body.WriteAsync(answer).AsTask());
        }

        var folder = Path.Combine(AppContext.BaseDirectory, "Xopero", "Samples");
        var fuzzer = new Fuzzer(Directory.GetFiles(folder, "*.response*.json").Order(StringComparer.Ordinal).Select(File.ReadAllBytes));
        var next = 0;
        await fuzzer.RunAsync(async input =>
        {
            answer = input;
            return (next++ % 5) switch
            {
                0 => await OutcomeAsync(() => client.OrganizationsAsync()),
                1 => await OutcomeAsync(() => client.Service.ListAssignedPlansAsync("o", default).ToListAsync().AsTask()),
                2 => await OutcomeAsync(() => client.Service.ListRepositoriesAsync("o", new RepositoryQuery(), default).ToListAsync().AsTask()),
                3 => await OutcomeAsync(() => client.Service.ActivateAsync(["a", "b"], default)),
                _ => await OutcomeAsync(async () =>
                {
                    await client.Service.SyncAsync("o", default);
                    return true;
                }),
            };
        });
        Assert.True(fuzzer.Behaviours > 3, $"{fuzzer.Inputs} inputs led to {fuzzer.Behaviours} behaviours only.");
    }

    [Fact]
    public async Task Command_lines()
    {
        var fuzzer = new Fuzzer(FuzzSamples.Lines.Select(Encoding.UTF8.GetBytes));
        await fuzzer.RunAsync(input =>
        {
            var text = Encoding.UTF8.GetString(input);
            var line = CommandLine.Parse(text);
            var again = CommandLine.Parse(CommandLine.Of([.. line.Select(token => token.Value)]));

            // What a button carries means what was typed.
            Assert.Equal(line.Select(token => token.Value), again.Select(token => token.Value));
            return Task.FromResult($"{line.Count}/{line.Count(token => token.Value.StartsWith("--", StringComparison.Ordinal))}/{line.Count(token => token.Value.Length == 0)}");
        });
        Assert.True(fuzzer.Inputs > 1000, $"Only {fuzzer.Inputs} lines.");
    }

    /// <summary>Answers to forms that are really open, so that what is sent in comes as far as the fields.</summary>
    private static async Task<IEnumerable<string>> OpenFormsAsync(SlackDriver chat, FakeSlack slack, Bot bot)
    {
        chat.Meet(bot.Address);
        string[] lines = ["activate", "deactivate", "attach", "detach", "remove"];
        foreach (var line in lines)
        {
            await chat.SayAsync("operator", line);
        }

        var opened = await slack.WaitForAsync("views.open", lines.Length);
        return opened.Select(call => FuzzSamples.Answer((string)call.Json("view")!["private_metadata"]!));
    }

    private static async Task<string> OutcomeAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return (await call())?.GetType().Name ?? "nothing";
        }
        catch (XoperoException fault)
        {
            return fault.Fault.ToString();
        }
    }

    private static async Task RunAsync(
        Bot bot,
        IEnumerable<byte[]> samples,
        Func<HttpClient, byte[], Task<HttpResponseMessage>> send,
        Func<Mutator, byte[], IReadOnlyList<byte[]>, byte[]>? change = null)
    {
        using var http = new HttpClient { BaseAddress = bot.Address };
        var fuzzer = new Fuzzer(samples);
        var seen = 0;
        await fuzzer.RunAsync(
            async input =>
            {
                using var response = await send(http, input);

                // 501 is what the Bot Framework wants for an invoke that a bot does not know.
                Assert.True(
                    response.StatusCode is < HttpStatusCode.InternalServerError or HttpStatusCode.NotImplemented,
                    $"It answered {response.StatusCode}. {string.Join('\n', bot.Logs.Lines.Skip(seen))}");
                return $"{(int)response.StatusCode} {response.Content.Headers.ContentType} {Behaviour(bot, ref seen)}";
            },
            change);
        await ReadyAsync(bot, fuzzer);
    }

    /// <summary>The lines that came since the last look, without what differs each time.</summary>
    private static string Behaviour(Bot bot, ref int seen)
    {
        var lines = bot.Logs.Lines.Skip(seen).ToList();
        seen += lines.Count;
        var unexpected = lines.Find(line => Array.Exists(Unexpected, word => line.Contains(word, StringComparison.OrdinalIgnoreCase)));
        Assert.True(unexpected is null, unexpected);
        return string.Join('|', lines.Select(line => Varying().Replace(line.Split('\n')[0], "*")).Select(line => line[..Math.Min(line.Length, 50)]).Distinct(StringComparer.Ordinal).Take(4));
    }

    private static async Task ReadyAsync(Bot bot, Fuzzer fuzzer)
    {
        using var http = new HttpClient { BaseAddress = bot.Address };
        using var response = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(fuzzer.Behaviours > 2, $"{fuzzer.Inputs} inputs led to {fuzzer.Behaviours} behaviours only.");
        var seen = 0;
        Behaviour(bot, ref seen);
    }

    [GeneratedRegex(@"[0-9A-Z]{8}|\d+|slack:\S+|teams:\S+", RegexOptions.None, 1000)]
    private static partial Regex Varying();
}
