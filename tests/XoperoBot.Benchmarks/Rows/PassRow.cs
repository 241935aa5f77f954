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
/// One pass over 100 servers with 10,000 plans, from the bytes of their answers to the knowledge of what changed; beside reading the same
/// bytes with System.Text.Json into nothing. Between two passes a minute apart seven plans end a run, as 10,000 daily ones do; and, for
/// what a pass costs when each answer must be read, one plan of every server. One thread, so that time is CPU.
/// </summary>
internal static class PassRow
{
    private const int Servers = 100;
    private const int PlansEach = 100;

    /// <summary>Of 10,000 that run once a day.</summary>
    private const int EndInAMinute = 7;

    /// <summary>Of the twelve digits after the first of a time in Unix milliseconds: 10^8 ms.</summary>
    private const int DaysDigit = 3;

    private static ReadOnlySpan<byte> FirstRun => "\"planFinishedTime\":1"u8;

    public static async Task<IReadOnlyList<Figure>> RunAsync(Settings settings)
    {
        var answers = await AnswersAsync(settings.Smoke ? 2 : Servers);

        // The second finds everything compiled.
        var read = Measure(settings, answers, answers.Length);
        return [Measure(settings, answers, settings.Smoke ? 1 : EndInAMinute), read];
    }

    private static Figure Measure(Settings settings, byte[][] answers, int changed)
    {
        var states = answers.Select((_, at) => new ServerState(string.Create(CultureInfo.InvariantCulture, $"s{at}"))).ToArray();
        var pages = answers.Select(_ => new LastPages<Xopero.Organization>(OrganizationReader.Read)).ToArray();
        var options = new WatchOptions();
        Pass(answers, pages, states, options);
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var (round, next) = (0, 0); round < (settings.Smoke ? 2 : 100); round++)
        {
            for (var number = 0; number < changed; number++)
            {
                EndARun(answers[next++ % answers.Length]);
            }

            theirs.Add(Milliseconds(() => Read(answers)));
            ours.Add(Milliseconds(() => Pass(answers, pages, states, options)));
        }

        var (mine, reference) = (Versus.Median(ours), Versus.Median(theirs));
        return new Figure(
            string.Create(CultureInfo.InvariantCulture, $"pass over {answers.Length} servers, {answers.Length * PlansEach} plans, {answers.Sum(answer => answer.Length) / 1024} KB, {changed} answers changed"),
            string.Create(CultureInfo.InvariantCulture, $"{mine:0.0} ms"),
            string.Create(CultureInfo.InvariantCulture, $"{reference:0.0} ms"),
            mine / reference,
            "within 2 times",
            mine / reference <= 2);
    }

    /// <summary>A day later by one digit, in place.</summary>
    private static void EndARun(byte[] answer)
    {
        var member = answer.AsSpan().IndexOf(FirstRun);
        var value = member < 0 ? throw new InvalidOperationException("No plan of the answer ever ran.") : member + FirstRun.Length;
        for (var digit = value + DaysDigit; digit >= value; digit--)
        {
            if (answer[digit] != '9')
            {
                answer[digit]++;
                return;
            }

            answer[digit] = (byte)'0';
        }
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

    private static void Pass(byte[][] answers, LastPages<Xopero.Organization>[] pages, ServerState[] states, WatchOptions options)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        for (var at = 0; at < answers.Length; at++)
        {
            var found = new Comparison(states[at], now, options);
            foreach (var organization in pages[at].Read(1, answers[at]).Rows)
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
