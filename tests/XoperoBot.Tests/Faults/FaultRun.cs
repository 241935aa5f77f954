using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using XoperoBot.Simulator;

namespace XoperoBot.Tests.Faults;

/// <summary>
/// A random but seeded schedule of what people do and what goes wrong, and at its end what must hold: nothing acknowledged goes
/// unanswered, nothing is answered, decided, carried out or told twice (but for one repeat of what a killed process was sending), and
/// answers come in the order of the questions.
/// </summary>
internal sealed partial class FaultRun(FaultWorld world, int seed)
{
    private static readonly string[] Places = ["C1", "C2", "C3"];
    private static readonly TimeSpan Settles = TimeSpan.FromMinutes(3);

    private readonly Random _random = new(seed);
    private readonly List<string> _story = [];
    private readonly List<(string Word, string Place, bool Sure)> _words = [];
    private readonly List<(string Text, string Person, string Place, string Trigger)> _again = [];
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _approved = new(StringComparer.Ordinal);
    private readonly HashSet<string> _failedPlans = new(StringComparer.Ordinal);
    private readonly List<Task> _healing = [];
    private int _kills;
    private int _number;

    public string Story => $"seed {seed}: {string.Join(", ", _story)}";

    public async Task RunAsync(TimeSpan time)
    {
        await AcknowledgedAsync("operator", "C9", "subscribe acme failures", "subscribe");
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < time)
        {
            await StepAsync();
            await Task.Delay(_random.Next(20));
        }

