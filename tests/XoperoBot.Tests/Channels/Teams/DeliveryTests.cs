using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using XoperoBot.Core.Chat;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Channels.Teams;

public sealed class DeliveryTests
{
    private static readonly Actor Rita = new("teams", TeamsActivities.Rita, "Rita") { Address = "29:rita" };
    private static readonly Place Channel = new("teams", TeamsActivities.ChannelId);
    private static readonly Place Chat = new("teams", TeamsActivities.PersonalChat);

    [Fact]
    public async Task An_answer_goes_to_the_conversation_with_the_bots_own_token()
    {
        await using var bot = await TeamsBot.StartAsync();

        var sent = await bot.Channel.DeliverAsync(new Post(Made()) { Place = Chat, Notify = true, Context = """{"activityId":"m1"}""" }, null, default);

        var call = Assert.Single(bot.Teams.Calls);
        Assert.Equal(("POST", "v3/conversations/a%3Apersonal-rita/activities", "Bearer bot-token-1"), (call.Method, call.Path, call.Authorization));
        Assert.Equal("m1", (string?)call.Body!["replyToId"]);
        Assert.True((bool?)call.Body["channelData"]!["notification"]!["alert"]);
        Assert.Equal("OK: A title. A summary.", (string?)call.Body["summary"]);
        Assert.DoesNotContain("null", call.Body.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("1001", Assert.IsType<Sent>(sent).Message!.Id);
        var form = Assert.Single(bot.Teams.TokenRequests);
        Assert.Equal(("client_credentials", FakeBotFramework.ClientSecret, "https://api.botframework.com/.default"), (form["grant_type"], form["client_secret"], form["scope"]));
    }

    [Fact]
    public async Task An_answer_in_a_thread_stays_in_the_thread()
    {
        await using var bot = await TeamsBot.StartAsync();

        var sent = await bot.Channel.DeliverAsync(new Post(Made()) { Place = Channel, Thread = "77" }, null, default);

        Assert.Equal($"{TeamsActivities.ChannelId};messageid=77", Assert.Single(bot.Teams.Calls).Conversation);
        Assert.Equal(new MessageRef(Channel, "1001", "77"), Assert.IsType<Sent>(sent).Message);
    }

    [Fact]
    public async Task News_for_a_channel_begin_a_thread_that_can_be_changed_later()
    {
        await using var bot = await TeamsBot.StartAsync();

        var sent = Assert.IsType<Sent>(await bot.Channel.DeliverAsync(new Post(Made()) { Place = Channel, Key = "incident-1" }, null, default));
        await bot.Channel.DeliverAsync(new Update(Made()) { Place = Channel, Key = "incident-1" }, sent.Message, default);

        var (created, changed) = (bot.Teams.Calls.First(), bot.Teams.Calls.Last());
        Assert.Equal("v3/conversations", created.Path);
        Assert.True((bool?)created.Body!["isGroup"]);
        Assert.Equal(TeamsActivities.ChannelId, (string?)created.Body["channelData"]!["channel"]!["id"]);
        Assert.Equal(FakeBotFramework.TenantId, (string?)created.Body["tenantId"]);
        Assert.NotNull(created.Card);
        Assert.Equal(("PUT", $"{TeamsActivities.ChannelId};messageid=1001", "1001"), (changed.Method, changed.Conversation, changed.ActivityId));
    }

    [Fact]
    public async Task A_connector_that_begins_no_threads_gets_a_plain_message()
    {
        await using var bot = await TeamsBot.StartAsync();
        bot.Teams.FailOnce(call => call.Path == "v3/conversations", 404);

        var sent = Assert.IsType<Sent>(await bot.Channel.DeliverAsync(new Post(Made()) { Place = Channel, Key = "incident-1" }, null, default));
        await bot.Channel.DeliverAsync(new Update(Made()) { Place = Channel, Key = "incident-1" }, sent.Message, default);

        Assert.Equal(["v3/conversations", TeamsActivities.ChannelId, TeamsActivities.ChannelId], bot.Teams.Calls.Select(call => call.Conversation ?? call.Path));
        Assert.Equal("PUT", bot.Teams.Calls.Last().Method);
    }

    [Fact]
    public async Task A_place_is_reached_at_the_address_it_last_spoke_from()
    {
        await using var bot = await TeamsBot.StartAsync();
        (await bot.Teams.PostAsync(bot.Client, bot.Teams.Message("hi").InChannel())).Dispose();
        var note = JsonNode.Parse(bot.Places.Notes[Channel])!;
        Assert.Equal(bot.Teams.ServiceUrl.AbsoluteUri, (string?)note["serviceUrl"]);
        note["serviceUrl"] = "https://evil.example/";
        bot.Places.Notes[Channel] = note.ToJsonString();

        var refused = Assert.IsType<Refused>(await bot.Channel.DeliverAsync(new Post(Made()) { Place = Channel }, null, default));

        Assert.Equal("ServiceUrlNotAllowed", refused.Code);
        Assert.Empty(bot.Teams.Calls);
        Assert.Empty(bot.Teams.TokenRequests);
    }

    [Fact]
    public async Task A_private_answer_in_a_channel_goes_to_the_persons_own_chat_that_is_opened_once()
    {
        await using var bot = await TeamsBot.StartAsync();
        (await bot.Teams.PostAsync(bot.Client, bot.Teams.Message("hi").InChannel())).Dispose();
        var whisper = new Whisper(Rita, Made()) { Place = Channel, Thread = "77" };

        await bot.Channel.DeliverAsync(whisper, null, default);
        await bot.Channel.DeliverAsync(whisper, null, default);

        Assert.Equal(["v3/conversations", "v3/conversations/a%3Achat-with-29%3Arita/activities", "v3/conversations/a%3Achat-with-29%3Arita/activities"], bot.Teams.Calls.Select(call => call.Path));
        var created = bot.Teams.Calls.First().Body!;
        Assert.Equal(("29:rita", FakeBotFramework.TenantId), ((string?)created["members"]![0]!["id"], (string?)created["tenantId"]));
        Assert.Null(created["activity"]);
    }

    [Fact]
    public async Task Where_no_own_chat_can_be_opened_the_answer_is_given_in_the_open()
    {
        await using var bot = await TeamsBot.StartAsync();
        bot.Teams.FailNext(403, "ForbiddenOperationException");

        var sent = await bot.Channel.DeliverAsync(new Whisper(Rita, Made()) { Place = Channel, Thread = "77" }, null, default);

        Assert.IsType<Sent>(sent);
        Assert.Equal($"{TeamsActivities.ChannelId};messageid=77", bot.Teams.Calls.Last().Conversation);
    }

    [Fact]
    public async Task The_shared_card_keeps_its_buttons_and_names_who_gets_a_drawing_of_their_own()
    {
        await using var bot = await TeamsBot.StartAsync();
        bot.Teams.Members.AddRange([
            new JsonObject { ["id"] = "29:rita", ["aadObjectId"] = TeamsActivities.Rita },
            new JsonObject { ["id"] = "29:alan", ["aadObjectId"] = "00000000-0000-0000-0000-000000000021" },
            new JsonObject { ["id"] = "29:xeno", ["aadObjectId"] = "00000000-0000-0000-0000-000000000022" }]);
        var alan = new Actor("teams", "00000000-0000-0000-0000-000000000021", "Alan");
        var card = Made() with { Actions = [new Button("Approve", "approve 7")], ButtonsFor = [Rita, alan], Refresh = "request 7" };

        await bot.Channel.DeliverAsync(new Post(card) { Place = Channel, Key = "request-7" }, null, default);

        var drawn = bot.Teams.Calls.Last().Card!;
        Assert.Single(drawn["actions"]!.AsArray());
        Assert.Equal(["29:rita", "29:xeno", "29:alan"], drawn["refresh"]!["userIds"]!.AsArray().Select(id => (string?)id));
        Assert.Equal(("Action.Execute", "request 7", true), ((string?)drawn["refresh"]!["action"]!["type"], (string?)drawn["refresh"]!["action"]!["data"]!["command"], (bool?)drawn["refresh"]!["action"]!["data"]!["view"]));
    }

    [Fact]
    public async Task Nobody_is_named_when_nobody_is_known()
    {
        await using var bot = await TeamsBot.StartAsync();
        var card = Made() with { Actions = [new Button("Approve", "approve 7")], ButtonsFor = [new Actor("teams", "nobody", "N")], Refresh = "request 7" };

        await bot.Channel.DeliverAsync(new Post(card) { Place = Channel }, null, default);

        var drawn = bot.Teams.Calls.Last().Card!;
        Assert.Single(drawn["actions"]!.AsArray());
        Assert.Null(drawn["refresh"]);
    }

    [Theory]
    [InlineData(412, "PreconditionFailed", null, null)]
    [InlineData(429, "Throttled", "7", 7)]
    [InlineData(429, null, null, null)]
    [InlineData(502, null, null, null)]
    [InlineData(503, null, "30", 30)]
    [InlineData(504, null, null, null)]
    public async Task What_may_pass_is_tried_again_after_the_time_that_was_asked(int status, string? code, string? after, int? seconds)
    {
        await using var bot = await TeamsBot.StartAsync();
        bot.Teams.FailNext(status, code, after);

        var retry = Assert.IsType<Retry>(await bot.Channel.DeliverAsync(new Post(Made()) { Place = Chat }, null, default));

        Assert.Equal(seconds, (int?)retry.After?.TotalSeconds);
        Assert.Contains(status.ToString(CultureInfo.InvariantCulture), retry.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_to_wait_may_also_be_a_date()
    {
        await using var bot = await TeamsBot.StartAsync();
        bot.Teams.FailNext(429, null, bot.Time.GetUtcNow().AddSeconds(90).ToString("R", CultureInfo.InvariantCulture));

        var retry = Assert.IsType<Retry>(await bot.Channel.DeliverAsync(new Post(Made()) { Place = Chat }, null, default));

        Assert.Equal(TimeSpan.FromSeconds(90), retry.After);
    }

    [Theory]
    [InlineData(400, "BadSyntax", false)]
    [InlineData(401, "BotNotRegistered", false)]
    [InlineData(403, "BotDisabledByAdmin", true)]
    [InlineData(403, "ConversationBlockedByUser", true)]
    [InlineData(403, "MessageWritesBlocked", true)]
    [InlineData(403, "BotNotInConversationRoster", true)]
    [InlineData(403, "ForbiddenOperationException", true)]
    [InlineData(403, "NotEnoughPermissions", false)]
    [InlineData(403, "InvalidBotApiHost", false)]
    [InlineData(403, null, false)]
    [InlineData(404, "ConversationNotFound", true)]
    [InlineData(404, "ActivityNotFoundInConversation", false)]
    [InlineData(413, "MessageSizeTooBig", false)]
    [InlineData(500, "ServiceError", false)]
    public async Task What_will_not_pass_is_refused_with_a_sentence_that_helps(int status, string? code, bool gone)
    {
        await using var bot = await TeamsBot.StartAsync();
        bot.Teams.FailNext(status, code);

        var refused = Assert.IsType<Refused>(await bot.Channel.DeliverAsync(new Post(Made()) { Place = Chat }, null, default));

        Assert.Equal(code ?? status.ToString(CultureInfo.InvariantCulture), refused.Code);
        Assert.Equal(gone, refused.PlaceGone);
        Assert.EndsWith(".", refused.Fix, StringComparison.Ordinal);
        Assert.Single(bot.Teams.Calls);
    }

    [Fact]
    public async Task An_empty_answer_is_an_answer()
    {
        await using var bot = await TeamsBot.StartAsync();
        bot.Teams.EmptyAnswers = true;

        Assert.Null(Assert.IsType<Sent>(await bot.Channel.DeliverAsync(new Post(Made()) { Place = Chat }, null, default)).Message);
    }

    [Fact]
    public async Task A_service_that_is_down_is_tried_again()
    {
        await using var bot = await TeamsBot.StartAsync(settings => settings["Teams:DefaultServiceUrl"] = "http://127.0.0.1:1/");

        var refused = await bot.Channel.DeliverAsync(new Post(Made()) { Place = Chat }, null, default);

        // Not on the list, although it is the configured default: the token stays here.
        Assert.Equal("ServiceUrlNotAllowed", Assert.IsType<Refused>(refused).Code);
        await using var down = await TeamsBot.StartAsync(settings => settings["Teams:AllowedServiceUrls:0"] = "http://127.0.0.1:1/");
        Assert.IsType<Retry>(await down.Channel.DeliverAsync(new Post(Made()) { Place = Chat }, null, default));
    }

    [Fact]
    public async Task Many_senders_share_one_token_until_five_minutes_before_its_end()
    {
        await using var bot = await TeamsBot.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => bot.Channel.DeliverAsync(new Working { Place = Chat }, null, default)));
        Assert.Single(bot.Teams.TokenRequests);
        bot.Time.Advance(TimeSpan.FromMinutes(54));
        await bot.Channel.DeliverAsync(new Working { Place = Chat }, null, default);
        Assert.Single(bot.Teams.TokenRequests);
        bot.Time.Advance(TimeSpan.FromMinutes(1));
        await bot.Channel.DeliverAsync(new Working { Place = Chat }, null, default);

        Assert.Equal(2, bot.Teams.TokenRequests.Count);
        Assert.Equal("typing", (string?)bot.Teams.Calls.Last().Body!["type"]);
    }

    [Fact]
    public async Task A_refused_secret_keeps_the_message_for_later()
    {
        await using var bot = await TeamsBot.StartAsync();
        bot.Teams.TokenFailure = 401;

        var retry = Assert.IsType<Retry>(await bot.Channel.DeliverAsync(new Post(Made()) { Place = Chat }, null, default));

        Assert.Equal((TimeSpan.FromMinutes(1), "token: invalid_client"), (retry.After, retry.Reason));
        Assert.Empty(bot.Teams.Calls);
    }

    [Fact]
    public async Task A_card_too_large_for_a_message_becomes_several_and_goes_on_where_it_was_stopped()
    {
        await using var bot = await TeamsBot.StartAsync();
        var rows = Enumerable.Range(0, 600).Select(row => new Text[] { $"repository-{row:000}", "last backup", "a long value that takes some room" }).ToList();
        var post = new Post(Made() with { Elements = [new Table(["Name", "What", "Value"], rows) { Caption = "All" }] }) { Place = Chat };
        await bot.Channel.DeliverAsync(new Working { Place = Chat }, null, default);
        bot.Teams.Calls.Clear();

        var first = await DeliverWithFaultAfterAsync(bot, post, 2);
        var second = await bot.Channel.DeliverAsync(post, null, default);

        Assert.IsType<Retry>(first);
        Assert.IsType<Sent>(second);
        var delivered = bot.Teams.Calls.Where((_, index) => index != 2).ToList();
        Assert.All(bot.Teams.Calls, call => Assert.InRange(call.Bytes, 1, 28 * 1024));
        var text = string.Join('\n', delivered.Select(call => TeamsActivities.VisibleText(call.Card)));
        Assert.All(Enumerable.Range(0, 600), row => Assert.Single(Occurrences(text, $"repository-{row:000}")));
        Assert.Contains($"(1/{delivered.Count})", text, StringComparison.Ordinal);
        Assert.Contains($"({delivered.Count}/{delivered.Count})", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, 1, "row 9")]
    [InlineData(3_000, 5, "row 2999")]
    [InlineData(300_000, 1, "own chat with the bot")]
    public async Task Where_no_file_can_be_attached_a_short_one_is_written_out(int lines, int messages, string expected)
    {
        await using var bot = await TeamsBot.StartAsync();
        bot.Files.Files["file-1"] = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, lines).Select(line => $"row {line}, with some more of the text\n")));

        await bot.Channel.DeliverAsync(new SendFile("file-1", "rows.csv", "text/csv", "All rows") { Place = Channel, Thread = "1" }, null, default);

        Assert.InRange(bot.Teams.Calls.Count, messages, 8);
        Assert.Contains(expected, string.Concat(bot.Teams.Calls.Select(call => TeamsActivities.VisibleText(call.Card))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_home_page_is_nothing_that_teams_could_show()
    {
        await using var bot = await TeamsBot.StartAsync();

        Assert.IsType<Sent>(await bot.Channel.DeliverAsync(new ShowHome(Rita, Made()) { Place = Chat }, null, default));
        Assert.Empty(bot.Teams.Calls);
    }

    private static async Task<Delivery> DeliverWithFaultAfterAsync(TeamsBot bot, Post post, int parts)
    {
        // The double fails by order of arrival: let some through first.
        bot.Teams.PassNext(parts);
        bot.Teams.FailNext(429, "Throttled", "1");
        return await bot.Channel.DeliverAsync(post, null, default);
    }

    private static IEnumerable<int> Occurrences(string text, string part)
    {
        for (var at = text.IndexOf(part, StringComparison.Ordinal); at >= 0; at = text.IndexOf(part, at + 1, StringComparison.Ordinal))
        {
            yield return at;
        }
    }

    private static Card Made() => new("A title", Tone.Good, [new Paragraph("text")]) { Summary = "A summary." };
}
