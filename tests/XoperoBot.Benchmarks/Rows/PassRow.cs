using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using XoperoBot.Core.Watch;
using XoperoBot.Simulator;
using XoperoBot.Xopero.Wire;

namespace XoperoBot.Benchmarks.Rows;

/// <summary>
/// One pass over 100 servers with 10,000 plans, from the bytes of their answers to the knowledge that nothing changed; beside reading
/// the same bytes with System.Text.Json into nothing. One thread, so that time is CPU.
/// </summary>
internal static class PassRow
{
    private const int Servers = 100;
    private const int PlansEach = 100;

    public static async Task<IReadOnlyList<Figure>> RunAsync(Settings settings)
    {
        var answers = await AnswersAsync(settings.Smoke ? 2 : Servers);
        var states = answers.Select((_, at) => new ServerState(string.Create(CultureInfo.InvariantCulture, $"s{at}"))).ToArray();
        var options = new WatchOptions();
        Pass(answers, states, options);
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = 0; round < (settings.Smoke ? 2 : 100); round++)
        {
            theirs.Add(Milliseconds(() => Read(answers)));
            ours.Add(Milliseconds(() => Pass(answers, states, options)));
        }

        var (mine, reference) = (Versus.Median(ours), Versus.Median(theirs));
        return
        [
            new Figure(
                string.Create(CultureInfo.InvariantCulture, $"pass over {answers.Length} servers, {answers.Length * PlansEach} plans, {answers.Sum(answer => answer.Length) / 1024} KB"),
                string.Create(CultureInfo.InvariantCulture, $"{mine:0.0} ms"),
                string.Create(CultureInfo.InvariantCulture, $"{reference:0.0} ms"),
                mine / reference,
                "within 2 times",
                mine / reference <= 2),
        ];
    }

    private static double Milliseconds(Action work)
    {
        var started = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static void Read(byte[][] answers)
    {
        foreach (var answer in answers)
        {
            var reader = new Utf8JsonReader(answer);
            while (reader.Read())
            {
                // Into nothing.
            }
        }
    }

    private static void Pass(byte[][] answers, ServerState[] states, WatchOptions options)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        for (var at = 0; at < answers.Length; at++)
        {
            var found = new Comparison(states[at], now, options);
            foreach (var organization in PageReader.Read<Xopero.Organization>(answers[at], OrganizationReader.Read).Rows)
            {
                found.Take(organization);
            }

            found.End();
            found.Commit();
            states[at].Pass++;
            states[at].PassedAt = now;
        }
    }

    private static async Task<byte[][]> AnswersAsync(int servers)
    {
        var answers = new byte[servers][];
        for (var at = 0; at < servers; at++)
        {
            await using var service = await SimulatorApp.StartAsync(
                new SimulatorOptions { Seed = at, Organizations = { new OrganizationOptions { Name = "provider", Repositories = 1_000, GeneratedPlans = PlansEach } } },
                TimeProvider.System);
            using var http = new HttpClient { BaseAddress = service.BaseAddress };
            var login = await http.PostAsJsonAsync("account/login", new { email = AccountOptions.Demo.Email, password = AccountOptions.Demo.Password, rememberMe = true });
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string?)(await login.Content.ReadFromJsonAsync<JsonNode>())!["accessToken"]);
            var answer = await http.PostAsJsonAsync("git/organizations/getmany", new { limit = 100, orderBy = "Name", orderType = "asc", page = 1 });
            answers[at] = await answer.Content.ReadAsByteArrayAsync();
        }

        return answers;
    }
}
