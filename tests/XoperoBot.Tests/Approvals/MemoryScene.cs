using XoperoBot.Core.Chat;
using XoperoBot.Xopero;

namespace XoperoBot.Tests.Approvals;

/// <summary>The table in memory: the dispatcher, the database and a clock that stands still. Ben is in Teams, everybody else in Slack.</summary>
internal sealed class MemoryScene(Stage stage) : IScene
{
    private Clicked? _last;
    private Form? _form;

    public static (string Key, string Value)[] Expand(IEnumerable<(string Key, string Value)> settings) => [.. settings.Select(setting => (Key(setting.Key), setting.Value))];

    public async Task SayAsync(string person, string text, string sees) => Sees(await RunAsync(stage.Line(Account(person), text)), sees);

    public async Task SayElsewhereAsync(string person, string text, string sees) =>
        Sees(await RunAsync(stage.Line(Stage.InTeams(person.ToLowerInvariant()), text)), sees);

    public async Task ClickAsync(string person, string command, string sees, string? on = null)
    {
        _last = await stage.ButtonAsync(Account(person), command);
        if (on is not null)
        {
            _last = _last with { Message = (await stage.ButtonAsync(Account(person), $"approve {on}")).Message };
        }

        Sees(await RunAsync(_last), sees);
    }

    public async Task RepeatAsync(string id, string sees) => Sees(await RunAsync(_last!), sees);

    public async Task StormAsync(IReadOnlyList<string> people, string command, int presses)
    {
        var clicks = new List<Clicked>();
        for (var at = 0; at < presses; at++)
        {
            clicks.Add(await stage.ButtonAsync(Account(people[at % people.Count]), command));
        }

        await Task.WhenAll(clicks.Select(click => Task.Run(() => stage.RunAsync(click))));
    }

    public Task<string> AskAsync(string line, string person = "Rita") => stage.AskAsync(line, Account(person));

    public async Task SendInAsync(string person, string sees, params (string Field, string Value)[] answers) => Sees(
        await RunAsync(new Submitted
        {
            DeliveryId = stage.Line(Account(person), "").DeliveryId,
            Actor = Account(person),
            Place = Stage.Room,
            FormId = _form!.Id,
            Values = answers.ToDictionary(answer => answer.Field, answer => (IReadOnlyList<string>)[answer.Value], StringComparer.Ordinal),
        }),
        sees);

    public async Task ShowsAsync(string id, string text)
    {
        for (var turn = 0; turn < 50 && !await AllShowAsync(id, text); turn++)
        {
            await stage.PassAsync(TimeSpan.FromSeconds(turn == 0 ? 0 : 31));
        }

        Assert.True(await AllShowAsync(id, text), $"No copy shows “{text}”: {string.Join('\n', (await stage.CopiesAsync(id)).Values.Select(Stage.Of))}");
    }

    public async Task PassAsync(TimeSpan time, bool asleep = false)
    {
        stage.Time.Advance(time);
        if (!asleep)
        {
            await stage.PassAsync();
        }
    }

    public async Task RestartAsync(params (string Key, string Value)[] changes)
    {
        foreach (var (key, value) in Expand(changes))
        {
            stage.Settings[key] = value;
        }

        await stage.RestartAsync();
    }

    public Task DriftAsync(Drift drift)
    {
        var server = stage.Service.Main;
        switch (drift)
        {
            case Drift.Unlisted:
                server.Repositories["org-1"].RemoveAll(row => row.Id == "r-api");
                break;
            case Drift.NoLongerVisible:
                Change(server, row => row with { IsRemoved = true });
                break;
            case Drift.NoLongerProtected:
                Change(server, row => row with { IsProtected = false });
                break;
            case Drift.Renamed:
                Change(server, row => row with { Name = "acme/site" });
                break;
            case Drift.InAnotherPlan:
                server.Plans["org-1"][1] = server.Plans["org-1"][1] with { RepositoryIds = ["r-api"] };
                break;
            default:
                Change(server, row => row with { LastSuccessfulBackup = row.LastSuccessfulBackup + TimeSpan.FromDays(1) });
                break;
        }

        return Task.CompletedTask;
    }

    public Task LoseAnswerAsync()
    {
        stage.Service.Main.Ends.Enqueue(WriteEnd.LostAfter);
        return Task.CompletedTask;
    }

    public Task TakeDownAsync()
    {
        stage.Service.Main.Down = true;
        return Task.CompletedTask;
    }

    private static string Key(string key) => key.Split(':') switch
    {
        ["Rule", .. var rest] => $"Approvals:Rules:0:{string.Join(':', rest)}",
        ["People", var person, .. var rest] => $"Access:People:{Stage.People.Index().First(one => one.Item.Name == person).Index}:{string.Join(':', rest)}",
        _ => key,
    };

    private static Actor Account(string person) => person == "Ben" ? Stage.InTeams("ben") : Stage.InSlack(person);

    private static void Sees(string said, string sees) =>
        Assert.Contains(sees.Replace("{Xeno}", Stage.InSlack("Xeno").Key, StringComparison.Ordinal), said, StringComparison.OrdinalIgnoreCase);

    private static void Change(FakeServer server, Func<Repository, Repository> change)
    {
        var rows = server.Repositories["org-1"];
        var at = rows.FindIndex(row => row.Id == "r-api");
        rows[at] = change(rows[at]);
    }

    private async Task<string> RunAsync(Inbound inbound)
    {
        var says = await stage.RunAsync(inbound);
        _form = says.OfType<ShowForm>().LastOrDefault()?.Form ?? _form;
        return Stage.Words(says);
    }

    private async Task<bool> AllShowAsync(string id, string text) =>
        (await stage.CopiesAsync(id)).Values.All(card => Stage.Of(card).Contains(text, StringComparison.OrdinalIgnoreCase));
}
