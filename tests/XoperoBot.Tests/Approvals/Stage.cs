using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using XoperoBot.Core;
using XoperoBot.Core.Approvals;
using XoperoBot.Core.Audit;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Storage;
using XoperoBot.Tests.Fakes;
using XoperoBot.Xopero;

namespace XoperoBot.Tests.Approvals;

/// <summary>The bot with people on two channels, a service in memory and a clock that stands still; it can be killed and started again.</summary>
internal sealed partial class Stage : IAsyncDisposable
{
    public static readonly Place Room = new("slack", "C-ROOM");
    public static readonly Place SlackApprovals = new("slack", "C-APPROVE");
    public static readonly Place TeamsApprovals = new("teams", "19:approve@thread.tacv2");

    /// <summary>Dora and Dirk claim one account, which therefore is nobody's.</summary>
    public static readonly IReadOnlyList<(string Name, string? Slack, string? Teams, string[] Roles)> People =
    [
        ("Rita", "T1/RITA", "rita-teams", ["Operator", "Approver"]),
        ("Anna", "T1/ANNA", "anna-teams", ["Approver"]),
        ("Ben", null, "ben-teams", ["Approver"]),
        ("Cleo", "T1/CLEO", null, ["Operator", "Approver"]),
        ("Olga", "T1/OLGA", null, ["Operator"]),
        ("Vic", "T1/VIC", null, ["Viewer"]),
        ("Dora", "T1/DUP", null, ["Approver"]),
        ("Dirk", "T1/DUP", null, ["Approver"]),
        ("Nora", "T1/NORA", null, ["Operator", "Approver"]),
    ];

    private readonly TestDatabase _database;
    private ServiceProvider _host = null!;
    private int _deliveries;

    private Stage(TestDatabase database, Dictionary<string, string?> settings)
    {
        _database = database;
        Settings = settings;
        Service.Main.AtWrite = _ => Crash.Point();
    }

    public ManualTime Time { get; } = new();

    public FakeManagement Service { get; } = new();

    public CrashPlan Crash { get; } = new();

    /// <summary>Changed before <see cref="RestartAsync"/>, they hold from then on.</summary>
    public Dictionary<string, string?> Settings { get; }

    public List<string> Writes => Service.Main.Writes;

    public AuditLog Audit => _host.GetRequiredService<AuditLog>();

    public IServiceProvider Host => _host;

    public static Actor InSlack(string name) => new("slack", $"T1/{name.ToUpperInvariant()}", name);

    public static Actor InTeams(string name) => new("teams", $"{name}-teams", name);

    public static async Task<Stage> OpenAsync(Engine engine, params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Answers:FreshFor"] = "00:00:00",
            ["Approvals:Channels:0"] = SlackApprovals.ToString(),
            ["Approvals:Channels:1"] = TeamsApprovals.ToString(),
            ["Approvals:SettleFor"] = "00:00:30",
        };
        foreach (var (at, person) in People.Index())
        {
            settings[$"Access:People:{at}:Name"] = person.Name;
            settings[$"Access:People:{at}:Slack"] = person.Slack;
            settings[$"Access:People:{at}:Teams"] = person.Teams;
            foreach (var (number, role) in person.Roles.Index())
            {
                settings[$"Access:People:{at}:Roles:{number}"] = role;
            }
        }

        foreach (var (key, value) in more)
        {
            settings[key] = value;
        }

