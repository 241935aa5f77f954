using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using XoperoBot.Benchmarks.Load;

namespace XoperoBot.Benchmarks.Rows;

/// <summary>A message in Teams until its reply is sent, in many conversations at once; beside an echo on @microsoft/agents-hosting.</summary>
internal static class TeamsRow
{
    private const int Chats = 64;
    private const string Person = "00000000-0000-0000-0000-000000000020";

    public static async Task<IReadOnlyList<Figure>> RunAsync(Settings settings)
    {
        await using var doubles = await Doubles.StartAsync();
        await using var echo = await Child.NodeAsync("agents.mjs");
        using var scratch = new Scratch();
        await using var bot = await Child.BotAsync(
            [
                .. doubles.Service, .. doubles.Teams,
                new("Access:People:0:Name", "rita"), new("Access:People:0:Teams", Person), new("Access:People:0:Roles:0", "Viewer"),
                // The other one keeps to no rates either.
                new("Outbox:RateFactor", "10000"),
            ],
            scratch.Path);
        await RoundAsync(settings, doubles, bot);
        await RoundAsync(settings, doubles, echo);
        var (ours, theirs) = (new List<Speed>(), new List<Speed>());
        for (var round = 0; round < settings.Rounds; round++)
        {
            ours.Add(await RoundAsync(settings, doubles, bot));
            theirs.Add(await RoundAsync(settings, doubles, echo));
        }

        var (mine, other) = (bot.Megabytes, echo.Megabytes);
        return
        [
            Versus.Figure("Teams message to reply, beside @microsoft/agents-hosting", Versus.Median(ours), Versus.Median(theirs), 3),
            new Figure("memory after it", Text(mine), Text(other), mine / other, "no more", mine <= other),
        ];
    }

    private static string Text(double megabytes) => string.Create(CultureInfo.InvariantCulture, $"{megabytes:0} MB");

    /// <summary>Turns a second.</summary>
    private static async Task<Speed> RoundAsync(Settings settings, Doubles doubles, Child bot)
    {
        var cpu = bot.Cpu;
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = settings.Connections });
        http.BaseAddress = new Uri($"http://127.0.0.1:{bot.Port}");
        var authorization = new AuthenticationHeaderValue("Bearer", doubles.Token());
        var started = Stopwatch.GetTimestamp();
        var turns = await Task.WhenAll(Enumerable.Range(0, Math.Min(Chats, settings.Connections)).Select(number => ChatAsync($"a:chat-{number}")));
        return new Speed(turns.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds, (bot.Cpu - cpu).TotalMicroseconds / turns.Sum());

        async Task<int> ChatAsync(string conversation)
        {
            var done = 0;
            while (Stopwatch.GetElapsedTime(started).TotalSeconds < settings.Seconds)
            {
                var reply = doubles.NextAsync(conversation);
                using var request = new HttpRequestMessage(HttpMethod.Post, "/api/messages")
                {
                    Content = new StringContent(Message(doubles.Connector, conversation), Encoding.UTF8, "application/json"),
                    Headers = { Authorization = authorization },
                };
                using var response = await http.SendAsync(request);
                response.EnsureSuccessStatusCode();
                await reply.WaitAsync(TimeSpan.FromSeconds(20));
                done++;
            }

            return done;
        }
    }

    private static string Message(string connector, string conversation) => new JsonObject
    {
        ["type"] = "message",
        ["id"] = Guid.NewGuid().ToString("N"),
        ["channelId"] = "msteams",
        ["serviceUrl"] = connector,
        ["from"] = new JsonObject { ["id"] = "29:rita", ["name"] = "Rita", ["aadObjectId"] = Person },
        ["recipient"] = new JsonObject { ["id"] = $"28:{Doubles.AppId}", ["name"] = "XoperoBot" },
        ["conversation"] = new JsonObject { ["conversationType"] = "personal", ["tenantId"] = "11111111-1111-1111-1111-111111111111", ["id"] = conversation },
        ["channelData"] = new JsonObject { ["tenant"] = new JsonObject { ["id"] = "11111111-1111-1111-1111-111111111111" } },
        ["text"] = "version",
    }.ToJsonString();
}
