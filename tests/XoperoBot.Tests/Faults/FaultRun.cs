using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using XoperoBot.Simulator;

namespace XoperoBot.Tests.Faults;

/// <summary>
/// A random but seeded schedule of what people do and what goes wrong, and at its end what must hold: nothing acknowledged goes
/// unanswered, nothing is decided or carried out twice, nothing is answered or told twice (but for what was on its way when a process was
/// killed or a wire cut), and answers come in the order of the questions.
/// </summary>
internal sealed partial class FaultRun(FaultWorld world, int seed)
{
    private const string Told = "C9";

    /// <summary>Requests that were sent and not yet recorded when something was interrupted: one for each lane, at most.</summary>
    private const int OnTheirWay = 8;

    private static readonly string[] Places = ["C1", "C2", "C3"];
    private static readonly TimeSpan Settles = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Unheard = TimeSpan.FromMilliseconds(20);

    private readonly Random _random = new(seed);
    private readonly List<string> _story = [];
    private readonly List<(string Word, string Place, bool Sure)> _words = [];
    private readonly List<(string Text, string Person, string Place, string Trigger)> _again = [];
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _approved = new(StringComparer.Ordinal);
    private readonly HashSet<string> _failedPlans = new(StringComparer.Ordinal);
    private readonly List<Task> _healing = [];
    private readonly List<(int From, int To)> _interruptions = [];
    private int _number;
    private int _lost;

    public string Story => $"seed {seed}: {string.Join(", ", _story)}";

    /// <summary>How much was done and shown.</summary>
    public string Figures { get; private set; } = "";

