using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Stories;

/// <summary>Who may do what, changed from the chat, the same on every channel.</summary>
public abstract class PeopleStories
{
    private const string Waiting = "Waits for 1 more approval";

    [Fact]
    public async Task A_role_is_given_after_another_person_agreed_and_taken_back_the_same_way()
    {
        await using var chat = await ChatAsync();
        await using var bot = await MeetAsync(chat);
        await chat.SayAsync("viewer", "sync acme");
        await chat.SeeAsync("viewer", "needs the role Operator");

        await chat.SayAsync("amir", "grant viewer operator --reason OPS-1");
        var asked = await chat.SeeAsync("ada", Waiting, "Grant Operator to viewer", "roles now: Viewer");
        await chat.SayAsync("ada", $"approve {IdOf(asked)}");
        await chat.SeeAsync("amir", "1 done of 1", "Grant Operator to viewer");
        await chat.SayAsync("viewer", "sync acme");
        await chat.SeeAsync("viewer", "Synchronisation", "acme");

        await chat.SayAsync("amir", "revoke viewer all");
        var taken = await chat.SeeAsync("ada", Waiting, "Revoke Operator from viewer");
        await chat.SayAsync("ben", $"approve {IdOf(taken)}");
        await chat.SeeAsync("amir", "1 done of 1", "Revoke Operator from viewer");
        await chat.SayAsync("amir", "people viewer");
        var left = await chat.SeeAsync("amir", "Anybody else may do");
        Assert.Contains("Viewer", left.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Operator", left.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_new_is_named_by_the_account_that_whoami_shows()
    {
        await using var chat = await ChatAsync();
        await using var bot = await MeetAsync(chat);
        await chat.SayAsync("stranger", "status");
        var account = (await chat.SeeAsync("stranger", "can grant it to")).Text.Split("can grant it to ")[1].Split(['.', '\n', '<'])[0];

        await chat.SayAsync("amir", $"grant {account} viewer --as Nina");
        var asked = await chat.SeeAsync("ada", Waiting, $"Grant Viewer and the account {account} to Nina");
        await chat.SayAsync("ada", $"approve {IdOf(asked)}");
        await chat.SeeAsync("amir", "1 done of 1", "Nina");

        await chat.SayAsync("stranger", "status");
        await chat.SeeAsync("stranger", "43 of 58 protected (74.1 %)");
    }

    [Fact]
    public async Task Nobody_decides_about_themselves()
    {
        await using var chat = await ChatAsync();
        await using var bot = await MeetAsync(chat);
        await chat.SayAsync("amir", "grant ada operator");
        var asked = await chat.SeeAsync("ada", Waiting, "Grant Operator to ada");

        await chat.SayAsync("ada", $"approve {IdOf(asked)}");
        await chat.SeeAsync("ada", "the request is about the approver");

        await chat.SayAsync("ben", $"approve {IdOf(asked)}");
        await chat.SeeAsync("amir", "1 done of 1", "Grant Operator to ada");
    }

    [Theory]
    [InlineData("amir", "revoke viewer viewer", "is taken back there")]
    [InlineData("amir", "grant viewer viewer", "viewer has Viewer already")]
    [InlineData("amir", "grant viewer king", "“king” is no role")]
    [InlineData("amir", "grant nobody viewer", "nobody")]
    [InlineData("ada", "grant ada admin", "needs the role Admin")]
    [InlineData("operator", "people", "needs the role Admin")]
    [InlineData("stranger", "link", "I do not know who you are here")]
    [InlineData("stranger", "link 12345678", "That code is not good")]
    [InlineData("operator", "link yes 1", "no such link of yours")]
    public async Task What_is_not_allowed_or_not_meant_is_said(string person, string line, string said)
    {
        await using var chat = await ChatAsync();
        await using var bot = await MeetAsync(chat);

        await chat.SayAsync(person, line);

        await chat.SeeAsync(person, said);
    }

    [Fact]
    public async Task Two_accounts_become_one_person_when_both_agree_and_a_code_works_once()
    {
        await using var chat = await ChatAsync();
        await using var bot = await MeetAsync(chat);
        await chat.SayAsync("operator", "link");
        var code = Code(await chat.SeeAsync("operator", "Join another account to you"));
        await chat.SayAsync("operator", $"link {code}");
        await chat.SeeAsync("operator", "say it in the other one");

        await chat.SayAsync("stranger", $"link {code}");
        var shownToNew = await chat.SeeAsync("stranger", "Is this you?", "wants to be one person with you: operator");
        await chat.SayAsync("viewer", $"link {code}");
        await chat.SeeAsync("viewer", "That code is not good");

        await chat.PressAsync("stranger", shownToNew, "Yes, that is me");
        await chat.SayAsync("stranger", "whoami");
        await chat.SeeAsync("stranger", "nobody that an administrator named");
        var shownToOld = await chat.SeeAsync("operator", "Is this you?", "stranger");
        await chat.PressAsync("operator", shownToOld, "Yes, that is me");
        await chat.SeeAsync("stranger", "is now operator");

        await chat.SayAsync("stranger", "orgs");
        await chat.SeeAsync("stranger", "globex");
    }

    private protected abstract Task<ChatDriver> ChatAsync();

    private static async Task<Bot> MeetAsync(ChatDriver chat)
    {
        var bot = await Bot.StartAsync(chat.Settings);
        chat.Meet(bot.Address);
        return bot;
    }

    private static string IdOf(Shown request) => request.Text[request.Text.IndexOf("R-", StringComparison.Ordinal)..][..8];

    private static string Code(Shown card) => card.Text.Split("link ")[1][..8];
}

public sealed class SlackPeopleStories : PeopleStories
{
    private protected override async Task<ChatDriver> ChatAsync() => new SlackDriver(await FakeSlack.StartAsync());
}

public sealed class TeamsPeopleStories : PeopleStories
{
    private protected override async Task<ChatDriver> ChatAsync() => new TeamsDriver(await FakeBotFramework.StartAsync());
}

public sealed class PlaygroundPeopleStories : PeopleStories
{
    private protected override Task<ChatDriver> ChatAsync() => Task.FromResult<ChatDriver>(new PlaygroundDriver());
}
