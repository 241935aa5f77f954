using Dapper;
using Microsoft.Extensions.DependencyInjection;
using XoperoBot.Core.Access;
using XoperoBot.Core.Approvals;
using XoperoBot.Core.Audit;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;
using XoperoBot.Tests.Fakes;
using static XoperoBot.Tests.Approvals.Stage;

namespace XoperoBot.Tests.Approvals;

public sealed class LifeTests
{
    private const string Remove = "remove acme/web with data --confirm acme/web --reason moved";

    [Theory, OnSqlite, OnPostgres]
    public async Task Two_approvers_on_two_channels_drive_a_removal_to_its_end_and_every_copy_ends_alike(Engine engine)
    {
        await using var stage = await Stage.OpenAsync(engine);
        var id = await stage.AskAsync(Remove);
        Assert.Equal([Room, SlackApprovals, TeamsApprovals], (await stage.OutboxAsync()).OfType<Post>().Where(post => post.Key is not null).Select(post => post.Place));
        Assert.All((await stage.CopiesAsync(id)).Values, card => Assert.Equal(3, card.Actions.OfType<Button>().Count()));

        Assert.Contains("1 more approval", await stage.ClickAsync(InSlack("Anna"), $"approve {id}"), StringComparison.Ordinal);
        Assert.All((await stage.CopiesAsync(id)).Values, card => Assert.Contains("1 of 2 · Anna", Of(card), StringComparison.Ordinal));
        Assert.Contains("runs after 10m", await stage.ClickAsync(InTeams("ben"), $"approve {id}"), StringComparison.Ordinal);

        await stage.PassAsync(TimeSpan.FromMinutes(9));
        Assert.Empty(stage.Writes);
        Assert.All((await stage.CopiesAsync(id)).Values, card => Assert.Equal([$"stop {id}"], card.Actions.OfType<Button>().Select(button => button.Command)));

        Assert.Equal(RequestState.Done, await stage.EndAsync(id));
        Assert.Equal(["remove r-web True"], stage.Writes);
        var cards = (await stage.CopiesAsync(id)).Values.ToList();
        Assert.Equal(3, cards.Count);
        Assert.All(cards, card => Assert.Empty(card.Actions));
        Assert.Single(cards.Select(Of).Distinct(StringComparer.Ordinal));
        Assert.Contains("Done", Of(cards[0]), StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Fifty_clicks_at_once_are_one_approval_each_and_one_run(Engine engine)
    {
        await using var stage = await Stage.OpenAsync(engine);
        var id = await stage.AskAsync("deactivate acme/web");
        var clicks = new List<Inbound>();
        for (var i = 0; i < 50; i++)
        {
            var who = (i % 5) switch { 0 => InSlack("Anna"), 1 => InTeams("anna"), 2 => InTeams("ben"), 3 => InSlack("Cleo"), _ => InSlack("Rita") };
            clicks.Add(await stage.ButtonAsync(who, $"approve {id}"));
        }

        var said = await Task.WhenAll(clicks.Select(click => Task.Run(async () => Words(await stage.RunAsync(click)))));
        Assert.Single(said, words => words.Contains("It is approved and is carried out now", StringComparison.Ordinal));
        Assert.All(said, words => Assert.Matches("It is approved|already approved|You asked for", words));
        Assert.Equal(RequestState.Done, await stage.EndAsync(id));
        Assert.Equal(["deactivate r-web"], stage.Writes);
        Assert.Null((await stage.Audit.VerifyAsync(CancellationToken.None)).Broken);
    }

    [Fact]
    public async Task Everything_works_by_typing_alone()
    {
        await using var stage = await Stage.OpenAsync(Engine.Sqlite);
        var id = await stage.AskAsync("attach acme/web to weekly");
        var lower = id.ToLowerInvariant();
        Assert.Contains(id, await stage.SayAsync(InSlack("Anna"), "approvals"), StringComparison.Ordinal);
        await stage.SayAsync(InTeams("ben"), $"approval {lower}");
        Assert.Equal(4, (await stage.CopiesAsync(id)).Count);
        Assert.Contains("carried out now", await stage.SayAsync(InTeams("ben"), $"approve {lower[2..]}"), StringComparison.Ordinal);
        Assert.Equal(RequestState.Done, await stage.EndAsync(id));
        Assert.All((await stage.CopiesAsync(id)).Values, card => Assert.Empty(card.Actions));
        Assert.Contains(id, await stage.SayAsync(InSlack("Vic"), "approvals closed"), StringComparison.Ordinal);
        Assert.Contains("Approve", await stage.SayAsync(InSlack("Vic"), $"audit {id}"), StringComparison.Ordinal);
        Assert.Equal(["attach p-2 r-web"], stage.Writes);
    }

    [Fact]
    public async Task The_card_says_what_it_costs_and_what_is_unknown()
    {
        await using var stage = await Stage.OpenAsync(Engine.Sqlite);
        stage.Service.Main.PlansDown = true;
        var id = await stage.AskAsync("remove acme/old with data --confirm acme/old --reason moved");
        var card = (await stage.CopiesAsync(id))[$"{id}/1"];
        var words = Of(card);
        foreach (var part in new[]
        {
            "backup data goes for good", "Asked by: Rita", "Reason: moved", "0 of 2", "last success: 2026-03-01 02:00 UTC", "plans: unknown",
            "no longer visible", "may be the only copy", "Can approve: Anna, Ben, Cleo, Dora, Dirk, Nora", "Until: 2026-03-02 17:00 UTC", "licence: unknown",
        })
        {
            Assert.Contains(part, words, StringComparison.Ordinal);
        }

        Assert.Equal([InSlack("Anna"), InSlack("Cleo"), InSlack("Nora"), InSlack("Rita")], card.ButtonsFor!.OrderBy(actor => actor.Account));
    }

    [Fact]
    public async Task A_dry_run_shows_the_exact_calls()
    {
        await using var stage = await Stage.OpenAsync(Engine.Sqlite);
        Assert.Contains("""POST git/repositories/remove {"id":"r-web","removedata":true}""", await stage.SayAsync(InSlack("Olga"), "remove acme/web with data --dry-run"), StringComparison.Ordinal);
        Assert.Contains("""POST plans/attachgitrepository {"planid":"p-2","repositoryid":"r-web"}""", await stage.SayAsync(InSlack("Olga"), "attach acme/web to weekly --dry-run"), StringComparison.Ordinal);
        Assert.Contains("""POST git/repositories/activate {"Ids":["r-web","r-api"]}""", await stage.SayAsync(InSlack("Olga"), "activate acme/web api --dry-run"), StringComparison.Ordinal);
        Assert.Empty((await stage.OutboxAsync()).OfType<Post>());
    }

    [Fact]
    public async Task Forms_lead_from_nothing_to_the_same_request()
    {
        await using var stage = await Stage.OpenAsync(Engine.Sqlite);
        var form = Form(await stage.RunAsync(stage.Line(InSlack("Olga"), "attach")));
        Assert.Equal("organizations", Assert.IsType<ChoiceField>(Assert.Single(form.Fields)).Lookup);
        form = Form(await stage.RunAsync(Send(stage, form, ("org", ["org-1"]))));
        Assert.Equal(["repositories:org-1", "plans:org-1"], form.Fields.Cast<ChoiceField>().Select(field => field.Lookup));
        form = Form(await stage.RunAsync(Send(stage, form, ("repo", ["r-web", "r-old"]), ("plan", ["p-2"]))));
        Assert.Contains(form.Intro.OfType<Paragraph>(), line => line.Text.ToString().Contains("""{"planid":"p-2","repositoryid":"r-web"}""", StringComparison.Ordinal));
        Assert.IsType<TextField>(Assert.Single(form.Fields));
        await stage.RunAsync(Send(stage, form, ("reason", ["new two words"])));
        var id = (await stage.OutboxAsync()).OfType<Post>().First(post => post.Key is not null).Key![..8];
        var request = await stage.RequestAsync(id);
        Assert.Equal("new two words", request.Reason);
        await stage.SayAsync(InSlack("Anna"), $"approve {id}");
        Assert.Equal(RequestState.Done, await stage.EndAsync(id));
        Assert.Equal(["attach p-2 r-web", "attach p-2 r-old"], stage.Writes);
    }

    [Fact]
    public async Task A_removal_by_form_is_confirmed_by_typing_the_name()
    {
        await using var stage = await Stage.OpenAsync(Engine.Sqlite);
        var form = Form(await stage.RunAsync(stage.Line(InSlack("Olga"), "remove acme/web with data")));
        var field = Assert.IsType<TextField>(Assert.Single(form.Fields));
        Assert.Equal("confirm", field.Name);
        await stage.RunAsync(Send(stage, form, ("confirm", ["acme/web"])));
        Assert.Contains((await stage.OutboxAsync()).OfType<Post>(), post => post.Key is not null && post.Card.Title.Contains("with all its backup data", StringComparison.Ordinal));
    }

    [Fact]
    public async Task At_half_the_time_only_those_who_have_not_answered_are_reminded()
    {
        await using var stage = await Stage.OpenAsync(Engine.Sqlite);
        var id = await stage.AskAsync(Remove);
        await stage.ClickAsync(InSlack("Anna"), $"approve {id}");
        await stage.PassAsync(TimeSpan.FromHours(4));
        var reminded = (await stage.OutboxAsync()).OfType<Whisper>().Where(whisper => whisper.Card.Title == $"{id} waits").Select(whisper => whisper.To.Account);
        Assert.Equal(["ben-teams", "T1/CLEO", "T1/NORA"], reminded.Order(StringComparer.Ordinal).Reverse().Order(StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_partial_success_is_shown_with_a_button_that_asks_for_the_rest()
    {
        await using var stage = await Stage.OpenAsync(Engine.Sqlite, ("Answers:Codes:LI5020", "no licence is left"));
        stage.Service.Main.Ends.Enqueue(WriteEnd.Answered);
        stage.Service.Main.Ends.Enqueue(WriteEnd.Rejected);
        var id = await stage.AskAsync("attach acme/web acme/old to weekly");
        await stage.SayAsync(InSlack("Anna"), $"approve {id}");
        Assert.Equal(RequestState.Partial, await stage.EndAsync(id));
        var card = (await stage.CopiesAsync(id))[$"{id}/1"];
        Assert.Contains("1 done, 1 refused of 2", Of(card), StringComparison.Ordinal);
        var rest = Assert.Single(card.Actions.OfType<Button>());
        Assert.Equal("attach --org org-1 --repo r-old --plan p-2", rest.Command);
        stage.Service.Main.Ends.Clear();
        var again = await stage.AskAsync(rest.Command);
        Assert.Equal(["r-old"], (await stage.RequestAsync(again)).Order.Targets.Select(target => target.Id));
    }

    [Fact]
    public async Task A_code_is_shown_as_it_came_with_the_configured_explanation()
    {
        await using var stage = await Stage.OpenAsync(Engine.Sqlite, ("Answers:Codes:LI5020", "no licence is left"));
        stage.Service.Main.Ends.Enqueue(WriteEnd.CodePerItem);
        var id = await stage.AskAsync("activate acme/web acme/api");
        await stage.SayAsync(InSlack("Anna"), $"approve {id}");
        Assert.Equal(RequestState.Failed, await stage.EndAsync(id));
        Assert.Contains("refused with code LI5020: no licence is left", Of((await stage.CopiesAsync(id))[$"{id}/0"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("attach acme/web to weekly", nameof(WriteEnd.LostAfter), RequestState.Done, 1)]
    [InlineData("attach acme/web to weekly", nameof(WriteEnd.LostBefore), RequestState.Failed, 2)]
    [InlineData("attach acme/web to weekly", nameof(WriteEnd.Silent), RequestState.Done, 1)]
    [InlineData("attach acme/web to weekly", nameof(WriteEnd.SilentUndone), RequestState.Failed, 1)]
    [InlineData("attach acme/web to weekly", nameof(WriteEnd.Rejected), RequestState.Failed, 1)]
    [InlineData("detach acme/api from nightly", nameof(WriteEnd.LostAfter), RequestState.Done, 1)]
    [InlineData("detach acme/api from nightly", nameof(WriteEnd.LostBefore), RequestState.Failed, 2)]
    [InlineData("remove acme/web --confirm acme/web", nameof(WriteEnd.LostAfter), RequestState.Done, 1)]
    [InlineData("remove acme/web --confirm acme/web", nameof(WriteEnd.LostBefore), RequestState.Failed, 2)]
    [InlineData("remove acme/web --confirm acme/web", nameof(WriteEnd.Silent), RequestState.Done, 1)]
    [InlineData("remove acme/web --confirm acme/web", nameof(WriteEnd.SilentUndone), RequestState.Failed, 1)]
    [InlineData("activate acme/web", nameof(WriteEnd.LostAfter), RequestState.Unclear, 1)]
    [InlineData("activate acme/web", nameof(WriteEnd.LostBefore), RequestState.Unclear, 1)]
    [InlineData("deactivate acme/web", nameof(WriteEnd.LostAfter), RequestState.Unclear, 1)]
    [InlineData("activate acme/web", nameof(WriteEnd.Silent), RequestState.Failed, 1)]
    [InlineData("activate acme/web", nameof(WriteEnd.NotSent), RequestState.Expired, 0)]
    public async Task However_a_call_ends_the_service_is_read_before_anything_is_sent_again(string line, string end, RequestState state, int writes)
    {
        await using var stage = await Stage.OpenAsync(Engine.Sqlite);
        stage.Service.Main.Ends.Enqueue(Enum.Parse<WriteEnd>(end));
        var id = await stage.AskAsync(line);
        await stage.ClickAsync(InSlack("Anna"), $"approve {id}");
        await stage.ClickAsync(InTeams("ben"), $"approve {id}");
        Assert.Equal(state, await stage.EndAsync(id, TimeSpan.FromMinutes(7)));
        Assert.Equal(writes, stage.Writes.Count);
    }

    [Fact]
    public async Task What_cannot_be_read_is_said_by_a_person_and_the_rest_is_asked_for_anew()
    {
        await using var stage = await Stage.OpenAsync(Engine.Sqlite);
        stage.Service.Main.Ends.Enqueue(WriteEnd.LostAfter);
        var id = await stage.AskAsync("activate acme/web");
        await stage.ClickAsync(InSlack("Anna"), $"approve {id}");
        Assert.Equal(RequestState.Unclear, await stage.EndAsync(id));
        Assert.Equal([$"settle {id} done", $"settle {id} undone"], (await stage.CopiesAsync(id))[$"{id}/1"].Actions.OfType<Button>().Select(button => button.Command));
        await stage.ClickAsync(InSlack("Cleo"), $"settle {id} undone");
        Assert.Equal(RequestState.Failed, (await stage.RequestAsync(id)).State);
        Assert.Equal(["activate --org org-1 --repo r-web"], (await stage.CopiesAsync(id))[$"{id}/1"].Actions.OfType<Button>().Select(button => button.Command));
        Assert.Single(stage.Writes);
    }

    [Fact]
    public async Task While_the_service_is_down_an_approved_request_waits_and_then_runs_once()
    {
        await using var stage = await Stage.OpenAsync(Engine.Sqlite);
        var id = await stage.AskAsync("activate acme/web");
        stage.Service.Main.Down = true;
        await stage.ClickAsync(InSlack("Anna"), $"approve {id}");
        await stage.PassAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(RequestState.Approved, (await stage.RequestAsync(id)).State);
        stage.Service.Main.Down = false;
        Assert.Equal(RequestState.Done, await stage.EndAsync(id));
        Assert.Single(stage.Writes);
    }

    [Fact]
    public async Task Wherever_a_request_is_shown_people_know_what_they_did()
    {
        await using var stage = await Stage.OpenAsync(Engine.Sqlite);
        var id = await stage.AskAsync("activate acme/web");
        Assert.Empty(await OwnDoingAsync(stage));
        await stage.ClickAsync(InSlack("Anna"), $"approve {id}");
        Assert.Equal(RequestState.Done, await stage.EndAsync(id));
        var expected = new[] { Room, SlackApprovals, TeamsApprovals }.Select(place => $"main org-1 {place} Rita").Order(StringComparer.Ordinal);
        Assert.Equal(expected, (await OwnDoingAsync(stage)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Trying_what_is_not_there_is_in_the_audit_too()
    {
        await using var stage = await Stage.OpenAsync(Engine.Sqlite);
        await stage.ClickAsync(InSlack("Anna"), "approve R-ZZZZZZ");
        var line = Assert.Single(await stage.Audit.ReadAsync(new AuditFilter { Sight = Sight.All, Kind = AuditKind.Refusal }, 0, 10, CancellationToken.None));
        Assert.Equal(("Anna", "Approve of “R-ZZZZZZ” refused: there is no such request."), (line.Entry.Person, line.Entry.What));
    }

    [Fact]
    public async Task The_first_card_promises_nothing_and_has_no_button()
    {
        await using var stage = await Stage.OpenAsync(Engine.Sqlite);
        var id = await stage.AskAsync("activate acme/web");
        var posted = (await stage.OutboxAsync()).OfType<Post>().Where(post => post.Key?.StartsWith(id, StringComparison.Ordinal) == true).ToList();
        Assert.Equal(3, posted.Count);
        Assert.All(posted, post => Assert.Empty(post.Card.Actions));
        Assert.All((await stage.CopiesAsync(id)).Values, card => Assert.Contains(card.Actions.OfType<Button>(), button => button.Label == "Approve"));
    }

    [Fact]
    public async Task Every_step_is_in_the_audit_with_person_account_and_place()
    {
        await using var stage = await Stage.OpenAsync(Engine.Sqlite);
        var id = await stage.AskAsync("activate acme/web --reason OPS-1");
        await stage.ClickAsync(InSlack("Rita"), $"approve {id}");
        await stage.ClickAsync(InSlack("Anna"), $"approve {id}");
        await stage.SayAsync(InSlack("Xeno"), $"approve {id}");
        await stage.EndAsync(id);
        var lines = (await stage.Audit.ReadAsync(new AuditFilter { Sight = Sight.All }, 0, 100, CancellationToken.None)).Reverse().ToList();
        Assert.Equal(
            [AuditKind.Request, AuditKind.Refusal, AuditKind.Decision, AuditKind.Refusal, AuditKind.Execution, AuditKind.Execution, AuditKind.Result, AuditKind.Result],
            lines.Select(line => line.Entry.Kind));
        Assert.Equal(("Anna", "slack:T1/ANNA", "slack:C-APPROVE", $"m-{id}/1", id), (lines[2].Entry.Person, lines[2].Entry.Account, lines[2].Entry.Place, lines[2].Entry.Message, lines[2].Entry.RequestId));
        Assert.Equal("""{"Ids":["r-web"]}""", lines[5].Entry.Detail);
    }

    private static async Task<List<string>> OwnDoingAsync(Stage stage) => (await stage.Host.GetRequiredService<IDatabase>().ReadAsync(
        connection => connection.QueryAsync<string>("SELECT server || ' ' || organization || ' ' || place || ' ' || person FROM own_doing"), CancellationToken.None)).ToList();

    private static Form Form(IEnumerable<Outgoing> says) => Assert.Single(says.OfType<ShowForm>()).Form;

    private static Submitted Send(Stage stage, Form form, params (string Name, string[] Values)[] values) => new()
    {
        DeliveryId = $"{stage.Line(InSlack("Olga"), "").DeliveryId}-f",
        Actor = InSlack("Olga"),
        Place = Room,
        FormId = form.Id,
        Values = values.ToDictionary(pair => pair.Name, IReadOnlyList<string> (pair) => pair.Values, StringComparer.Ordinal),
    };
}
