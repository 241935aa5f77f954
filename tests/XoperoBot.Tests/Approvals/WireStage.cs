using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using XoperoBot.Core.Approvals;
using XoperoBot.Core.Audit;
using XoperoBot.Tests.Fakes;
using XoperoBot.Tests.Stories;

namespace XoperoBot.Tests.Approvals;

/// <summary>
/// The whole table on one product and one database: one booted bot plays every row at once, each in a room and an organization of its
/// own, with one restart between. Its clock runs faster, so that the products' rates and the rules' pauses are over soon.
/// </summary>
internal sealed class WireStage : IAsyncDisposable
{
    private const double Speed = 5;

    private static readonly string[] Live = ["Approve", "Reject", "Cancel (requester)", "Stop"];

    private readonly SemaphoreSlim _room = new(16);
    private readonly Dictionary<string, Task> _rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WireScene> _scenes = new(StringComparer.Ordinal);
    private readonly ChatDriver _chat;
    private readonly ChatDriver _elsewhere;
    private Bot? _bot;
    private int _deliveries;

    public WireStage(ChatDriver chat, ChatDriver elsewhere, FastTime time)
    {
        (_chat, _elsewhere, Time) = (chat, elsewhere, time);
        foreach (var (at, row) in Played.Index())
        {
            _scenes[row] = new WireScene(this, Organization(at), chat.In(Room(chat, at)), elsewhere.In(Room(elsewhere, at)));
        }
    }

    public FastTime Time { get; }

    public static FastTime NewTime() => new(Speed);

    public WireService Service { get; private set; } = null!;

    /// <summary>The rows that can be played on this product.</summary>
    private IEnumerable<string> Played => RefusalTable.Rows.Where(row => !row.Value.Not.Contains(_chat.Channel, StringComparer.Ordinal)).Select(row => row.Key);

    public string Delivery() => string.Create(CultureInfo.InvariantCulture, $"f:delivery-{Interlocked.Increment(ref _deliveries):0000000000}").Replace(':', _chat.Channel == "Playground" ? '-' : ':');

    public string Named(string text) => text.Replace("{Xeno}", $"{_chat.Channel.ToLowerInvariant()}:{_chat.Account("xeno")}", StringComparison.Ordinal);

    /// <summary>So many rows play at once; whoever waits for the restart makes room.</summary>
    public Task EnterAsync() => _room.WaitAsync();

    public void Leave() => _room.Release();

