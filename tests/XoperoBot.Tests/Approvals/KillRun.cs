using System.Globalization;
using System.Text.RegularExpressions;
using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;
using XoperoBot.Tests.Faults;
using XoperoBot.Tests.Stories;

namespace XoperoBot.Tests.Approvals;

/// <summary>A request that was driven to its end over many lives of the process.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Line">What was asked.</param>
/// <param name="Call">The call that carries it out.</param>
/// <param name="Repositories">Ids of its repositories, as on the wire.</param>
/// <param name="Rejected">It was never to be carried out.</param>
/// <param name="Room">Where its card is.</param>
internal sealed record Journey(string Id, string Line, SimulatorCall Call, IReadOnlyList<string> Repositories, bool Rejected, ChatDriver Room);

/// <summary>
/// People who ask and approve without a pause in eight rooms, while the bot's process is killed under them. What meets a dead process is
/// repeated with the same delivery id when there is a live one, as the product does.
/// </summary>
internal sealed partial class KillRun(FakeBotFramework teams, SimulatorApp service, TestDatabase database, int seed) : IAsyncDisposable
{
    public const int Lanes = 8;
    private const int Repositories = 400;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly TeamsDriver _teams = new(teams);
    private readonly Random _random = new(seed);
    private readonly List<Journey> _ended = [];
    private readonly Lock _gate = new();
    private BotProcess? _process;
    private TaskCompletionSource<Uri> _alive = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _stopping;
    private int _underWay;

    public IReadOnlyList<Journey> Ended
    {
        get
        {
            lock (_gate)
            {
                return [.. _ended];
            }
        }
    }

    /// <summary>How many requests were under way at each kill.</summary>
    public List<int> Hit { get; } = [];

    public static async Task<KillRun> StartAsync(int seed)
    {
        var options = new SimulatorOptions
        {
            FreeLicences = 1_000_000,
            RecordedRequests = 500_000,
            Organizations = [.. Enumerable.Range(0, Lanes).Select(lane => new OrganizationOptions
            {
                Name = $"lane{lane}",
                Repositories = Repositories,
                Unlicensed = Repositories,
                RepositoryNames = [.. Enumerable.Range(0, Repositories).Select(Name)],
                Plans = { new PlanOptions { Name = "nightly", Count = Repositories }, new PlanOptions { Name = "weekly", Count = 0 } },
            })],
        };
        return new KillRun(await FakeBotFramework.StartAsync(), await SimulatorApp.StartAsync(options, TimeProvider.System), await TestDatabase.CreateAsync(Engine.Sqlite), seed);
    }

    public SimulatorApp Service => service;

    public FakeBotFramework Teams => teams;

    /// <summary>So many kills, then a life in which everything comes to its end.</summary>
    public async Task PlayAsync(int kills)
    {
        var lanes = Enumerable.Range(0, Lanes).Select(lane => Task.Run(() => LaneAsync(lane))).ToList();
        for (var kill = 0; kill < kills && !lanes.Exists(lane => lane.IsFaulted); kill++)
        {
            await LiveAsync();
            await DoomAsync();
            Hit.Add(Volatile.Read(ref _underWay));
            Kill();
        }

        await LiveAsync();
        _stopping = true;
        await Task.WhenAll(lanes);
    }

    public async ValueTask DisposeAsync()
    {
        _process?.Dispose();
        await _teams.DisposeAsync();
        await service.DisposeAsync();
        await database.DisposeAsync();
    }

    private static string Name(int repository) => string.Create(CultureInfo.InvariantCulture, $"r{repository:000}");

    private async Task LiveAsync()
    {
        _process = await BotProcess.StartAsync(
            _teams.Settings,
            service,
            database,
            ("Answers:FreshFor", "00:00:00"),
            ("Approvals:SettleFor", "00:00:00.300"),
            ("Approvals:Rules:0:Operation", "remove"),
            ("Approvals:Rules:0:CoolDown", "00:00:01"));
        _alive.SetResult(_process.Address);
    }

    private void Kill()
    {
        _alive = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process!.Kill();
        _process.Dispose();
    }

    // After some time, after some calls to the service, or after some messages: every step between request and report is met.
    private async Task DoomAsync()
    {
        var sign = _random.Next(3);
        var calls = service.Simulation.Recorder.RequestCount + _random.Next(1, 60);
        var messages = teams.Calls.Count + _random.Next(1, 60);
        var most = TimeSpan.FromMilliseconds(sign == 0 ? _random.Next(50, 2000) : 4000);
        using var end = new CancellationTokenSource(most);
        while (!end.IsCancellationRequested && (sign != 1 || service.Simulation.Recorder.RequestCount < calls) && (sign != 2 || teams.Calls.Count < messages))
        {
            await Task.Delay(1, CancellationToken.None);
        }
    }