        var stage = new Stage(await TestDatabase.CreateAsync(engine), settings);
        await stage.StartAsync();
        return stage;
    }

    public async Task RestartAsync()
    {
        Crash.Never();
        await _host.DisposeAsync();
        await StartAsync();
    }

    public Said Line(Actor actor, string text, Place? place = null) => new()
    {
        DeliveryId = Next(), Actor = actor, Place = place ?? (actor.Channel == "slack" ? Room : TeamsApprovals), Text = text,
    };

    public async Task<Clicked> ButtonAsync(Actor actor, string command, Place? place = null)
    {
        var at = place ?? (actor.Channel == "slack" ? SlackApprovals : TeamsApprovals);
        var id = RequestIn().Match(command) is { Success: true } match ? match.Value : "";
        var copy = (await OutboxAsync()).OfType<Post>().LastOrDefault(post => post.Place == at && post.Key?.StartsWith(id, StringComparison.Ordinal) == true);
        return new Clicked
        {
            DeliveryId = Next(),
            Actor = actor,
            Place = at,
            Command = command,
            InPlace = true,
            Message = copy is null ? null : new MessageRef(at, FakeOutbox.MessageId(copy.Key!)),
        };
    }

    /// <summary>Runs a delivery as the inbox does: everything that it leads to is stored in one transaction.</summary>
    public async Task<IReadOnlyList<Outgoing>> RunAsync(Inbound inbound)
    {
        var result = await _host.GetRequiredService<ITurns>().RunAsync(inbound, CancellationToken.None);
        var outbox = _host.GetRequiredService<IOutbox>();
        await _host.GetRequiredService<IDatabase>().WriteAsync(
            async session =>
            {
                foreach (var store in result.Stores)
                {
                    await store(session);
                }

                foreach (var say in result.Says)
                {
                    await outbox.PostAsync(session, say);
                }
            },
            CancellationToken.None);
        return result.FieldErrors.Count == 0 ? result.Says
            : [.. result.Says, new Whisper(inbound.Actor, new Card("Errors", Tone.Bad, []) { Summary = string.Join(' ', result.FieldErrors.Values) }) { Place = inbound.Place }];
    }

    /// <summary>What is said to a typed line, as text.</summary>
    public async Task<string> SayAsync(Actor actor, string text, Place? place = null) => Words(await RunAsync(Line(actor, text, place)));

    /// <summary>What is said to a pressed button, as text.</summary>
    public async Task<string> ClickAsync(Actor actor, string command, Place? place = null) => Words(await RunAsync(await ButtonAsync(actor, command, place)));

    /// <summary>Asks by typing and returns the request's id.</summary>
    public async Task<string> AskAsync(string line, Actor? who = null)
    {
        var before = (await OutboxAsync()).Count;
        var said = await SayAsync(who ?? InSlack("Rita"), line);
        var post = (await OutboxAsync()).Skip(before).OfType<Post>().FirstOrDefault(post => post.Key is not null);
        return post is null ? throw new InvalidOperationException($"Not asked: {said}") : RequestIn().Match(post.Key!).Value;
    }

    /// <summary>Moves the clock and does what is due, until nothing more is due now.</summary>
    public async Task PassAsync(TimeSpan? by = null)
    {
        Time.Advance(by ?? TimeSpan.Zero);
        var worker = _host.GetRequiredService<AgendaWorker>();
        for (var i = 0; i < 200 && await worker.RunDueAsync(CancellationToken.None) == TimeSpan.Zero; i++)
        {
        }
    }

    /// <summary>Lets time pass in small steps until the request is over or unclear.</summary>
    public async Task<RequestState> EndAsync(string id, TimeSpan? step = null)
    {
        for (var i = 0; i < 400; i++)
        {
            await PassAsync(step ?? TimeSpan.FromSeconds(31));
            if (await RequestAsync(id) is { } request && (request.IsOver || request.State == RequestState.Unclear))
            {
                return request.State;
            }
        }

        return (await RequestAsync(id)).State;
    }

    public async Task<Request> RequestAsync(string id) =>
        (await _host.GetRequiredService<RequestStore>().FindAsync(id, CancellationToken.None))!.Value.Request;

    /// <summary>The cards of all copies as people see them now.</summary>
    public async Task<IReadOnlyDictionary<string, Card>> CopiesAsync(string id)
    {
        var shown = new Dictionary<string, Card>(StringComparer.Ordinal);
        foreach (var outgoing in await OutboxAsync())
        {
            switch (outgoing)
            {
                case Post { Key: { } key } post when key.StartsWith(id, StringComparison.Ordinal):
                    shown.Add(key, post.Card);
                    break;
                case Update { Key: { } key } update when shown.ContainsKey(key):
                    shown[key] = update.Card;
                    break;
                case Update { Message: { } message } update when shown.Keys.FirstOrDefault(key => FakeOutbox.MessageId(key) == message.Id) is { } key:
                    shown[key] = update.Card;
                    break;
            }
        }

        return shown;
    }

    public async Task<IReadOnlyList<Outgoing>> OutboxAsync() => await ((FakeOutbox)_host.GetRequiredService<IOutbox>()).AllAsync();

    public static string Words(IEnumerable<Outgoing> says) => string.Join('\n', says.Select(say => say switch
    {
        Post post => Of(post.Card),
        Update update => Of(update.Card),
        Whisper whisper => Of(whisper.Card),
        ShowForm form => $"FORM {form.Form.Title}: {string.Join(", ", form.Form.Fields.Select(field => field.Label))} {string.Join(' ', form.Form.Errors.Values)} {string.Join(' ', form.Form.Intro.Select(Of))}",
        _ => say.GetType().Name,
    }));

    public static string Of(Card card) => $"{card.Title} {card.Summary} {string.Join(' ', card.Elements.Select(Of))}";

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static string Of(Element element) => element switch
    {
        Notice notice => notice.Text.ToString(),
        Paragraph paragraph => paragraph.Text.ToString(),
        Heading heading => heading.Text,
        Facts facts => string.Join(' ', facts.List.Select(fact => $"{fact.Label}: {fact.Value}")),
        Items items => string.Join(' ', items.List.Select(item => $"{item.Title}: {item.Details}")),
        Table table => string.Join(' ', table.Rows.SelectMany(row => row).Select(cell => cell.ToString())),
        _ => "",
    };

    private string Next() => string.Create(CultureInfo.InvariantCulture, $"d-{Interlocked.Increment(ref _deliveries)}");

    private async Task StartAsync()
    {
        _host = await _database.OpenAsync(
            services =>
            {
                var configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings).AddInMemoryCollection(_database.Settings).Build();
                services.AddSingleton<IConfiguration>(configuration);
                services.AddCore(configuration);
                services.AddMigration(9000, "what was said", FakeOutbox.Schema);
                services.AddSingleton<IDatabase>(provider => new CrashingDatabase(provider.GetRequiredService<IEngine>(), Crash));
                services.AddSingleton<IOutbox, FakeOutbox>();
                services.AddSingleton<IManagementServices>(Service);
                services.AddSingleton<IChannel>(new FakeChannel("slack"));
                services.AddSingleton<IChannel>(new FakeChannel("teams"));
                services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
            },
            Time);
    }

    [GeneratedRegex("R-[0-9A-Z]{6}", RegexOptions.None, 1000)]
    private static partial Regex RequestIn();
}
