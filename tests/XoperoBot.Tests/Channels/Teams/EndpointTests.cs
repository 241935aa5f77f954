using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Chat;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Channels.Teams;

public sealed class EndpointTests
{
    [Fact]
    public async Task Without_a_section_there_is_no_endpoint()
    {
        await using var bot = await TeamsBot.StartAsync(settings => settings.Clear());

        using var response = await bot.Client.PostAsync(new Uri("/api/messages", UriKind.Relative), null);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_half_filled_section_stops_the_start_and_names_every_key()
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => TeamsBot.StartAsync(settings =>
        {
            settings.Clear();
            settings["Teams:OpenIdMetadataUrl"] = "http://login.example/keys";
            settings["Teams:AllowedServiceUrls:0"] = "http://smba.example/";
            settings["Teams:DangerouslyAllowUnauthenticatedRequests"] = "true";
            settings["Teams:ClientSecret"] = "x";
            settings["Teams:CertificatePath"] = "/nowhere.pfx";
        }));

        foreach (var key in new[] { "AppId", "TenantId", "ClientSecret", "CertificatePath", "ManagedIdentityClientId", "OpenIdMetadataUrl", "AllowedServiceUrls", "DangerouslyAllowUnauthenticatedRequests" })
        {
            Assert.Contains(key, failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_section_that_lists_every_key_and_fills_none_is_none()
    {
        await using var bot = await TeamsBot.StartAsync(settings =>
        {
            foreach (var key in new[] { "AppId", "TenantId", "ClientSecret", "CertificatePath", "CertificatePassword", "ManagedIdentityClientId" })
            {
                settings[$"Teams:{key}"] = key.Length % 2 == 0 ? "" : " ";
            }

            settings["Teams:DangerouslyAllowUnauthenticatedRequests"] = "false";
        });

        using var response = await bot.Client.PostAsync(new Uri("/api/messages", UriKind.Relative), null);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("Teams:AppId", "TenantId", "ClientSecret")]
    [InlineData("Teams:TenantId", "AppId", "ManagedIdentityClientId")]
    [InlineData("Teams:ClientSecret", "AppId", "TenantId")]
    [InlineData("Teams:ManagedIdentityClientId", "AppId", "TenantId")]
    public async Task One_filled_key_makes_a_section_that_must_be_whole(string given, params string[] missing)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => TeamsBot.StartAsync(settings =>
        {
            settings.Clear();
            settings[given] = "x";
        }));

        Assert.All(missing, key => Assert.Contains(key, failure.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Unauthenticated_development_needs_no_other_key()
    {
        await using var bot = await TeamsBot.StartAsync(TokenTests.Unauthenticated, "Development");

        using var response = await bot.Client.PostAsync(new Uri("/api/messages", UriKind.Relative), null);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_message_is_stored_with_who_where_and_the_words_alone()
    {
        await using var bot = await TeamsBot.StartAsync();

        (await bot.Teams.PostAsync(bot.Client, bot.Teams.Message("status", "m7"))).Dispose();

        var said = Assert.IsType<Said>(Assert.Single(bot.Inbox.Accepted));
        Assert.Equal("teams:a:personal-rita/m7", said.DeliveryId);
        Assert.Equal("status", said.Text);
        Assert.Equal($"teams:{TeamsActivities.Rita}", said.Actor.Key);
        Assert.Equal("29:rita", said.Actor.Address);
        Assert.Equal("Europe/Warsaw", said.Actor.TimeZone);
        Assert.Equal("teams:a:personal-rita", said.Place.ToString());
        Assert.True(said.Private);
        Assert.Null(said.Thread);
    }

    [Fact]
    public async Task In_a_channel_the_place_is_the_channel_and_the_thread_stands_beside_it()
    {
        await using var bot = await TeamsBot.StartAsync();

        (await bot.Teams.PostAsync(bot.Client, bot.Teams.Message("status").InChannel("1700000000009"))).Dispose();

        var said = Assert.IsType<Said>(Assert.Single(bot.Inbox.Accepted));
        Assert.Equal($"teams:{TeamsActivities.ChannelId}", said.Place.ToString());
        Assert.Equal("1700000000009", said.Thread);
        Assert.False(said.Private);
    }

    [Theory]
    [InlineData("<at>XoperoBot</at> status", "<at>XoperoBot</at>", "status")]
    [InlineData("status <at>XoperoBot</at>", "<at>XoperoBot</at>", "status")]
    [InlineData("show <at>XoperoBot</at> plans", "<at>XoperoBot</at>", "show plans")]
    [InlineData("<at>XoperoBot</at>&nbsp;status&nbsp;", "<at>XoperoBot</at>", "status")]
    [InlineData("<at>XoperoBot</at> status <at>XoperoBot</at>", "<at>XoperoBot</at>", "status")]
    [InlineData("<at>XoperoBot</at> status", null, "status")]
    [InlineData("<at id=\"0\">Xopero Bot</at> status", "<at id=\"0\">Xopero Bot</at>", "status")]
    [InlineData("<at>XoperoBot</at> a &lt; b &amp; c", "<at>XoperoBot</at>", "a < b & c")]
    [InlineData("<at>XoperoBot</at> whois <at>Alan</at>", "<at>XoperoBot</at>", "whois Alan")]
    [InlineData("XoperoBot status", "<at>XoperoBot</at>", "XoperoBot status")]
    public async Task The_mention_of_the_bot_is_taken_off_wherever_it_stands(string text, string? entity, string expected)
    {
        await using var bot = await TeamsBot.StartAsync();
        var mention = new JsonObject { ["type"] = "mention", ["mentioned"] = new JsonObject { ["id"] = TeamsActivities.BotId, ["name"] = "XoperoBot" } };
        if (entity is not null)
        {
            mention["text"] = entity;
        }

        var html = new JsonObject { ["contentType"] = "text/html", ["content"] = "<div>something else</div>" };
        (await bot.Teams.PostAsync(bot.Client, bot.Teams.Message(text).InChannel().With("entities", new JsonArray(mention)).With("attachments", new JsonArray(html)))).Dispose();

        Assert.Equal(expected, Assert.IsType<Said>(Assert.Single(bot.Inbox.Accepted)).Text);
    }

    [Theory]
    [InlineData(null, null, "mri/29:rita")]
    [InlineData("", null, "mri/29:rita")]
    [InlineData(TeamsActivities.Rita, "99999999-0000-0000-0000-000000000000", "99999999-0000-0000-0000-000000000000/" + TeamsActivities.Rita)]
    public async Task Without_an_object_id_of_our_tenant_nobody_is_an_account_that_can_be_granted(string? account, string? tenant, string expected)
    {
        await using var bot = await TeamsBot.StartAsync();
        var activity = bot.Teams.Message("status").From("Rita", "29:rita", account);
        activity["conversation"]!["tenantId"] = tenant ?? FakeBotFramework.TenantId;

        (await bot.Teams.PostAsync(bot.Client, activity)).Dispose();

        Assert.Equal(expected, Assert.Single(bot.Inbox.Accepted).Actor.Account);
    }

    [Fact]
    public async Task A_press_in_an_older_client_arrives_as_a_message_and_is_a_click()
    {
        await using var bot = await TeamsBot.StartAsync();
        var activity = bot.Teams.Activity("message", "m9").With("replyToId", "card-1").With("value", new JsonObject { ["command"] = "approve 7", ["inPlace"] = true });

        (await bot.Teams.PostAsync(bot.Client, activity)).Dispose();

        var clicked = Assert.IsType<Clicked>(Assert.Single(bot.Inbox.Accepted));
        Assert.Equal(("approve 7", true, "card-1"), (clicked.Command, clicked.InPlace, clicked.Message!.Id));
    }

    [Fact]
    public async Task Every_activity_renews_what_is_known_of_its_place_and_writes_only_news()
    {
        await using var bot = await TeamsBot.StartAsync();
        for (var index = 0; index < 3; index++)
        {
            (await bot.Teams.PostAsync(bot.Client, bot.Teams.Message("status", $"m{index}"))).Dispose();
        }

        var note = JsonNode.Parse(bot.Places.Notes[new Place("teams", TeamsActivities.PersonalChat)])!;
        Assert.Equal(1, bot.Places.Writes);
        Assert.Equal(bot.Teams.ServiceUrl.AbsoluteUri, (string?)note["serviceUrl"]);
        Assert.Equal(FakeBotFramework.TenantId, (string?)note["tenantId"]);
        Assert.Equal(TeamsActivities.BotId, (string?)note["bot"]!["id"]);
    }

    [Theory]
    [InlineData("conversationUpdate", "membersAdded", null)]
    [InlineData("installationUpdate", null, "add")]
    [InlineData("installationUpdate", null, "add-upgrade")]
    public async Task Being_added_to_a_place_is_told(string type, string? member, string? action)
    {
        await using var bot = await TeamsBot.StartAsync();
        var activity = bot.Teams.Activity(type, "e1").InChannel(root: null).With("action", action);
        if (member is not null)
        {
            activity[member] = new JsonArray(new JsonObject { ["id"] = TeamsActivities.BotId });
        }

        using var response = await bot.Teams.PostAsync(bot.Client, activity);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("Platform", Assert.IsType<Joined>(Assert.Single(bot.Inbox.Accepted)).PlaceName);
    }

    [Fact]
    public async Task Somebody_else_being_added_is_no_news()
    {
        await using var bot = await TeamsBot.StartAsync();

        using var response = await bot.Teams.PostAsync(
            bot.Client, bot.Teams.Activity("conversationUpdate").With("membersAdded", new JsonArray(new JsonObject { ["id"] = "29:alan" })));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Empty(bot.Inbox.Accepted);
    }

    [Fact]
    public async Task Being_removed_from_a_team_forgets_every_channel_of_it()
    {
        await using var bot = await TeamsBot.StartAsync();
        (await bot.Teams.PostAsync(bot.Client, bot.Teams.Message("status"))).Dispose();
        (await bot.Teams.PostAsync(bot.Client, bot.Teams.Message("status").InChannel())).Dispose();
        var other = bot.Teams.Activity("installationUpdate", "e2").InChannel(root: null).With("action", "remove");
        other["conversation"]!["id"] = "19:team@thread.tacv2";
        bot.Inbox.Accepted.Clear();

        (await bot.Teams.PostAsync(bot.Client, other)).Dispose();

        Assert.Equal([TeamsActivities.PersonalChat], bot.Places.Notes.Keys.Select(place => place.Id));
        Assert.Equal(["19:team@thread.tacv2", TeamsActivities.ChannelId], bot.Inbox.Accepted.OfType<Left>().Select(left => left.Place.Id));
        Assert.Equal(2, bot.Inbox.Accepted.DistinctBy(left => left.DeliveryId).Count());
    }

    [Theory]
    [InlineData("{", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("{}", HttpStatusCode.BadRequest)]
    [InlineData("""{"type":"message"}""", HttpStatusCode.BadRequest)]
    [InlineData("null", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("""{"type":"invoke","id":"i","name":"application/search","conversation":{"id":"a:1"},"value":{"dataset":"half of \ud83d"}}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"type":"invoke","id":"i","name":"application/search","conversation":{"id":"a:1"},"value":{"dataset":"no UTF-8: ÿ"}}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"type":"invoke","id":"i","name":"application/search","conversation":{"id":"a:1"},"value":{"dataset":"whole: \ud83d\ude00"}}""", HttpStatusCode.Unauthorized)]
    public async Task What_is_no_activity_is_a_bad_request(string body, HttpStatusCode expected)
    {
        await using var bot = await TeamsBot.StartAsync();

        using var response = await SendAsync(bot, Encoding.Latin1.GetBytes(body), "application/json");

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_overlong_body_is_too_large(bool chunked)
    {
        await using var bot = await TeamsBot.StartAsync();

        using var response = await SendAsync(bot, new byte[1024 * 1024 + 1], "application/json", chunked);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task The_odd_content_type_of_live_traffic_is_taken()
    {
        await using var bot = await TeamsBot.StartAsync();

        using var response = await SendAsync(bot, Encoding.UTF8.GetBytes(bot.Teams.Message("status").ToJsonString()), "application/json;+charset=utf-8");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Theory]
    [InlineData("messageReaction")]
    [InlineData("event")]
    [InlineData("somethingNew")]
    public async Task Unknown_kinds_are_taken_and_left(string type)
    {
        await using var bot = await TeamsBot.StartAsync();

        using var response = await bot.Teams.PostAsync(bot.Client, bot.Teams.Activity(type).With("unheardOf", new JsonObject { ["deep"] = 1 }));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(bot.Inbox.Accepted);
    }

    [Fact]
    public async Task The_bots_own_messages_are_left_alone()
    {
        await using var bot = await TeamsBot.StartAsync();

        using var response = await bot.Teams.PostAsync(bot.Client, bot.Teams.Message("status").From("XoperoBot", TeamsActivities.BotId, null));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(bot.Inbox.Accepted);
    }

    private static async Task<HttpResponseMessage> SendAsync(TeamsBot bot, byte[] body, string contentType, bool chunked = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/messages") { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bot.Teams.Token());
        request.Headers.TransferEncodingChunked = chunked;
        return await bot.Client.SendAsync(request);
    }
}