    private async Task LaneAsync(int lane)
    {
        for (var number = 0; !_stopping && number * 2 < Repositories; number++)
        {
            Interlocked.Increment(ref _underWay);
            var journey = await TravelAsync(lane, number);
            Interlocked.Decrement(ref _underWay);
            lock (_gate)
            {
                _ended.Add(journey);
            }
        }
    }

    private async Task<Journey> TravelAsync(int lane, int number)
    {
        var room = _teams.In(string.Create(CultureInfo.InvariantCulture, $"19:lane{lane}n{number:000}@thread.v2"));
        var (one, two) = ($"lane{lane}/{Name(number * 2)}", $"lane{lane}/{Name((number * 2) + 1)}");
        var (line, call) = ((lane + number) % 6) switch
        {
            0 or 5 => ($"activate {one} {two}", SimulatorCall.Activate),
            1 => ($"deactivate {one} {two}", SimulatorCall.Deactivate),
            2 => ($"attach {one} {two} to weekly", SimulatorCall.AttachRepository),
            3 => ($"detach {one} {two} from nightly", SimulatorCall.DetachRepository),
            _ => ($"remove {one} with data --confirm {one}", SimulatorCall.Remove),
        };
        var rejected = (lane + number) % 6 == 5;
        var card = await AskAsync(room, line);
        var id = RequestIn().Match(card.Text).Value;
        (string Person, string Verb)[] presses = rejected ? [("ada", "reject")] : call == SimulatorCall.Remove ? [("ada", "approve"), ("ben", "approve")] : [("ada", "approve")];
        await EndAsync(room, id, card.Id, async () =>
        {
            foreach (var (person, verb) in presses)
            {
                await RepeatAsync(room, delivery => room.ForgeAsync(person, card.Id, $"{verb} {id}", delivery));
            }
        });
        var organization = service.Simulation.Engine.Organizations.Find(found => found.Name == $"lane{lane}")!;
        var repositories = new[] { number * 2, (number * 2) + 1 }.Take(call == SimulatorCall.Remove ? 1 : 2).Select(at => organization.RepositoryId(at).ToString()).ToList();
        return new Journey(id, line, call, repositories, rejected, room);
    }

    // A turn that was cut off too often is given up, with an apology: then people ask again.
    private async Task<Shown> AskAsync(ChatDriver room, string line)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        Shown seen;
        do
        {
            await RepeatAsync(room, delivery => room.SayAsync("operator", line, delivery));
            seen = await WaitAsync(room, shown => shown.Buttons.Contains("Approve", StringComparer.Ordinal) || (IsApology(shown) && !told.Contains(shown.Id)), line);
        }
        while (IsApology(seen) && told.Add(seen.Id));
        return seen;
    }

    // The same for presses: who gets an apology presses again.
    private async Task EndAsync(ChatDriver room, string id, string message, Func<Task> press)
    {
        string[] ends = ["Done ", "Partly done", "Not done, ended", "Rejected by", "Void since", "Expired "];
        var before = (await room.LookAsync("operator")).Where(IsApology).Select(shown => shown.Id).ToHashSet(StringComparer.Ordinal);
        Shown seen;
        do
        {
            await press();
            seen = await WaitAsync(room, shown => (IsApology(shown) && !before.Contains(shown.Id)) || (shown.Id == message && (shown.Buttons.Contains("It was done", StringComparer.Ordinal)
                || shown.Text.Contains("a person has to look", StringComparison.Ordinal) || ends.Any(end => shown.Text.Contains(end, StringComparison.Ordinal)))), id);
        }
        while (before.Add(seen.Id) && IsApology(seen));
        if (seen.Text.Contains("a person has to look", StringComparison.Ordinal))
        {
            await RepeatAsync(room, delivery => room.ForgeAsync("ben", message, $"settle {id} undone", delivery));
            await WaitAsync(room, shown => shown.Id == message && ends.Any(end => shown.Text.Contains(end, StringComparison.Ordinal)), id);
        }
    }

    private static bool IsApology(Shown shown) => shown.Text.Contains("could not be finished", StringComparison.Ordinal);

    private async Task RepeatAsync(ChatDriver room, Func<string, Task> act)
    {
        var delivery = $"f:{Guid.NewGuid():N}";
        while (true)
        {
            var life = _alive.Task;
            room.Meet(await life);
            try
            {
                await act(delivery);
                return;
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException or TaskCanceledException)
            {
                await Task.Delay(20);
            }
        }
    }

    private static async Task<Shown> WaitAsync(ChatDriver room, Func<Shown, bool> isIt, string what)
    {
        var limit = new WaitLimit(Patience);
        while (true)
        {
            var seen = await room.LookAsync("operator");
            if (seen.LastOrDefault(isIt) is { } found)
            {
                return found;
            }

            Assert.False(limit.IsOver(), $"{what} is forgotten: {string.Join("\n---\n", seen.Select(shown => shown.Text))}");
            await Task.Delay(60, CancellationToken.None);
        }
    }

    [GeneratedRegex("R-[0-9A-Z]{6}", RegexOptions.None, 1000)]
    private static partial Regex RequestIn();
}
