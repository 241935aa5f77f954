using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using XoperoBot.Core.Chat;
using XoperoBot.Slack.SocketMode;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Channels.Slack;

public sealed class SocketModeTests
{
    [Fact]
    public async Task A_command_comes_through_the_socket_and_is_acknowledged_on_it()
    {
        await using var app = await SlackApp.StartSocketModeAsync();
        var socket = (await app.Slack.WaitForSocketsAsync(1))[0];

        await socket.EnvelopeAsync("e1", "slash_commands", Command("1.2.3"));
        var ack = (await socket.WaitForAcksAsync(1))[0];

        Assert.Equal("e1", ack["envelope_id"]!.GetValue<string>());
        Assert.Null(ack["payload"]);
        Assert.Equal("status", app.Inbox.Single<Said>().Text);
        Assert.Equal("Bearer xapp-1", app.Slack.CallsOf("apps.connections.open")[0].Authorization);
    }

    [Fact]
    public async Task A_dialogs_mistakes_travel_in_the_acknowledgement()
    {
        await using var app = await SlackApp.StartSocketModeAsync();
        app.Inbox.Ask = _ => new Answer([]) { FieldErrors = new Dictionary<string, string> { ["reason"] = "too short" } };
        var socket = (await app.Slack.WaitForSocketsAsync(1))[0];

        await socket.EnvelopeAsync("e2", "interactive", JsonNode.Parse(
            """
            {"type":"view_submission","team":{"id":"T1"},"user":{"id":"U1"},"trigger_id":"1.2.4","view":{"id":"V1","type":"modal","callback_id":"form",
             "private_metadata":"{\"form\":\"f1\",\"channel\":\"C1\"}","state":{"values":{"field:reason":{"value":{"type":"plain_text_input","value":"x"}}}}}}
            """)!);
        var ack = (await socket.WaitForAcksAsync(1))[0];

        Assert.Equal("too short", ack["payload"]!["errors"]!["field:reason"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_envelope_that_comes_twice_is_acknowledged_twice_and_done_once()
    {
        await using var app = await SlackApp.StartSocketModeAsync();
        var socket = (await app.Slack.WaitForSocketsAsync(1))[0];

        await socket.EnvelopeAsync("e1", "slash_commands", Command("1.2.3"));
        await socket.EnvelopeAsync("e1", "slash_commands", Command("1.2.3"));
        await socket.WaitForAcksAsync(2);

        Assert.Single(app.Inbox.Accepted);
    }

    [Theory]
    [InlineData("events_api", "{\"type\":\"event_callback\",\"event_id\":\"E\",\"event\":{\"type\":\"reaction_added\"}}")]
    [InlineData("interactive", "{\"type\":\"nobody\",\"user\":{\"id\":\"U1\"}}")]
    [InlineData("interactive", "{}")]
    [InlineData("slash_commands", "{\"command\":7}")]
    [InlineData("something_new", "{}")]
    public async Task What_nobody_handles_is_acknowledged_all_the_same(string type, string payload)
    {
        await using var app = await SlackApp.StartSocketModeAsync();
        var socket = (await app.Slack.WaitForSocketsAsync(1))[0];

        await socket.SendAsync("not json");
        await socket.EnvelopeAsync("e1", type, JsonNode.Parse(payload)!);

        Assert.Single(await socket.WaitForAcksAsync(1));
    }

    [Fact]
    public async Task What_could_not_be_stored_is_not_acknowledged()
    {
        await using var app = await SlackApp.StartSocketModeAsync();
        var socket = (await app.Slack.WaitForSocketsAsync(1))[0];
        app.Inbox.Failure = new InvalidOperationException("disk full");
        await socket.EnvelopeAsync("e1", "slash_commands", Command("1"));
        await app.Slack.WaitAsync(() => app.Log.Lines.Any(line => line.Contains("Could not take", StringComparison.Ordinal)), logged => logged, "the log line");

        app.Inbox.Failure = null;
        await socket.EnvelopeAsync("e2", "slash_commands", Command("2"));

        Assert.Equal("e2", Assert.Single(await socket.WaitForAcksAsync(1))["envelope_id"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("warning")]
    [InlineData("refresh_requested")]
    public async Task Before_Slack_closes_a_connection_another_is_open_and_the_old_one_still_serves(string reason)
    {
        await using var app = await SlackApp.StartSocketModeAsync();
        var old = (await app.Slack.WaitForSocketsAsync(1))[0];

        await old.DisconnectAsync(reason);
        var fresh = (await app.Slack.WaitForSocketsAsync(2))[1];
        await old.EnvelopeAsync("late", "slash_commands", Command("1"));
        await fresh.EnvelopeAsync("new", "slash_commands", Command("2"));

        Assert.Single(await old.WaitForAcksAsync(1));
        Assert.Single(await fresh.WaitForAcksAsync(1));
        await old.CloseAsync();
        await old.WaitForCloseAsync();
        Assert.True(fresh.IsOpen);
    }

    [Fact]
    public async Task A_dropped_connection_is_opened_again()
    {
        await using var app = await SlackApp.StartSocketModeAsync();
        var dropped = (await app.Slack.WaitForSocketsAsync(1))[0];

        dropped.Drop();
        var fresh = (await app.Slack.WaitForSocketsAsync(2))[1];
        await fresh.EnvelopeAsync("e1", "slash_commands", Command("1"));

        Assert.Single(await fresh.WaitForAcksAsync(1));
    }

    [Fact]
    public async Task A_silent_connection_is_given_up_and_opened_again()
    {
        await using var app = await SlackApp.StartSocketModeAsync(silence: TimeSpan.FromMilliseconds(300));
        var silent = (await app.Slack.WaitForSocketsAsync(1))[0];
        silent.FallSilent();
        await silent.EnvelopeAsync("e1", "slash_commands", Command("1"));

        Assert.NotSame(silent, (await app.Slack.WaitForSocketsAsync(2))[^1]);
    }

    [Fact]
    public async Task Several_connections_are_kept()
    {
        await using var app = await SlackApp.StartSocketModeAsync(connections: 3);

        Assert.Equal(3, (await app.Slack.WaitForSocketsAsync(3)).Count);
    }

    [Fact]
    public async Task A_switched_off_Socket_Mode_stops_everything_with_the_reason()
    {
        await using var app = await SlackApp.StartSocketModeAsync(connections: 2);
        var sockets = await app.Slack.WaitForSocketsAsync(2);

        await sockets[0].DisconnectAsync("link_disabled");
        await sockets[1].WaitForCloseAsync();

        Assert.Equal("link_disabled", app.Services.GetRequiredService<SlackConnectionState>().Fatal);
        Assert.Equal(2, app.Slack.Sockets.Count);
    }

    [Theory]
    [InlineData("invalid_auth")]
    [InlineData("not_allowed_token_type")]
    [InlineData("account_inactive")]
    public async Task What_no_retry_can_heal_is_not_tried_again(string error)
    {
        await using var slack = await FakeSlack.StartAsync();
        slack.Refuse("apps.connections.open", error);
        await using var app = await SlackApp.StartSocketModeAsync(slack, connections: 1);
        var state = app.Services.GetRequiredService<SlackConnectionState>();

        await slack.WaitAsync(() => state.Fatal, reason => reason is not null, "the reason");

        Assert.Equal(error, state.Fatal);
        Assert.Single(slack.CallsOf("apps.connections.open"));
        Assert.Equal(Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Degraded, (await state.CheckHealthAsync(new())).Status);
    }

    [Fact]
    public async Task A_fault_that_may_pass_is_tried_again()
    {
        await using var slack = await FakeSlack.StartAsync();
        slack.Answer("apps.connections.open", _ => slack.CallsOf("apps.connections.open").Count < 2 ? new JsonObject { ["ok"] = false, ["error"] = "internal_error" } : null);
        await using var app = await SlackApp.StartSocketModeAsync(slack, connections: 1);

        Assert.Single(await slack.WaitForSocketsAsync(1));
        Assert.Equal(3, slack.CallsOf("apps.connections.open").Count);
    }

    [Fact]
    public async Task An_address_that_is_not_Slacks_is_never_connected_to()
    {
        await using var slack = await FakeSlack.StartAsync();
        slack.Answer("apps.connections.open", _ => slack.CallsOf("apps.connections.open").Count == 0
            ? new JsonObject { ["ok"] = true, ["url"] = "wss://evil.example/link" }
            : null);
        await using var app = await SlackApp.StartSocketModeAsync(slack, connections: 1);

        await slack.WaitForSocketsAsync(1);
        Assert.Contains(app.Log.Lines, line => line.Contains("not Slack's", StringComparison.Ordinal));
    }

    private static JsonObject Command(string trigger) => new()
    {
        ["command"] = "/xopero",
        ["text"] = "status",
        ["team_id"] = "T1",
        ["user_id"] = "U1",
        ["user_name"] = "rita",
        ["channel_id"] = "C1",
        ["trigger_id"] = trigger,
        ["is_enterprise_install"] = false,
    };
}
