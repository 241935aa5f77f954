using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Dapper;
using Npgsql;
using XoperoBot.Simulator;
using XoperoBot.Tests.Channels.Slack;
using XoperoBot.Tests.Fakes;
using XoperoBot.Tests.Stories;

namespace XoperoBot.Tests.Faults;

/// <summary>
/// Two real processes on a real PostgreSQL, a simulated service and a fake Slack; everything can be made to fail, and so can the wires
/// between them, of which each process has one to the database.
/// </summary>
internal sealed class FaultWorld : IAsyncDisposable
{
    public const int Repositories = 400;
    public const int Plans = 60;

    /// <summary>Where alerts go.</summary>
    public const string Told = "C9";

    /// <summary>Requests that were sent and not yet recorded when something was interrupted: one for each lane, at most.</summary>
    public const int OnTheirWay = 8;

    private const int Attempts = 20;
    private const int Enough = 6000;

    /// <summary>Where people talk.</summary>
    public static readonly IReadOnlyList<string> Places = ["C1", "C2", "C3"];

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };
    private readonly KeyValuePair<string, string?>[] _settings;
    private readonly BotProcess?[] _bots = new BotProcess?[2];
    private readonly SemaphoreSlim[] _starting = [new(1), new(1)];

    private FaultWorld(PostgresCluster cluster, FakeSlack slack, SimulatorApp service)
    {
        (Cluster, Slack, Service) = (cluster, slack, service);
        (ToSlack, ToService) = (new Wire(EndOf(slack.Url)), new Wire(EndOf(service.BaseAddress)));
        ToDatabase = [.. _bots.Select(_ => new Wire(new UnixDomainSocketEndPoint(cluster.Socket)))];
        _settings =
        [
            .. new SlackDriver(slack).Settings, .. BotProcess.Watching(service),
            new("Slack:ApiBaseUrl", ToSlack.Through(slack.ApiBaseUrl.AbsoluteUri)), new("Xopero:Servers:0:BaseUrl", ToService.Through(service.BaseAddress.AbsoluteUri)),
            new("Database:Provider", "Postgres"),
            new("Database:TakeoverAfter", "00:00:06"), new("Outbox:SendTimeout", "00:00:02"), new("Outbox:RateFactor", "100"), new("Outbox:LongestWait", "00:00:02"),

            // Processes die faster here than anybody restarts them: a message that three deaths in a row cut off is not what killed them.
            new("Inbox:Attempts", "100"),
            new("Watch:Interval", "00:00:01"), new("Watch:Patience", "00:00:04"), new("Watch:GroupWait", "00:00:00"), new("Watch:SlowestInterval", "00:00:02"),
            new("Xopero:Servers:0:AttemptTimeout", "00:00:01"), new("Xopero:Servers:0:ReadTimeout", "00:00:03"),
        ];
    }

    public PostgresCluster Cluster { get; }

    public FakeSlack Slack { get; }

    public SimulatorApp Service { get; }

    public int Processes => _bots.Length;

    public Wire ToSlack { get; }

    public Wire ToService { get; }

    /// <summary>One for each process.</summary>
    public IReadOnlyList<Wire> ToDatabase { get; }

    /// <summary>One for each process.</summary>
    public IReadOnlyList<FalseClock> Clocks { get; } = [new(), new()];

    public static async Task<FaultWorld> StartAsync()
    {
        var organization = new OrganizationOptions
        {
            Name = "acme",
            Repositories = Repositories,
            Unlicensed = Repositories / 2,
        };
        for (var plan = 0; plan < Plans; plan++)
        {
            organization.Plans.Add(new PlanOptions { Name = string.Create(CultureInfo.InvariantCulture, $"plan{plan:00}"), First = plan, Count = 1, Every = TimeSpan.FromDays(300) });
        }

        for (var repository = 0; repository < Repositories; repository++)
        {
            organization.RepositoryNames.Add(string.Create(CultureInfo.InvariantCulture, $"r{repository:000}"));
        }

        var cluster = await PostgresCluster.CreateAsync();
        var service = await SimulatorApp.StartAsync(
            new SimulatorOptions { Organizations = { organization }, FreeLicences = Repositories, RecordedRequests = 100_000, SyncDuration = TimeSpan.FromSeconds(1) }, TimeProvider.System);
        var world = new FaultWorld(cluster, await FakeSlack.StartAsync(), service);
        await Task.WhenAll(world.StartAsync(0), world.StartAsync(1));
        return world;
    }

    /// <summary>Starts a process again, if it does not run; what it needs may be away for a while.</summary>
    public async Task StartAsync(int at)
    {
        await _starting[at].WaitAsync();
        try
        {
            for (var attempt = 1; _bots[at] is null or { HasExited: true }; attempt++)
            {
                await TryStartAsync(at, last: attempt == Attempts);
            }
        }
        finally
        {
            _starting[at].Release();
        }
    }

    public void Kill(int at)
    {
        if (_bots[at] is { HasExited: false } bot)
        {
            bot.Kill();
        }
    }

    /// <summary>What each process is and said last.</summary>
    public string Tails() => string.Join('\n', _bots.Index().Select(bot => $"Process {bot.Index} {(bot.Item is null ? "was never started" : bot.Item.HasExited ? "has ended" : "runs")}: {Tail(bot.Index)}"));

    /// <summary>The end of what a process said.</summary>
    public string Tail(int at) => _bots[at]?.Output is { } output ? output[Math.Max(0, output.Length - Enough)..] : "";

    private async Task TryStartAsync(int at, bool last)
    {
        var database = $"Host=127.0.0.1;Port={ToDatabase[at].Port};Username=postgres;Database=postgres;Command Timeout=10";
        try
        {
            _bots[at] = await BotProcess.StartAsync(_settings.Append(new("Database:ConnectionString", database)), Clocks[at].Environment);
        }
        catch (InvalidOperationException) when (!last)
        {
            await Task.Delay(500);
        }
    }

    /// <summary>Delivers a slash command to one process. False when it was not acknowledged, whatever became of it.</summary>
    public async Task<bool> DeliverAsync(int at, string person, string place, string text, string trigger)
    {
        if (_bots[at] is not { HasExited: false } bot)
        {
            return false;
        }

        var body = SlackApp.Form(
            ("team_id", FakeSlack.Team), ("channel_id", place), ("user_id", person), ("user_name", person), ("command", "/xopero"),
            ("text", text), ("response_url", ToSlack.Through(Slack.Hook($"say-{place}"))), ("trigger_id", trigger));
        try
        {
            using var request = SlackApp.Signed(
                new Uri(bot.Address, "slack/commands").AbsoluteUri, Encoding.UTF8.GetBytes(body), "application/x-www-form-urlencoded", DateTimeOffset.UtcNow);
            using var response = await _http.SendAsync(request);
            Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, $"It answered {response.StatusCode}: {Tail(at)}");
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>What people were shown, in order of arrival.</summary>
    public IReadOnlyList<FaultShown> Shown() =>
    [
        .. Slack.Calls.Where(call => !call.Throttled && (call.Method is "chat.postMessage" or "chat.postEphemeral" || call.Method.StartsWith("hook:", StringComparison.Ordinal)))
            .Select(FaultShown.Of),
    ];

    public async Task<T> QueryAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(Cluster.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        return (await connection.QuerySingleAsync<T>(sql))!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var bot in _bots.OfType<BotProcess>())
        {
            await bot.DisposeAsync();
        }

        foreach (var wire in ToDatabase.Append(ToSlack).Append(ToService))
        {
            await wire.DisposeAsync();
        }

        foreach (var (clock, starting) in Clocks.Zip(_starting))
        {
            clock.Remove();
            starting.Dispose();
        }

        _http.Dispose();
        await Service.DisposeAsync();
        await Slack.DisposeAsync();
        await Cluster.DisposeAsync();
    }

    private static IPEndPoint EndOf(Uri address) => new(IPAddress.Loopback, address.Port);
}