    public async Task RunAsync(TimeSpan time)
    {
        await AcknowledgedAsync("operator", Told, "subscribe acme failures", "subscribe");
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
        var shown = world.Shown().SelectMany((call, at) => Answered().Matches(call.Text).Select(match => (Word: match.Groups["word"].Value, At: at)).Distinct())
            .ToLookup(answer => answer.Word, answer => answer.At, StringComparer.Ordinal);
        foreach (var (word, _, _) in _words)
        {
            Assert.True(shown[word].Any(), $"{word} was acknowledged and never answered: {await BecameOfAsync(word)}. {Story}");
            OnceUnlessInterrupted([.. shown[word]], word);
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

        var alerts = world.Shown().Index().Where(call => call.Item.Place == Told && call.Item.Thread is null).ToLookup(call => call.Item.Text, call => call.Index, StringComparer.Ordinal);
        foreach (var alert in alerts)
        {
            OnceUnlessInterrupted([.. alert], alert.Key);
        }

        Figures = string.Create(CultureInfo.InvariantCulture,
            $"seed {seed}: {_story.Count} faults, {_story.Count(fault => fault.StartsWith("kill", StringComparison.Ordinal))} of them kills; {_words.Count} words, {_words.Count(word => shown[word.Word].Count() > 1)} of them answered twice; {_approved.Count} requests; {alerts.Count} alerts, {alerts.Count(alert => alert.Count() > 1)} of them told twice");
        Assert.Equal(0, await world.QueryAsync<long>("SELECT COUNT(*) FROM (SELECT 1 FROM approval_decision GROUP BY request_id, human HAVING COUNT(*) > 1) AS twice"));
        Assert.Equal(
            0, await world.QueryAsync<long>("SELECT COUNT(*) FROM (SELECT 1 FROM incident_part WHERE kind = 'PlanFailed' GROUP BY organization, subject HAVING COUNT(*) > 1) AS twice"));
        Assert.Equal(_failedPlans.Count, await world.QueryAsync<long>("SELECT COUNT(DISTINCT subject) FROM incident_part WHERE kind = 'PlanFailed'"));
        Assert.Equal(0, await world.QueryAsync<long>("SELECT COUNT(*) FROM (SELECT 1 FROM alert_incident a JOIN incident i ON i.id = a.incident GROUP BY a.incident HAVING COUNT(*) > 1) AS twice"));
    }

    private Task<string> BecameOfAsync(string word) => world.QueryAsync<string>(
        $"""
        SELECT COALESCE((SELECT string_agg(row_to_json(i)::text, ' ') FROM inbox i WHERE delivery_id = 'slack:{word}'), 'not in the inbox') || ' '
          || COALESCE((SELECT string_agg(row_to_json(o)::text, ' ') FROM outbox o WHERE payload LIKE '%{word}%'), 'not in the outbox')
        """);

    /// <summary>Between a message and its repeat something was interrupted.</summary>
    private void OnceUnlessInterrupted(int[] times, string what)
    {
        foreach (var (first, again) in times.Zip(times.Skip(1)))
        {
            Assert.True(
                _interruptions.Exists(interruption => interruption.From <= again && interruption.To > first),
                $"{what} was told at {first} and again at {again}, and nothing was interrupted meanwhile. {Story}");
        }
    }

    private async Task StepAsync()
    {
        switch (_random.Next(100))
        {
            case < 48:
                await SayAsync();
                break;
            case < 51:
                await BurstAsync();
                break;
            case < 55:
                Cut();
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
            case < 85:
                Jump();
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

    /// <summary>Many at once, in any order, to any process.</summary>
    private async Task BurstAsync()
    {
        var words = Enumerable.Range(0, _random.Next(2, 12)).Select(_ => (Word: string.Create(CultureInfo.InvariantCulture, $"w{++_number:00000}"), Place: Pick(Places), At: Process())).ToList();
        await Task.WhenAll(words.Select(said => AcknowledgedAsync("operator", said.Place, said.Word, said.Word, said.At)));
        _words.AddRange(words.Select(said => (said.Word, said.Place, false)));
        _again.AddRange(words.Select(said => (said.Word, "operator", said.Place, said.Word)));
    }

    private void Cut()
    {
        var (what, wire) = Pick<(string, Wire)>([("Slack", world.ToSlack), ("service", world.ToService), .. world.ToDatabase.Select((wire, at) => ($"database of {at}", wire))]);
        var (held, time) = (_random.Next(2) == 0, TimeSpan.FromMilliseconds(_random.Next(_random.Next(4) == 0 ? 12_000 : 1500)));
        _story.Add(string.Create(CultureInfo.InvariantCulture, $"{what} {(held ? "held up" : "cut")} for {time.TotalMilliseconds:0} ms"));
        _healing.Add(Task.Run(async () =>
        {
            var from = world.Shown().Count;
            await (held ? wire.HoldUpAsync(time) : wire.CutAsync(time));
            lock (_interruptions)
            {
                // What was on its way when it ended may arrive a little later.
                _interruptions.Add((from, world.Shown().Count + OnTheirWay));
            }
        }));
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
        var from = world.Shown().Count;
        world.Kill(at);
        lock (_interruptions)
        {
            _interruptions.Add((from, world.Shown().Count + OnTheirWay));
        }

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
            // People do not know. As many as fit in the time, so neither their numbers nor their processes are taken from the schedule's.
            await world.DeliverAsync(++_lost % world.Processes, "operator", "C1", "lost", $"lost-{_lost}");
            await Task.Delay(Unheard);
        }

        await world.Cluster.StartAsync();
    }

    /// <summary>One clock is wrong for a while, either way; sooner or later it is set right.</summary>
    private void Jump()
    {
        var (at, ahead, time) = (Process(), TimeSpan.FromSeconds(_random.Next(-100, 100)), TimeSpan.FromSeconds(_random.Next(2, 15)));
        if (FalseClock.Library is null)
        {
            _story.Add("no clock moved, for want of libfaketime");
            return;
        }

        _story.Add(string.Create(CultureInfo.InvariantCulture, $"clock of {at} {ahead.TotalSeconds:0} s ahead for {time.TotalSeconds:0} s"));
        world.Clocks[at].Set(ahead);
        _healing.Add(Task.Run(async () =>
        {
            await Task.Delay(time);
            world.Clocks[at].Set(TimeSpan.Zero);
        }));
    }

    private void Throttle()
    {
        var (method, times) = (Pick(["chat.postMessage", "chat.update", .. Places.Select(place => $"hook:say-{place}")]), _random.Next(1, 6));
        var status = Pick([429, 500, 502, 503]);
        _story.Add($"{status} on {method} {times} times");
        if (status == 429)
        {
            world.Slack.ThrottleNext(method, times, 1);
        }
        else
        {
            world.Slack.FailNext(method, times, status);
        }
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

    [GeneratedRegex("“(?<word>w[0-9]+)”", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Answered();

    [GeneratedRegex("R-[0-9A-Z]{6}", RegexOptions.None, 1000)]
    private static partial Regex Request();
}
