using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Chat;

namespace XoperoBot.Tests.Channels.Slack;

public sealed class CommandTests
{
    private static readonly (string Name, string Value)[] Status =
    [
        ("command", "/xopero"), ("text", "status &amp; more"), ("team_id", "T1"), ("user_id", "U1"), ("user_name", "rita"),
        ("channel_id", "C1"), ("channel_name", "ops"), ("response_url", "https://hooks.slack.com/commands/1"), ("trigger_id", "1.2.3"),
    ];

    private static readonly (string Key, string? Value)[] Empty = [("Slack:SigningSecret", ""), ("Slack:BotToken", " "), ("Slack:AppToken", "")];

    [Fact]
    public async Task A_command_is_stored_and_acknowledged_with_nothing()
    {
        await using var app = await SlackApp.StartAsync();

        using var response = await app.PostFormAsync("/slack/commands", Status);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsStringAsync());
        var said = app.Inbox.Single<Said>();
        Assert.Equal("slack:1.2.3", said.DeliveryId);
        Assert.Equal(new Actor("slack", "T1/U1", "rita"), said.Actor);
        Assert.Equal("rita", said.Actor.Name);
        Assert.Equal(new Place("slack", "C1"), said.Place);
        Assert.Equal("status & more", said.Text);
        Assert.False(said.Private);
        Assert.DoesNotContain(app.Slack.Calls, call => call.Method != "auth.test");
    }

    [Fact]
    public async Task A_command_in_a_personal_conversation_is_private()
    {
        await using var app = await SlackApp.StartAsync();

        await app.PostFormAsync("/slack/commands", [.. Status.Where(field => field.Name != "channel_id"), ("channel_id", "D7")]);

        Assert.True(app.Inbox.Single<Said>().Private);
    }

    [Fact]
    public async Task The_same_command_five_times_at_once_is_one_turn()
    {
        await using var app = await SlackApp.StartAsync();

        var responses = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => app.PostFormAsync("/slack/commands", Status)));

        Assert.All(responses, response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        Assert.Single(app.Inbox.Accepted);
    }

    [Fact]
    public async Task Slacks_certificate_check_is_answered()
    {
        await using var app = await SlackApp.StartAsync();

        using var response = await app.PostFormAsync("/slack/commands", ("ssl_check", "1"), ("token", "t"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(app.Inbox.Accepted);
    }

    [Fact]
    public async Task Another_command_of_the_app_is_told_the_right_one()
    {
        await using var app = await SlackApp.StartAsync();

        using var response = await app.PostFormAsync("/slack/commands", [.. Status.Skip(1), ("command", "/other")]);

        Assert.Contains("/xopero", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(app.Inbox.Accepted);
    }

    [Theory]
    [InlineData("/slack/commands", "text=status", "application/x-www-form-urlencoded")]
    [InlineData("/slack/commands", "", "application/x-www-form-urlencoded")]
    [InlineData("/slack/interactions", "payload=", "application/x-www-form-urlencoded")]
    [InlineData("/slack/interactions", "payload=%7B", "application/x-www-form-urlencoded")]
    [InlineData("/slack/interactions", "payload=%7B%7D", "application/x-www-form-urlencoded")]
    [InlineData("/slack/interactions", "payload=null", "application/x-www-form-urlencoded")]
    [InlineData("/slack/interactions", "payload=%7B%22type%22%3A%5B%5D%7D", "application/x-www-form-urlencoded")]
    [InlineData("/slack/events", "", "application/json")]
    [InlineData("/slack/events", "not json", "application/json")]
    [InlineData("/slack/events", "null", "application/json")]
    [InlineData("/slack/events", "[]", "application/json")]
    [InlineData("/slack/events", "{}", "application/json")]
    [InlineData("/slack/events", "{\"type\":\"event_callback\"}", "application/json")]
    [InlineData("/slack/events", "{\"type\":\"event_callback\",\"event_id\":\"E\",\"event\":{\"type\":\"app_home_opened\",\"user\":\"half \\ud83d\"}}", "application/json")]
    public async Task A_signed_but_malformed_request_gets_400(string path, string body, string contentType)
    {
        await using var app = await SlackApp.StartAsync();

        using var response = await app.PostAsync(path, body, contentType);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(app.Inbox.Accepted);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_get_400()
    {
        await using var app = await SlackApp.StartAsync();
        using var request = SlackApp.Signed("/slack/events", [0x7B, 0xFF, 0xFE, 0x7D], "application/json", app.Time.GetUtcNow());

        using var response = await app.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("/slack/commands")]
    [InlineData("/slack/interactions")]
    [InlineData("/slack/events")]
    public async Task A_body_above_one_mebibyte_gets_413(string path)
    {
        await using var app = await SlackApp.StartAsync();
        using var request = SlackApp.Signed(path, new byte[(1024 * 1024) + 1], "application/json", app.Time.GetUtcNow());

        using var response = await app.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task When_the_delivery_cannot_be_stored_Slack_is_not_told_that_all_is_well()
    {
        await using var app = await SlackApp.StartAsync();
        app.Inbox.Failure = new InvalidOperationException("disk full");

        await Assert.ThrowsAsync<InvalidOperationException>(() => app.PostFormAsync("/slack/commands", Status));
    }

    [Theory]
    [InlineData("Slack:BotToken", "Slack:BotToken", "xapp-1")]
    [InlineData("Slack:BotToken", "Slack:BotToken", "")]
    [InlineData("Slack:SigningSecret", "Slack:SigningSecret", "")]
    [InlineData("Slack:AppToken", "Slack:AppToken", "xoxb-1")]
    [InlineData("Slack:ApiBaseUrl", "Slack:ApiBaseUrl", "http://slack.example/api/")]
    [InlineData("Slack:ApiBaseUrl", "Slack:ApiBaseUrl", "https://slack.example/api")]
    [InlineData("Slack:Command", "Slack:Command", "xopero")]
    [InlineData("Slack:SocketConnections", "Slack:SocketConnections", "11")]
    public async Task A_wrong_setting_stops_the_start_and_is_named(string named, string key, string value)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => SlackApp.StartAsync((key, value)));

        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Slack:SigningSecret", "Slack:BotToken")]
    [InlineData("Slack:AppToken", "Slack:BotToken")]
    [InlineData("Slack:BotToken", "Slack:SigningSecret")]
    public async Task A_section_with_some_credentials_stops_the_start_and_everything_wrong_is_named_at_once(string given, string missing)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => SlackApp.StartAsync(
            [.. Empty.Where(setting => setting.Key != given), (given, "xoxb-1".Replace("xoxb", given == "Slack:AppToken" ? "xapp" : "xoxb", StringComparison.Ordinal)), ("Slack:Command", "wrong")]));

        Assert.Contains(missing, refused.Message, StringComparison.Ordinal);
        Assert.Contains("Slack:Command", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_section_that_lists_every_key_and_fills_no_credential_is_none()
    {
        await using var app = await SlackApp.StartAsync([.. Empty, ("Slack:Command", "/xopero"), ("Slack:SocketConnections", "2")]);
        using var request = SlackApp.Signed("/slack/commands", Encoding.UTF8.GetBytes("x"), "text/plain", app.Time.GetUtcNow());

        using var response = await app.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Null(app.Services.GetService<IChannel>());
    }

    [Fact]
    public async Task Without_a_section_nothing_is_mapped()
    {
        await using var app = await SlackApp.StartAsync(("Slack:SigningSecret", null), ("Slack:BotToken", null), ("Slack:ApiBaseUrl", null));
        using var request = SlackApp.Signed("/slack/commands", Encoding.UTF8.GetBytes("x"), "text/plain", app.Time.GetUtcNow());

        using var response = await app.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