    /// <summary>Plays every row to its end; what became of each is kept.</summary>
    public async Task PlayAsync(Engine engine)
    {
        _bot = await Bot.StartAsync(_chat.Product.Concat(_elsewhere.Product).Concat(Settings()), engine, Time, WireService.Options(Played.Index().Select(row => Organization(row.Index))));
        Service = new WireService(_bot.Service);
        Meet();
        foreach (var row in Played)
        {
            _rows[row] = Task.Run(() => PlayAsync(row));
        }

        await Task.WhenAll(Played.Select(row => Task.WhenAny(_rows[row], _scenes[row].AtRestart.Task, _scenes[row].AtTheEnd.Task)));
        await RestartAsync();
        await Task.WhenAll(Played.Select(row => Task.WhenAny(_rows[row], _scenes[row].AtTheEnd.Task)));
        _bot.Service.Simulation.Script.TakeDown();
        _scenes.Values.ToList().ForEach(scene => scene.Continue.TrySetResult());
        await Task.WhenAll(_rows.Values).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    /// <summary>Throws what the row failed with. When all others are over as well, it is looked again whether anything more was called.</summary>
    public async Task JudgeAsync(string row)
    {
        if (!_rows.TryGetValue(row, out var played))
        {
            Assert.Contains(_chat.Channel, RefusalTable.Rows[row].Not);
            return;
        }

        await played;
        Assert.Equal(RefusalTable.Rows[row].Writes, Service.WritesTo(_scenes[row].Organization));
    }

    /// <summary>What is over has no live button anywhere, and the record of it all holds.</summary>
    public async Task JudgeCardsAsync()
    {
        var store = _bot!.Services.GetRequiredService<RequestStore>();
        foreach (var scene in _scenes.Values)
        {
            foreach (var id in scene.Requests)
            {
                var over = (await store.FindAsync(id, CancellationToken.None))!.Value.Request.IsOver;
                var cards = (await scene.LookAsync()).Where(shown => shown.Text.Contains($"{id}: ", StringComparison.Ordinal) && !shown.Id.StartsWith("answer", StringComparison.Ordinal));
                Assert.All(cards.Where(_ => over), card => Assert.Empty(card.Buttons.Intersect(Live)));
            }
        }

        Assert.Null((await _bot.Services.GetRequiredService<AuditLog>().VerifyAsync(CancellationToken.None)).Broken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var scene in _scenes.Values)
        {
            await scene.DisposeAsync();
        }

        if (_bot is not null)
        {
            await _bot.DisposeAsync();
        }

        _room.Dispose();
        await _chat.DisposeAsync();
        await _elsewhere.DisposeAsync();
    }

    private static string Organization(int row) => string.Create(CultureInfo.InvariantCulture, $"acme{row:000}");

    private static string Room(ChatDriver chat, int row) => string.Create(CultureInfo.InvariantCulture, $"c{row:000}") is var room && chat.Channel == "Teams" ? $"19:{room}@thread.v2" : room;

    private async Task PlayAsync(string row)
    {
        var refusal = RefusalTable.Rows[row];
        await EnterAsync();
        try
        {
            await refusal.Act(_scenes[row]);
        }
        finally
        {
            Leave();
        }

        await Eventually.TrueAsync(() => Service.WritesTo(_scenes[row].Organization) >= refusal.Writes);
    }

    private async Task RestartAsync()
    {
        await _bot!.StopAsync();
        foreach (var (at, row) in Played.Index())
        {
            foreach (var (key, value) in _scenes[row].Changes)
            {
                _bot.Settings[Key(key, at)] = value;
            }
        }

        await _bot.StartAsync();
        Meet();
        _scenes.Values.Where(scene => scene.AtRestart.Task.IsCompleted).ToList().ForEach(scene => scene.Continue.SetResult());
    }

    private void Meet()
    {
        foreach (var scene in _scenes.Values)
        {
            scene.Meet(_bot!.Address);
        }
    }

    private IEnumerable<KeyValuePair<string, string?>> Settings()
    {
        // Patience is by the bot's clock, and work is not done faster by it.
        yield return new("Xopero:Servers:0:AttemptTimeout", "00:10:00");
        yield return new("Xopero:Servers:0:ReadTimeout", "00:20:00");
        yield return new("Answers:Patience", "00:01:00");
        if (_chat.Channel == "Teams")
        {
            yield return new("Teams:InvokePatience", "00:00:10");
        }

        foreach (var (at, person) in Stage.People.Index())
        {
            var id = person.Name is "Dora" or "Dirk" ? "dup" : person.Name.ToLowerInvariant();
            yield return new($"Access:People:{at}:Name", person.Name);
            yield return new($"Access:People:{at}:{_chat.Channel}", _chat.Account(id));
            if (person is { Slack: not null, Teams: not null })
            {
                yield return new($"Access:People:{at}:{_elsewhere.Channel}", _elsewhere.Account(id));
            }

            foreach (var (number, role) in person.Roles.Index())
            {
                yield return new($"Access:People:{at}:Roles:{number}", role);
            }
        }

        foreach (var setting in PlaygroundDriver.Cast([.. Stage.People.Select(person => person.Name.ToLowerInvariant()), "xeno", "dup"]))
        {
            yield return setting;
        }

        foreach (var (at, row) in Played.Index())
        {
            yield return new($"Playground:Rooms:{at}:Id", string.Create(CultureInfo.InvariantCulture, $"c{at:000}"));
            yield return new($"Playground:Rooms:{at}:Name", row);
            var settings = RefusalTable.Rows[row].Settings;
            if (settings.Any(setting => setting.Key.StartsWith("Rule:", StringComparison.Ordinal)))
            {
                yield return new(Key("Rule:Organizations:0", at), Organization(at));
            }

            foreach (var (key, value) in settings)
            {
                yield return new(Key(key, at), value.Replace("acme", Organization(at), StringComparison.Ordinal));
            }
        }
    }

    private static string Key(string key, int row) => key.Split(':') switch
    {
        ["Rule", .. var rest] => string.Create(CultureInfo.InvariantCulture, $"Approvals:Rules:{row}:{string.Join(':', rest)}"),
        ["People", var person, .. var rest] => $"Access:People:{Stage.People.Index().First(one => one.Item.Name == person).Index}:{string.Join(':', rest)}",
        _ => key,
    };
}
