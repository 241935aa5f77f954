using System.Diagnostics;
using System.Text;
using System.Text.Json;
using XoperoBot.Xopero;
using XoperoBot.Xopero.Wire;

namespace XoperoBot.Tests.Xopero;

/// <summary>Bodies that no service should give: whatever comes is read or refused, and nothing else escapes.</summary>
public sealed class HostileAnswersTests
{
    private const int Seed = 20260302;

    private static readonly string[] Samples =
    [
        "login.response", "organizations.response", "assigned-plans.response", "activate.response", "deactivate.response",
        "repositories.response", "repositories.response.broken", "remove.response",
    ];

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "null", "true", "-", "1e999", "9223372036854775808", "\"id\":", "\"result\":",
        "\"error\":", "<html>", "\uFEFF", "\0", "/*", "\u202E",
    ];

    [Fact]
    public void Ten_thousand_random_and_mutated_bodies_end_in_a_value_or_a_refusal()
    {
        var random = new Random(Seed);
        var samples = Samples.Select(name => Encoding.UTF8.GetBytes(Sample.Text(name))).ToArray();
        var started = Stopwatch.GetTimestamp();
        var read = 0;
        for (var number = 0; number < 10_000; number++)
        {
            var body = number % 4 == 0 ? Noise(random) : Mutate(random, samples[random.Next(samples.Length)]);
            read += ReadEverything(body);
        }

        // Both ends happen, so the bodies are neither all noise nor all whole.
        Assert.InRange(read, 1_000, 59_000);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task At_the_wire_a_mutated_body_ends_in_a_value_or_the_one_exception()
    {
        var random = new Random(Seed);
        var sample = Encoding.UTF8.GetBytes(Sample.Text("organizations.response"));
        await using var service = await FakeManagementService.StartAsync();
        await using var client = new Client(service.Address);
        for (var number = 0; number < 300; number++)
        {
            var body = number % 4 == 0 ? Noise(random) : Mutate(random, sample);
            service.Answer(FakeManagementService.Organizations, body);
            service.Answer("/git/repositories/remove", body);
            service.Answer(FakeManagementService.Sync, body);
            await TryAsync(client.OrganizationsAsync);
            await TryAsync(() => client.Service.RemoveAsync("x", removeData: false, CancellationToken.None));
            await TryAsync(() => client.Service.SyncAsync("x", CancellationToken.None));
        }

        Assert.Single(service.RequestsTo(FakeManagementService.Login));
    }

    [Fact]
    public async Task Deep_nesting_is_a_bad_answer()
    {
        await using var service = await FakeManagementService.StartAsync();
        service.Answer(FakeManagementService.Organizations, "{\"result\":[{\"x\":" + new string('[', 100_000));
        await using var client = new Client(service.Address);

        Assert.Equal(XoperoFault.BadAnswer, (await Assert.ThrowsAsync<XoperoException>(client.OrganizationsAsync)).Fault);
    }

    private static async Task TryAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (XoperoException)
        {
            // The one allowed end beside a value.
        }
    }

    private static int ReadEverything(byte[] body) =>
        Try(() => PageReader.Read<Organization>(body, OrganizationReader.Read))
        + Try(() => PageReader.Read<AssignedPlan>(body, AssignedPlanReader.Read))
        + Try(() => PageReader.Read<Repository>(body, RepositoryReader.Read))
        + Try(() => ItemAnswer.Read(body).For(["a4ac79fe9-0000-0000-0000-000000000000"]))
        + Try(() => UndocumentedAnswer.Failure(body))
        + Try(() => LoginReader.Token(body));

    private static int Try(Func<object?> read)
    {
        try
        {
            read();
            return 1;
        }
        catch (JsonException)
        {
            return 0;
        }
    }

    private static byte[] Noise(Random random)
    {
        if (random.Next(2) == 0)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            return bytes;
        }

        return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => Pieces[random.Next(Pieces.Length)])));
    }

    private static byte[] Mutate(Random random, byte[] sample)
    {
        var body = sample.ToList();
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            var at = random.Next(body.Count);
            switch (random.Next(5))
            {
                case 0:
                    body[at] = (byte)random.Next(256);
                    break;
                case 1:
                    body.RemoveRange(at, Math.Min(random.Next(1, 20), body.Count - at - 1));
                    break;
                case 2:
                    body.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
                case 3:
                    body.InsertRange(at, body.GetRange(at, Math.Min(random.Next(1, 60), body.Count - at)));
                    break;
                default:
                    ReplaceValue(random, body);
                    break;
            }
        }

        return [.. body];
    }

    /// <summary>Keeps the JSON whole and changes what a member holds.</summary>
    private static void ReplaceValue(Random random, List<byte> body)
    {
        var colons = Enumerable.Range(0, body.Count).Where(at => body[at] == (byte)':').ToList();
        if (colons.Count == 0)
        {
            return;
        }

        string[] values = ["null", "[]", "{}", "\"\"", "-1", "1e308", "[null,{},[[]]]", "\"\\ud83d\"", "{\"id\":{}}", "false"];
        var start = colons[random.Next(colons.Count)] + 1;
        var end = body.FindIndex(start, letter => letter is (byte)',' or (byte)'\n');
        if (end > start)
        {
            body.RemoveRange(start, end - start);
            body.InsertRange(start, Encoding.UTF8.GetBytes(values[random.Next(values.Length)]));
        }
    }
}
