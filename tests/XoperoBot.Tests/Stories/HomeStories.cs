using System.Net;
using System.Text;
using XoperoBot.Tests.Channels.Slack;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Stories;

/// <summary>A person's own page with the bot, where the product has one.</summary>
public sealed class HomeStories
{
    [Theory]
    [InlineData("operator", "43 of 58 protected (74.1 %)", "What I tell you about here")]
    [InlineData("stranger", "You have no role yet.", "slack:T1/stranger")]
    public async Task Opening_the_page_shows_the_person_what_is_theirs(string person, params string[] expected)
    {
        var slack = await FakeSlack.StartAsync();
        await using var chat = new SlackDriver(slack);
        await using var bot = await Bot.StartAsync(chat.Settings);
        using var http = new HttpClient { BaseAddress = bot.Address };
        var opened = $$$"""
            {"type":"event_callback","team_id":"T1","event_id":"Ev1","event":{"type":"app_home_opened","user":"{{{person}}}","channel":"D1","tab":"home"}}
            """;

        using var request = SlackApp.Signed("/slack/events", Encoding.UTF8.GetBytes(opened), "application/json", DateTimeOffset.UtcNow);
        using var response = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var published = (await slack.WaitForAsync("views.publish"))[0];
        Assert.Equal(person, published.Fields["user_id"]);
        Assert.All(expected, text => Assert.Contains(text, published.Fields["view"], StringComparison.Ordinal));
    }
}
