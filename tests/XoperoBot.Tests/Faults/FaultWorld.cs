using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dapper;
using Npgsql;
using XoperoBot.Simulator;
using XoperoBot.Tests.Channels.Slack;
using XoperoBot.Tests.Fakes;
using XoperoBot.Tests.Stories;

namespace XoperoBot.Tests.Faults;

/// <summary>Two real processes on a real PostgreSQL, a simulated service and a fake Slack; everything can be made to fail.</summary>
internal sealed class FaultWorld : IAsyncDisposable
{
    public const int Repositories = 400;
    public const int Plans = 60;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };
    private readonly KeyValuePair<string, string?>[] _settings;
    private readonly BotProcess?[] _bots = new BotProcess?[2];

    private FaultWorld(PostgresCluster cluster, FakeSlack slack, SimulatorApp service)
    {
        (Cluster, Slack, Service) = (cluster, slack, service);
        _settings =
        [
            .. new SlackDriver(slack).Settings, .. BotProcess.Watching(service),
            new("Database:Provider", "Postgres"), new("Database:ConnectionString", cluster.ConnectionString + ";Command Timeout=10"),
            new("Database:TakeoverAfter", "00:00:06"), new("Outbox:SendTimeout", "00:00:02"), new("Outbox:RateFactor", "100"), new("Outbox:LongestWait", "00:00:02"),
            new("Watch:Interval", "00:00:01"), new("Watch:Patience", "00:00:04"), new("Watch:GroupWait", "00:00:00"), new("Watch:SlowestInterval", "00:00:02"),
            new("Xopero:Servers:0:AttemptTimeout", "00:00:01"), new("Xopero:Servers:0:ReadTimeout", "00:00:03"),
        ];
    }

    public PostgresCluster Cluster { get; }

    public FakeSlack Slack { get; }

    public SimulatorApp Service { get; }

    public int Processes => _bots.Length;

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
        for (var attempt = 1; _bots[at] is null || _bots[at]!.HasExited; attempt++)
        {
            try
            {
                _bots[at] = await BotProcess.StartAsync(_settings);
            }
            catch (InvalidOperationException) when (attempt < 20)
            {
                await Task.Delay(500);
            }
        }
    }

    public void Kill(int at)
    {
        if (_bots[at] is { HasExited: false } bot)
        {
            bot.Kill();
        }
    }

    public string Output(int at) => _bots[at]?.Output ?? "";

    /// <summary>Delivers a slash command to one process. False when it was not acknowledged, whatever became of it.</summary>
    public async Task<bool> DeliverAsync(int at, string person, string place, string text, string trigger)
    {
        if (_bots[at] is not { HasExited: false } bot)
        {
            return false;
        }

        var body = SlackApp.Form(
            ("team_id", FakeSlack.Team), ("channel_id", place), ("user_id", person), ("user_name", person), ("command", "/xopero"),
            ("text", text), ("response_url", Slack.Hook($"say-{place}")), ("trigger_id", trigger));
        try
        {
            using var request = SlackApp.Signed(
                new Uri(bot.Address, "slack/commands").AbsoluteUri, Encoding.UTF8.GetBytes(body), "application/x-www-form-urlencoded", DateTimeOffset.UtcNow);
            using var response = await _http.SendAsync(request);
            Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, $"It answered {response.StatusCode}.");
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>What people were shown, in order of arrival.</summary>
    public IReadOnlyList<string> Shown() =>
    [
        .. Slack.Calls.Where(call => !call.Throttled && (call.Method is "chat.postMessage" or "chat.postEphemeral" || call.Method.StartsWith("hook:", StringComparison.Ordinal)))
            .Select(call => call.Body?.ToJsonString(Plain) ?? string.Join(' ', call.Fields.Values)),
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

        _http.Dispose();
        await Service.DisposeAsync();
        await Slack.DisposeAsync();
        await Cluster.DisposeAsync();
    }
}
