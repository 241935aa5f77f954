using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Doctor;

/// <summary>The examination as an administrator runs it: a process of its own, on a machine where the bot may never have run.</summary>
public sealed class DoctorLineTests : IAsyncLifetime
{
    private FakeSlack _slack = null!;
    private SimulatorApp _service = null!;
    private TestDatabase _database = null!;

    public async Task InitializeAsync()
    {
        _slack = await FakeSlack.StartAsync();
        _service = await SimulatorApp.StartAsync(new SimulatorOptions(), TimeProvider.System);
        _database = await TestDatabase.CreateAsync(Engine.Sqlite);
    }

    public async Task DisposeAsync()
    {
        await _slack.DisposeAsync();
        await _service.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Everything_that_a_start_would_use_is_looked_at()
    {
        _slack.Answer("conversations.info", call => new JsonObject
        {
            ["ok"] = true,
            ["channel"] = new JsonObject { ["id"] = call["channel"], ["name"] = "backups", ["is_member"] = false },
        });

        var (code, findings) = await ExamineAsync([.. Whole, "Approvals:Channels:0=slack:C0APPROVE"]);

        Assert.Equal(2, code);
        Assert.Equal("Every section is complete.", Of(findings, "configuration").Says);
        Assert.Contains(findings, finding => finding is { Area: "database", State: "warning" } && finding.Fix!.Contains("Start the bot once", StringComparison.Ordinal));
        Assert.False(File.Exists(new SqliteConnectionStringBuilder(_database.ConnectionString).DataSource), "looking made a database");
        Assert.Contains(findings, finding => finding is { Area: "server main", State: "ok" } && finding.Says.Contains("5 organizations", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding is { Area: "slack", State: "ok" } && finding.Says.Contains("bot token is accepted", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding is { Area: "slack", State: "bad" } && finding.Says.Contains("not in slack:C0APPROVE (#backups), where requests go", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding is { Area: "approvals", State: "unknown" });
        Assert.Contains(findings, finding => finding is { Area: "cards", State: "unknown" });
    }

    [Theory]
    [InlineData("Xopero:Servers:0:Password=wrong", "server main", "refused the bot's login")]
    [InlineData("Xopero:Servers:0:BaseUrl=http://127.0.0.1:1/", "server main", "cannot be reached")]
    [InlineData("Xopero:Servers:0:BaseUrl=ftp://somewhere/", "configuration", "Xopero:Servers:0:BaseUrl")]
    [InlineData("Slack:BotToken=xapp-1", "configuration", "Slack:BotToken holds an app-level token")]
    [InlineData("Database:Provider=Oracle", "configuration", "Database:Provider")]
    [InlineData("Access:People:0:Roles:0=Operatr", "configuration", "Access:People:0:Roles:0 is none of Viewer, Operator, Approver, Admin.")]
    [InlineData("Access:DefaultRoles:0=Viewr", "configuration", "Access:DefaultRoles:0 is none of")]
    [InlineData("Access:People:0:Slack=UADA", "configuration", "Access:People:0:slack is not written workspace/user")]
    [InlineData("Watch:Interval=00:00:00", "configuration", "Watch:Interval must be between")]
    [InlineData("Database:ConnectionString=", "configuration", "Database:ConnectionString is missing.")]
    [InlineData("Approvals:Rules:0:Operation=burn", "configuration", "Approvals:Rules:0")]
    public async Task What_is_wrong_is_named_with_a_line_of_help(string setting, string area, string says)
    {
        var (code, findings) = await ExamineAsync([.. Whole, setting]);

        Assert.Equal(2, code);
        var found = Assert.Single(findings, finding => finding.State == "bad" && finding.Area == area && finding.Says.Contains(says, StringComparison.Ordinal));
        Assert.False(string.IsNullOrEmpty(found.Fix));
    }

    [Fact]
    public async Task Values_of_the_wrong_kind_hide_neither_each_other_nor_what_is_missing()
    {
        var (code, findings) = await ExamineAsync([.. Whole, "Database:Provider=Oracle", "Watch:Interval=soon", "Slack:BotToken="]);

        Assert.Equal(2, code);
        Assert.All(findings, finding => Assert.Equal(("configuration", "bad"), (finding.Area, finding.State)));
        Assert.Equal(
            ["Database:Provider has a value that is no DatabaseProvider.", "Slack:BotToken is missing (xoxb-…).", "Watch:Interval has a value that is no TimeSpan."],
            findings.Select(finding => finding.Says).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_token_that_slack_refuses_is_named_and_never_printed()
    {
        _slack.Refuse("auth.test", "invalid_auth");

        var (code, output) = await RunAsync(["doctor"], Whole);

        Assert.Equal(2, code);
        Assert.Contains("bad      slack: The bot token is not accepted: invalid_auth.", output, StringComparison.Ordinal);
        Assert.Contains("→ Slack no longer accepts the bot token", output, StringComparison.Ordinal);
        Assert.DoesNotContain("xoxb-made-up", output, StringComparison.Ordinal);
        Assert.DoesNotContain(AccountOptions.Demo.Password, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("xoxb", "app_mentions:read,chat:write", "bad", "Scopes are missing: channels:read, commands")]
    [InlineData("xoxb", null, "unknown", "Slack did not tell the token's scopes")]
    public async Task Scopes_are_compared_with_the_manifest(string token, string? scopes, string state, string says)
    {
        _slack.Scopes = scopes;

        var (_, findings) = await ExamineAsync([.. Whole, $"Slack:BotToken={token}"]);

        Assert.Contains(findings, finding => finding.Area == "slack" && finding.State == state && finding.Says.StartsWith(says, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_test_card_is_sent_and_what_became_of_it_is_told()
    {
        var (good, sent) = await RunAsync(["doctor", "send", "slack:C0OPS"], Whole);
        _slack.Refuse("chat.postMessage", "not_in_channel");
        var (bad, refused) = await RunAsync(["doctor", "send", "slack:C0OPS"], Whole);
        var (unknown, nowhere) = await RunAsync(["doctor", "send", "pigeon:1"], Whole);

        Assert.Equal((0, 2, 2), (good, bad, unknown));
        Assert.StartsWith("ok       slack:C0OPS: The channel took the card.", sent, StringComparison.Ordinal);
        Assert.Single(_slack.Messages, message => message.Channel == "C0OPS" && message.Text.Contains("This is a test", StringComparison.Ordinal));
        Assert.Contains("/invite @", refused, StringComparison.Ordinal);
        Assert.Contains("the channels here are slack", nowhere, StringComparison.Ordinal);
    }

    private string[] Whole =>
    [
        .. _database.Settings.Select(setting => $"{setting.Key}={setting.Value}"),
        "Xopero:Servers:0:Name=main",
        $"Xopero:Servers:0:BaseUrl={_service.BaseAddress.AbsoluteUri}",
        "Xopero:Servers:0:AllowHttp=true",
        $"Xopero:Servers:0:Email={AccountOptions.Demo.Email}",
        $"Xopero:Servers:0:Password={AccountOptions.Demo.Password}",
        "Slack:SigningSecret=made-up",
        "Slack:BotToken=xoxb-made-up",
        $"Slack:ApiBaseUrl={_slack.ApiBaseUrl.AbsoluteUri}",
        "Access:People:0:Name=Ada",
        "Access:People:0:Roles:0=Approver",
        "Access:People:0:Slack=T1/UADA",
    ];

    private static Line Of(IEnumerable<Line> findings, string area) => findings.First(finding => finding.Area == area);

    private static async Task<(int Code, IReadOnlyList<Line> Findings)> ExamineAsync(string[] settings)
    {
        var (code, output) = await RunAsync(["doctor", "--json"], settings);
        return (code, [.. JsonNode.Parse(output)!.AsArray().Select(node => new Line(
            (string)node!["area"]!, (string)node["state"]!, (string)node["says"]!, (string?)node["fix"]))]);
    }

    private static async Task<(int Code, string Output)> RunAsync(string[] words, string[] settings)
    {
        var (code, output, error) = await HostLine.RunAsync(words, settings);
        Assert.Equal("", error);
        return (code, output);
    }

    private sealed record Line(string Area, string State, string Says, string? Fix);
}