        await HealAsync();
    }

    public async Task CheckAsync()
    {
        await SettleAsync();
        var shown = world.Shown().SelectMany((text, at) => Answered().Matches(text).Select(match => (Word: match.Groups["word"].Value, At: at)).Distinct())
            .ToLookup(answer => answer.Word, answer => answer.At, StringComparer.Ordinal);
        foreach (var (word, _, _) in _words)
        {
            var times = shown[word].Count();
            Assert.True(times >= 1, $"{word} was acknowledged and never answered. {Story}");
            Assert.True(times <= (_kills > 0 ? 2 : 1), $"{word} was answered {times} times. {Story}");
        }

        foreach (var place in Places)
        {
            var expected = _words.Where(word => word.Place == place && word.Sure).Select(word => word.Word).ToList();
            Assert.True(expected.SequenceEqual(expected.OrderBy(word => shown[word].First())), $"{place} was answered out of order. {Story}");
        }

        foreach (var carried in world.Service.Simulation.Recorder.Requests(SimulatorCall.Activate).Where(request => request.Applied).GroupBy(request => request.Body, StringComparer.Ordinal))
        {
            Assert.True(carried.Count() == 1, $"{carried.Key} was carried out {carried.Count()} times. {Story}");
        }

        Assert.Equal(0, await world.QueryAsync<long>("SELECT COUNT(*) FROM (SELECT 1 FROM approval_decision GROUP BY request_id, human HAVING COUNT(*) > 1) AS twice"));
        Assert.Equal(
            0, await world.QueryAsync<long>("SELECT COUNT(*) FROM (SELECT 1 FROM incident_part WHERE kind = 'PlanFailed' GROUP BY organization, subject HAVING COUNT(*) > 1) AS twice"));
        Assert.Equal(_failedPlans.Count, await world.QueryAsync<long>("SELECT COUNT(DISTINCT subject) FROM incident_part WHERE kind = 'PlanFailed'"));
        Assert.Equal(0, await world.QueryAsync<long>("SELECT COUNT(*) FROM (SELECT 1 FROM alert_incident a JOIN incident i ON i.id = a.incident GROUP BY a.incident HAVING COUNT(*) > 1) AS twice"));
    }

    private async Task StepAsync()
    {
        switch (_random.Next(100))
        {
            case < 55:
                await SayAsync();
                break;
            case < 63:
                await DeliverAgainAsync();
                break;
            case < 71:
                await AskAsync();
                break;
            case < 79:
                await ApproveAsync();
                break;
            case < 82:
                Kill();
                break;
            case < 84:
                await DatabaseAsync();
                break;
            case < 88:
                Throttle();
                break;
            case < 94:
                Disturb();
                break;
            default:
                FailPlan();
                break;
        }
    }

    private async Task SayAsync()
    {
        var word = string.Create(CultureInfo.InvariantCulture, $"w{++_number:00000}");
        var place = Pick(Places);
        var first = await world.DeliverAsync(Process(), "operator", place, word, word);
        if (!first)
        {
            // As Slack does: the same delivery until it is acknowledged.
            await AcknowledgedAsync("operator", place, word, word);
        }

        _words.Add((word, place, first));
        _again.Add((word, "operator", place, word));
    }

    private async Task DeliverAgainAsync()
    {
        if (_again.Count > 0)
        {
            var (text, person, place, trigger) = Pick(_again);
            await world.DeliverAsync(Process(), person, place, text, trigger);
        }
    }

    private async Task AskAsync()
    {
        var repository = string.Create(CultureInfo.InvariantCulture, $"acme/r{FaultWorld.Repositories - 1 - _asked.Count:000}");
        if (_asked.Count < FaultWorld.Repositories / 2 && _asked.Add(repository))
        {
            await AcknowledgedAsync("operator", Pick(Places), $"activate {repository}", $"ask-{repository}");
        }
    }

    private async Task ApproveAsync()
    {
        var waiting = world.Slack.Messages.SelectMany(message => Request().Matches(message.Text + message.Blocks?.ToJsonString())).Select(match => match.Value)
            .Where(id => !_approved.Contains(id)).ToHashSet(StringComparer.Ordinal);
        if (waiting.Count == 0)
        {
            return;
        }

        var id = Pick([.. waiting.Order(StringComparer.Ordinal)]);
        _approved.Add(id);

        // Twice, in two processes, at once.
        await Task.WhenAll(
            AcknowledgedAsync("ada", "C1", $"approve {id}", $"approve-{id}-1", 0), AcknowledgedAsync("ada", "C2", $"approve {id}", $"approve-{id}-2", 1));
    }

    private void Kill()
    {
        var at = Process();
        _story.Add($"kill {at}");
        _kills++;
        world.Kill(at);
        var pause = _random.Next(2000);
        _healing.Add(Task.Run(async () =>
        {
            await Task.Delay(pause);
            await world.StartAsync(at);
        }));
    }

    private async Task DatabaseAsync()
    {
        var pause = _random.Next(3000);
        _story.Add($"database away for {pause} ms");
        await world.Cluster.StopAsync();
        var until = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(until).TotalMilliseconds < pause)
        {
            // People do not know.
            await world.DeliverAsync(Process(), "operator", "C1", "lost", $"lost-{++_number}");
        }

        await world.Cluster.StartAsync();
    }

    private void Throttle()
    {
        var (method, times) = (Pick(["chat.postMessage", "chat.update", .. Places.Select(place => $"hook:say-{place}")]), _random.Next(1, 6));
        _story.Add($"throttle {method} {times} times");
        world.Slack.ThrottleNext(method, times, 1);
    }

    private void Disturb()
    {
        var kind = Pick([FaultKind.Status, FaultKind.HtmlError, FaultKind.TooManyRequests, FaultKind.Hang, FaultKind.Drop, FaultKind.TruncatedJson, FaultKind.ExpiredToken]);
        SimulatorCall? call = Pick<SimulatorCall?>([null, SimulatorCall.Activate, SimulatorCall.GetOrganizations, SimulatorCall.GetRepositories]);
        var fault = new Fault { Kind = kind, Status = kind == FaultKind.Status ? 500 : null, AfterApply = kind is FaultKind.Status or FaultKind.Hang or FaultKind.Drop && _random.Next(2) == 0 };
        _story.Add($"{kind} on {call?.ToString() ?? "all"}");
        world.Service.Simulation.Script.SetFault(call, fault, _random.Next(1, 4));
    }

    private void FailPlan()
    {
        var plan = string.Create(CultureInfo.InvariantCulture, $"plan{_failedPlans.Count:00}");
        if (_failedPlans.Count < FaultWorld.Plans)
        {
            _failedPlans.Add(plan);
            Assert.True(world.Service.Simulation.Script.FailPlan("acme", plan).Done);
        }
    }

    private async Task AcknowledgedAsync(string person, string place, string text, string trigger, int? at = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await world.DeliverAsync(at ?? Process(), person, place, text, trigger))
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Settles, $"“{text}” was never acknowledged. {Story}");
            at = at is { } fixedAt ? 1 - fixedAt : null;
            await Task.Delay(100);
        }
    }

    private async Task HealAsync()
    {
        await Task.WhenAll(_healing);
        world.Service.Simulation.Script.ClearFaults();
        await Task.WhenAll(Enumerable.Range(0, world.Processes).Select(world.StartAsync));
    }

    private async Task SettleAsync()
    {
        var started = Stopwatch.GetTimestamp();
        const string Open = """
            SELECT (SELECT COUNT(*) FROM inbox WHERE done_at IS NULL) + (SELECT COUNT(*) FROM outbox WHERE done_at IS NULL)
              + (SELECT COUNT(*) FROM approval_request WHERE state IN ('Approved', 'Running'))
            """;
        while (await CountAsync(Open) is var open && (open != 0 || await CountAsync("SELECT COUNT(DISTINCT subject) FROM incident_part WHERE kind = 'PlanFailed'") < _failedPlans.Count))
        {
            Assert.True(
                Stopwatch.GetElapsedTime(started) < Settles,
                $"{open} things never end. {Story}\n{string.Join('\n', Enumerable.Range(0, world.Processes).Select(at => Tail(world.Output(at))))}");
            await Task.Delay(200);
        }
    }

    private async Task<long> CountAsync(string sql)
    {
        try
        {
            return await world.QueryAsync<long>(sql);
        }
        catch (NpgsqlException)
        {
            return -1;
        }
    }

    private static string Tail(string output) => output.Length > 6000 ? output[^6000..] : output;

    private int Process() => _random.Next(world.Processes);

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    [GeneratedRegex("“(?<word>w[0-9]{5})”", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Answered();

    [GeneratedRegex("R-[0-9A-Z]{6}", RegexOptions.None, 1000)]
    private static partial Regex Request();
}
