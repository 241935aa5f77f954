using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Faults;

/// <summary>A random but seeded schedule of what people do and what goes wrong.</summary>
internal sealed partial class FaultRun(FaultWorld world, FaultHistory history, int seed)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Unheard = TimeSpan.FromMilliseconds(20);

    private readonly Random _random = new(seed);
    private readonly List<(string Text, string Person, string Place, string Trigger)> _again = [];
    private readonly List<Task> _healing = [];
    private int _number;
    private int _lost;

    public async Task RunAsync(TimeSpan time)
    {
        await AcknowledgedAsync("operator", FaultWorld.Told, "subscribe acme failures", "subscribe");
        await Eventually.TrueAsync(async () => await world.QueryAsync<long>("SELECT COUNT(*) FROM subscription") == 1);
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < time)
        {
            await StepAsync();
            await Task.Delay(_random.Next(20));
        }

        await Task.WhenAll(_healing);
        world.Service.Simulation.Script.ClearFaults();
        await Task.WhenAll(Enumerable.Range(0, world.Processes).Select(world.StartAsync));
    }

    /// <summary>What nobody approved while things went wrong.</summary>
    public async Task ApproveRestAsync()
    {
        while (Waiting() is [var id, ..])
        {
            await ApproveAsync(id);
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
                await ApproveAsync(Waiting() is { Count: > 0 } waiting ? Pick(waiting) : null);
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
        var place = Pick(FaultWorld.Places);
        var first = await world.DeliverAsync(Process(), "operator", place, word, word);
        if (!first)
        {
            // As Slack does: the same delivery until it is acknowledged.
            await AcknowledgedAsync("operator", place, word, word);
        }

        history.Words.Add((word, place, first));
        _again.Add((word, "operator", place, word));
    }

    /// <summary>Many at once, in any order, to any process.</summary>
    private async Task BurstAsync()
    {
        var words = Enumerable.Range(0, _random.Next(2, 12)).Select(_ => (Word: string.Create(CultureInfo.InvariantCulture, $"w{++_number:00000}"), Place: Pick(FaultWorld.Places), At: Process())).ToList();
        await Task.WhenAll(words.Select(said => AcknowledgedAsync("operator", said.Place, said.Word, said.Word, said.At)));
        history.Words.AddRange(words.Select(said => (said.Word, said.Place, false)));
        _again.AddRange(words.Select(said => (said.Word, "operator", said.Place, said.Word)));
    }

    private void Cut()
    {
        var (what, wire) = Pick<(string, Wire)>([("Slack", world.ToSlack), ("service", world.ToService), .. world.ToDatabase.Select((wire, at) => ($"database of {at}", wire))]);
        var (held, time) = (_random.Next(2) == 0, TimeSpan.FromMilliseconds(_random.Next(_random.Next(4) == 0 ? 12_000 : 1500)));
        history.Fault($"{what} {(held ? "held up" : "cut")} for {time.TotalMilliseconds:0} ms");
        _healing.Add(Task.Run(async () =>
        {
            var from = world.Shown().Count;
            await (held ? wire.HoldUpAsync(time) : wire.CutAsync(time));

            // What was on its way when it ended may arrive a little later.
            history.Interruption(from, world.Shown().Count + FaultWorld.OnTheirWay);
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
        var repository = string.Create(CultureInfo.InvariantCulture, $"acme/r{FaultWorld.Repositories - 1 - history.Asked.Count:000}");
        if (history.Asked.Count < FaultWorld.Repositories / 2 && history.Asked.Add(repository))
        {
            await AcknowledgedAsync("operator", Pick(FaultWorld.Places), $"activate {repository}", $"ask-{repository}");
        }
    }

    private List<string> Waiting() =>
    [
        .. world.Slack.Messages.SelectMany(message => Request().Matches(message.Text + message.Blocks?.ToJsonString())).Select(match => match.Value)
            .Where(id => !history.Approved.Contains(id)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    private async Task ApproveAsync(string? id)
    {
        if (id is null)
        {
            return;
        }

        history.Approved.Add(id);

        // Twice, in two processes, at once.
        await Task.WhenAll(
            AcknowledgedAsync("ada", "C1", $"approve {id}", $"approve-{id}-1", 0), AcknowledgedAsync("ada", "C2", $"approve {id}", $"approve-{id}-2", 1));
    }

    private void Kill()
    {
        var at = Process();
        history.Kill(at);
        var from = world.Shown().Count;
        world.Kill(at);
        history.Interruption(from, world.Shown().Count + FaultWorld.OnTheirWay);
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
        history.Fault($"database away for {pause} ms");
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
            history.Fault($"no clock moved, for want of libfaketime");
            return;
        }

        history.Fault($"clock of {at} {ahead.TotalSeconds:0} s ahead for {time.TotalSeconds:0} s");
        world.Clocks[at].Set(ahead);
        _healing.Add(Task.Run(async () =>
        {
            await Task.Delay(time);
            world.Clocks[at].Set(TimeSpan.Zero);
        }));
    }

    private void Throttle()
    {
        var (method, times) = (Pick(["chat.postMessage", "chat.update", .. FaultWorld.Places.Select(place => $"hook:say-{place}")]), _random.Next(1, 6));
        var status = Pick([429, 500, 502, 503]);
        history.Fault($"{status} on {method} {times} times");
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

        // A login that is refused is a wrong password, after which the bot leaves the account alone for a while.
        SimulatorCall?[] calls = [SimulatorCall.Activate, SimulatorCall.GetOrganizations, SimulatorCall.GetRepositories];
        var call = Pick(kind == FaultKind.ExpiredToken ? calls : [null, .. calls]);
        var fault = new Fault { Kind = kind, Status = kind == FaultKind.Status ? 500 : null, AfterApply = kind is FaultKind.Status or FaultKind.Hang or FaultKind.Drop && _random.Next(2) == 0 };
        history.Fault($"{kind} on {call?.ToString() ?? "all"}");
        world.Service.Simulation.Script.SetFault(call, fault, _random.Next(1, 4));
    }

    private void FailPlan()
    {
        var plan = string.Create(CultureInfo.InvariantCulture, $"plan{history.FailedPlans.Count:00}");
        if (history.FailedPlans.Count < FaultWorld.Plans)
        {
            history.FailedPlans.Add(plan);
            Assert.True(world.Service.Simulation.Script.FailPlan("acme", plan).Done);
        }
    }

    private async Task AcknowledgedAsync(string person, string place, string text, string trigger, int? at = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await world.DeliverAsync(at ?? Process(), person, place, text, trigger))
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"“{text}” was never acknowledged. {history}\n{world.Tails()}");
            at = at is { } fixedAt ? 1 - fixedAt : null;
            await Task.Delay(100);
        }
    }

    private int Process() => _random.Next(world.Processes);

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    [GeneratedRegex("R-[0-9A-Z]{6}", RegexOptions.None, 1000)]
    private static partial Regex Request();
}
