using XoperoBot.Core.Chat;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Channels.Teams;

/// <summary>Cards of several messages that change.</summary>
public sealed class ReplacingTests
{
    private static readonly Place Chat = new("teams", TeamsActivities.PersonalChat);
    private static readonly Place Channel = new("teams", TeamsActivities.ChannelId);

    [Theory]
    [InlineData(400, 900)]
    [InlineData(900, 400)]
    [InlineData(900, 3)]
    [InlineData(3, 900)]
    public async Task A_card_that_grows_or_shrinks_is_changed_in_place_and_shows_nothing_twice(int before, int after)
    {
        await using var bot = await TeamsBot.StartAsync();
        var sent = Assert.IsType<Sent>(await bot.Channel.DeliverAsync(new Post(Rows(before, "old")) { Place = Chat, Key = "k" }, null, default));
        var pages = bot.Teams.Shown.Count;

        var changed = Assert.IsType<Sent>(await bot.Channel.DeliverAsync(new Update(Rows(after, "new")) { Place = Chat, Key = "k" }, sent.Message, default));

        Assert.Equal(bot.Teams.Shown.Select(shown => shown.Id), changed.Message!.Id.Split(','));
        Assert.Equal(sent.Message!.Id.Split(',').Take(bot.Teams.Shown.Count), bot.Teams.Shown.Take(pages).Select(shown => shown.Id));
        Assert.All(bot.Teams.Calls, call => Assert.InRange(call.Bytes, 0, 28 * 1024));
        var text = string.Join('\n', bot.Teams.Shown.Select(shown => TeamsActivities.VisibleText(shown.Card)));
        Assert.DoesNotContain("old-", text, StringComparison.Ordinal);
        Assert.All(Enumerable.Range(0, after), row => Assert.Equal(2, text.Split($"new-{row:0000}").Length));
    }

    [Fact]
    public async Task A_second_change_still_finds_every_part()
    {
        await using var bot = await TeamsBot.StartAsync();
        var reference = Assert.IsType<Sent>(await bot.Channel.DeliverAsync(new Post(Rows(900, "a")) { Place = Channel, Key = "k" }, null, default)).Message;
        foreach (var (rows, name) in new[] { (400, "b"), (900, "c"), (3, "d") })
        {
            reference = Assert.IsType<Sent>(await bot.Channel.DeliverAsync(new Update(Rows(rows, name)) { Place = Channel, Key = "k" }, reference, default)).Message;
        }

        Assert.Contains("d-0002", TeamsActivities.VisibleText(Assert.Single(bot.Teams.Shown).Card), StringComparison.Ordinal);
        Assert.All(bot.Teams.Calls.Skip(1), call => Assert.StartsWith($"{TeamsActivities.ChannelId};messageid=", call.Conversation, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(404, "ActivityNotFoundInConversation", 0)]
    [InlineData(501, null, 1)]
    public async Task A_part_that_cannot_be_removed_says_that_it_no_longer_counts(int status, string? code, int outdated)
    {
        await using var bot = await TeamsBot.StartAsync();
        var sent = Assert.IsType<Sent>(await bot.Channel.DeliverAsync(new Post(Rows(300, "old")) { Place = Chat, Key = "k" }, null, default));
        bot.Teams.FailOnce(call => call.Method == "DELETE", status, code);

        Assert.IsType<Sent>(await bot.Channel.DeliverAsync(new Update(Rows(1, "new")) { Place = Chat, Key = "k" }, sent.Message, default));

        Assert.Equal(outdated, bot.Teams.Shown.Count(message => TeamsActivities.VisibleText(message.Card).Contains("no longer current", StringComparison.Ordinal)));
        Assert.Equal(2, bot.Teams.Shown.Count);
    }

    [Fact]
    public async Task A_change_names_the_readers_again_so_that_each_gets_the_card_as_it_is_now()
    {
        await using var bot = await TeamsBot.StartAsync();
        var ada = new Actor("teams", "00000000-0000-0000-0000-000000000021", "Ada") { Address = "29:ada" };
        var card = Rows(1, "a") with { Actions = [new Button("Approve", "approve 7")], ButtonsFor = [ada], Refresh = "approval 7" };
        var sent = Assert.IsType<Sent>(await bot.Channel.DeliverAsync(new Post(card) { Place = Channel, Key = "k" }, null, default));

        await bot.Channel.DeliverAsync(new Update(card with { Title = "Changed" }) { Place = Channel, Key = "k" }, sent.Message, default);

        var changed = bot.Teams.Calls.Last();
        Assert.Equal("PUT", changed.Method);
        Assert.Equal("approval 7", (string?)changed.Card!["refresh"]!["action"]!["data"]!["command"]);
        Assert.Equal(["29:ada"], changed.Card["refresh"]!["userIds"]!.AsArray().Select(id => (string?)id));
        Assert.NotNull(changed.Card["actions"]);
    }

    private static Card Rows(int count, string name) => new("A title", Tone.Good,
        [new Table(["Name", "Value"], [.. Enumerable.Range(0, count).Select(row => new Text[] { $"{name}-{row:0000}", "a long value that takes some room" })]) { Caption = "All" }])
    {
        Summary = "A summary.",
    };
}
