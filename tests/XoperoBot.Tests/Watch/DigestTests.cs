using Microsoft.Extensions.DependencyInjection;
using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Storage;
using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Watch;

/// <summary>The clock starts on a Monday at midnight, UTC; plans run at ten in the evening.</summary>
public sealed class DigestTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Theory, OnSqlite, OnPostgres]
    public async Task A_daily_digest_says_out_loud_that_all_is_well(Engine engine)
    {
        await using var world = await StartAsync(engine);
        await world.SayAsync("digest daily 08:00");
        await world.RunAsync(3 * Day);

        Assert.Equal(3, world.Posts.Count());
        Assert.All(world.Posts, post => Assert.Equal(("Backup digest", Tone.Good, false), (post.Card.Title, post.Card.Tone, post.Notify)));
        Assert.All(world.Posts, post => Assert.Equal("All is well: nothing is wrong with any of 4 plans, and every repository is protected.", post.Card.Summary));
        Assert.Equal(["4 plans"], world.Posts.Last().Card.Elements.OfType<Facts>().Single().List.Select(fact => fact.Value.ToString()));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Every_plan_is_in_it_and_those_that_are_not_well_come_first(Engine engine)
    {
        await using var world = await StartAsync(engine);
        await world.SayAsync("digest daily 08:00");
        await world.RunAsync(Day + TimeSpan.FromHours(9));
        world.Script.AddRepository("acme", "brand-new", atOnce: true);
        world.Script.NextRun("acme", "plan3", RunOutcome.Warning);
        world.Script.FailPlan("acme", "plan1");
        await world.RunAsync(TimeSpan.FromHours(1));
        world.Script.NextRun("acme", "plan2", RunOutcome.Error);
        world.Script.NextRun("acme", "plan1", RunOutcome.Success);
        await world.RunAsync(Day);

        var card = world.Posts.Last().Card;
        Assert.Equal(Tone.Bad, card.Tone);
        Assert.True(world.Posts.Last().Notify);
        Assert.StartsWith("3 of 4 plans are not well. Open: 1 plan failed, ", card.Summary, StringComparison.Ordinal);
        Assert.Contains("1 repository unprotected", card.Summary);
        var lists = card.Elements.OfType<Items>().ToList();
        Assert.Equal(["acme/plan2", "acme/plan3", "acme/plan1"], lists[0].List.Select(item => item.Title));
        Assert.StartsWith("failed: 0 successful, 0 with warnings, 1 failed · last finished 2026-03-03 22:04 UTC", lists[0].List[0].Details.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("finished with warnings: ", lists[0].List[1].Details.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("successfully finished at last, but failed before: ", lists[0].List[2].Details.ToString(), StringComparison.Ordinal);
        Assert.Contains("1 of 2 runs failed", lists[0].List[2].Details.ToString());
        Assert.Equal("acme/brand-new", Assert.Single(lists[1].List).Title);
        Assert.EndsWith("last successful backup never", lists[1].List[0].Details.ToString(), StringComparison.Ordinal);
        Assert.Contains(card.Elements.OfType<Meter>(), meter => meter.Caption == "4 of 5 (80 %)" && meter.Tone == Tone.Bad);
    }

    [Fact]
    public async Task Shares_are_given_for_the_vendors_windows_and_drawn_as_a_trend()
    {
        await using var world = await StartAsync(Engine.Sqlite);
        await world.RunAsync(10 * Day);
        world.Script.AddRepository("acme", "brand-new", atOnce: true);
        world.Script.NextRun("acme", "plan0", RunOutcome.Error);
        await world.RunAsync(Day + TimeSpan.FromHours(6));
        var card = Card(await world.SayAsync("digest now", Role.Viewer));

        var table = Assert.Single(card.Elements.OfType<Table>());
        Assert.Equal(
            [
                "24 hours|4 of 5 (80 %)|3 of 4 (75 %)|3 of 4 (75 %)", "7 days|4 of 4 (100 %)|4 of 4 (100 %)|4 of 4 (100 %)",
                "14 days|not watched yet|4 of 4 (100 %)|4 of 4 (100 %)", "30 days|not watched yet|4 of 4 (100 %)|4 of 4 (100 %)",
            ],
            table.Rows.Select(row => string.Join('|', row)));
        Assert.Equal([Tone.Bad, Tone.Good, Tone.Good, Tone.Good], table.RowTones);
        var charts = card.Elements.OfType<Chart>().ToList();
        Assert.Equal([(100.0, Tone.Good), (80.0, Tone.Bad), (80.0, Tone.Bad)], charts[0].Points.TakeLast(3).Select(point => (point.Value, point.Tone)));
        Assert.Equal([100.0, 75.0], charts[1].Points.TakeLast(2).Select(point => point.Value));
        Assert.All(charts, chart => Assert.InRange(chart.Points.Count, 10, 15));
    }

    [Fact]
    public async Task What_is_oldest_unprotected_stays_oldest()
    {
        await using var world = await StartAsync(Engine.Sqlite);
        foreach (var name in new[] { "zulu", "yankee", "alpha" })
        {
            world.Script.AddRepository("acme", name, atOnce: true);
            await world.RunAsync(Day);
        }

        var oldest = Card(await world.SayAsync("digest now")).Elements.OfType<Items>().Last();
        Assert.Equal(["acme/zulu", "acme/yankee", "acme/alpha"], oldest.List.Select(item => item.Title));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Missed_ones_come_once_and_marked_late(Engine engine)
    {
        await using var world = await StartAsync(engine);
        await world.SayAsync("digest daily 08:00 Europe/Warsaw");
        await world.RunAsync(Day);
        await world.KillAsync();
        world.Script.FailPlan("acme", "plan1");
        world.Time.Advance(3 * Day);
        await world.BootAsync();
        await world.RunAsync(TimeSpan.FromHours(1));

        Assert.Equal(2, world.Posts.Count());
        var late = world.Posts.Last().Card;
        Assert.Equal("Backup digest (late)", late.Title);
        Assert.Equal(
            "Late: this was due 2026-03-03 07:00 UTC, when nothing could be sent. It stands for 2 later ones as well.",
            late.Elements.OfType<Notice>().First().Text.ToString());
        Assert.EndsWith("Late: this was due 2026-03-03 07:00 UTC.", late.Summary, StringComparison.Ordinal);

        await world.RunAsync(Day);
        Assert.Equal(3, world.Posts.Count());
        Assert.Equal("Backup digest", world.Posts.Last().Card.Title);
    }

    [Fact]
    public async Task What_was_seen_while_a_digest_was_told_is_in_that_or_in_the_next()
    {
        await using var world = await StartAsync(Engine.Sqlite, ("Interval", "00:01:00"));
        await world.SayAsync("digest daily 08:00");
        await world.RunAsync(TimeSpan.FromHours(8) - TimeSpan.FromSeconds(5));
        world.Script.FailPlan("acme", "plan1");
        await world.RunAsync(TimeSpan.FromMinutes(2));
        world.Script.SucceedPlan("acme", "plan1");
        await world.RunAsync(Day);

        Assert.Contains(world.Posts, post => Plans(post).Any(item => item.Title == "acme/plan1" && item.Details.ToString().Contains("failed")));
    }

    [PostgresFact]
    public async Task Two_processes_tell_it_once_and_each_picks_up_what_the_other_was_told()
    {
        await using var world = await StartAsync(Engine.Postgres);
        await using var other = await world.OpenAsync();
        await world.SayAsync("digest daily 08:00");
        world.Time.Advance(TimeSpan.FromHours(8));
        var worker = other.GetRequiredService<AgendaWorker>();
        for (var round = 0; round < 5; round++)
        {
            await Task.WhenAll(worker.RunDueAsync(default), world.Get<AgendaWorker>().RunDueAsync(default));
            world.Time.Advance(TimeSpan.FromMinutes(1));
        }

        await world.DeliverAsync();
        Assert.Single(world.Posts, post => post.Card.Title == "Backup digest");

        world.Time.Advance(Day);
        for (var round = 0; round < 5; round++)
        {
            await worker.RunDueAsync(default);
            world.Time.Advance(TimeSpan.FromMinutes(1));
        }

        await world.DeliverAsync();
        Assert.Equal(2, world.Posts.Count(post => post.Card.Title.StartsWith("Backup digest", StringComparison.Ordinal)));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_place_that_is_gone_gets_none_and_administrators_hear_of_it_once(Engine engine)
    {
        await using var world = await StartAsync(engine);
        var gone = new Place("test", "gone");
        await world.SayAsync("subscribe all");
        await world.SayAsync("subscribe acme", place: gone);
        await world.SayAsync("digest daily 08:00", place: gone);
        var listener = Assert.Single(world.Get<IEnumerable<IPlaceGone>>());
        await world.Database.WriteAsync((Func<Session, Task>)(session => listener.OnGoneAsync(gone, new Refused("archived", "Unarchive it."), session)), default);
        await world.RunAsync(Day);

        var told = Assert.Single(world.Posts);
        Assert.Equal(("A place cannot be reached", WatchWorld.Room), (told.Card.Title, told.Place));
        var shown = Card(await world.SayAsync("digest", place: gone));
        Assert.Contains("archived: Unarchive it.", shown.Elements.OfType<Facts>().Single().List[0].Value.ToString());
        await world.SayAsync("digest daily 08:00", place: gone);
        await world.RunAsync(Day);
        Assert.Equal(gone, world.Posts.Last().Place);
    }

    [Fact]
    public async Task A_place_that_subscribed_to_a_part_gets_a_digest_of_that_part()
    {
        await using var world = await WatchWorld.StartAsync(Engine.Sqlite, [IncidentTests.Organization("acme", 4), IncidentTests.Organization("globex", 4)], 1, ("Interval", "00:05:00"));
        await world.RunAsync(TimeSpan.FromHours(3));
        world.Script.FailPlan("globex", "plan1");
        world.Script.FailPlan("acme", "plan2");
        await world.RunAsync(TimeSpan.FromMinutes(10));
        await world.SayAsync("subscribe globex");
        await world.SayAsync("subscribe plan main/acme/plan3");
        var card = Card(await world.SayAsync("digest now"));

        Assert.StartsWith("1 of 5 plans is not well.", card.Summary, StringComparison.Ordinal);
        Assert.Equal("globex/plan1", card.Elements.OfType<Items>().First().List.Single().Title);
        Assert.Contains(card.Elements.OfType<Meter>(), meter => meter.Caption == "4 of 4 (100 %)");
    }

    [Fact]
    public async Task The_zone_is_the_persons_unless_another_is_said_and_the_confirmation_shows_the_next()
    {
        await using var world = await StartAsync(Engine.Sqlite, ("Zone", "Asia/Tokyo"));

        Assert.Equal("This place gets a digest every day at 08:00 (America/New_York). The next one: Mon 2026-03-02 08:00 America/New_York.", Card(await world.SayAsync("digest daily 08:00", zone: "Eastern Standard Time")).Summary);
        Assert.Equal("This place gets a digest every day at 08:00 (Asia/Tokyo). The next one: Tue 2026-03-03 08:00 Asia/Tokyo.", Card(await world.SayAsync("digest daily 08:00")).Summary);
        Assert.Contains("(Europe/Warsaw)", Card(await world.SayAsync("digest weekly mon 08:00 europe/warsaw", zone: "Asia/Tokyo")).Summary);
        var near = Card(await world.SayAsync("digest weekly mon 08:00 Europe/Warsav"));
        Assert.Contains(near.Actions.OfType<Button>(), button => button.Command == "digest weekly --at 08:00 --days mon --zone Europe/Warsaw");
        Assert.Contains("every Monday at 08:00 (Europe/Warsaw)", Card(await world.SayAsync("digest")).Summary);
    }

    [Fact]
    public async Task What_is_left_out_is_asked_for_and_off_is_off()
    {
        await using var world = await StartAsync(Engine.Sqlite);
        Assert.Equal("This place gets no digest.", Card(await world.SayAsync("digest", Role.Viewer)).Summary);
        var form = Assert.IsType<ShowForm>(Assert.Single(await world.SayAsync("digest weekly", zone: "Europe/Warsaw"))).Form;
        Assert.Equal(["days", "at", "zone"], form.Fields.Select(field => field.Name));
        Assert.Equal("Europe/Warsaw", Assert.Single(((ChoiceField)form.Fields[2]).Selected).Value);
        Assert.Equal(["at"], Assert.IsType<ShowForm>(Assert.Single(await world.SayAsync("digest daily mon Europe/Warsaw"))).Form.Fields.Select(field => field.Name));

        await world.SayAsync("digest daily 08:00");
        await world.SayAsync("digest off");
        await world.RunAsync(2 * Day);
        Assert.Empty(world.Posts);
    }

    [Theory]
    [InlineData("digest daily 08:00")]
    [InlineData("digest daily")]
    [InlineData("digest off")]
    public async Task A_shared_places_digest_is_changed_by_those_who_may(string line)
    {
        await using var world = await StartAsync(Engine.Sqlite);

        Assert.Contains("Operator", Card(await world.SayAsync(line, Role.Viewer)).Summary);
    }

    private static Task<WatchWorld> StartAsync(Engine engine, params (string Key, string Value)[] settings) =>
        WatchWorld.StartAsync(engine, [IncidentTests.Organization("acme", 4)], 1, [("RepositoriesEvery", "06:00:00"), .. settings.Any(setting => setting.Key == "Interval") ? settings : [("Interval", "00:30:00"), .. settings]]);

    private static Card Card(IReadOnlyList<Outgoing> says) => Assert.Single(says) switch
    {
        Post post => post.Card,
        Whisper whisper => whisper.Card,
        var other => throw new InvalidOperationException($"no card: {other}"),
    };

    private static IEnumerable<Item> Plans(Post post) => post.Card.Elements.OfType<Items>().SelectMany(items => items.List);
}
