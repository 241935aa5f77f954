using Microsoft.Extensions.DependencyInjection;
using XoperoBot.Core.Storage;
using XoperoBot.Playground;
using XoperoBot.Playground.Transcript;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Channels.Playground;

public sealed class TranscriptStoreTests
{
    private static readonly Player Olaf = new("operator", "Olaf", "Operator");
    private static readonly Seat Seat = new(Olaf, PlaygroundApp.Room, "Room", IsPersonal: false);

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_added_is_read_in_order_by_those_who_may_see_it(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        await using var provider = await OpenAsync(database);
        var store = provider.GetRequiredService<TranscriptStore>();
        await store.AddAsync(new Draft(null, PlaygroundApp.Room, "operator", null, new SaidLine("first")), default);
        await store.AddAsync(new Draft(null, PlaygroundApp.Room, null, "admin", new SaidLine("for Amir alone")), default);
        await store.AddAsync(new Draft(null, new("playground", "dm-admin"), null, null, new SaidLine("elsewhere")), default);
        var card = await store.AddAsync(new Draft(null, PlaygroundApp.Room, null, null, new ShownCard(SampleCards.Repositories)), default);

        var shown = await store.LatestAsync(Seat, long.MaxValue, 10, default);

        Assert.Equal(["m1", "m4"], shown.Select(entry => entry.Id));
        Assert.Equal(SampleCards.Repositories.Title, Assert.IsType<ShownCard>(shown[1].Content).Card.Title);
        Assert.Equal(4, await store.LastChangeAsync(default));
        Assert.Null(await store.FindAsync("m2", Seat, default));
        Assert.Null(await store.FindAsync("m3", Seat, default));
        Assert.Equal(card.At.ToUnixTimeMilliseconds(), (await store.FindAsync("m4", Seat, default))!.At.ToUnixTimeMilliseconds());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_change_keeps_its_place_and_is_news(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        await using var provider = await OpenAsync(database);
        var store = provider.GetRequiredService<TranscriptStore>();
        await store.AddAsync(new Draft("a", PlaygroundApp.Room, null, null, new SaidLine("one")), default);
        await store.AddAsync(new Draft("b", PlaygroundApp.Room, null, null, new SaidLine("two")), default);
        await store.AddAsync(new Draft("a", PlaygroundApp.Room, null, null, new SaidLine("never")), default);
        await store.ChangeAsync("a", _ => new SaidLine("uno"), default);

        Assert.Equal([new SaidLine("uno"), new SaidLine("two")], (await store.LatestAsync(Seat, long.MaxValue, 10, default)).Select(entry => entry.Content));
        Assert.Equal(["b", "a"], (await store.ChangedAfterAsync([PlaygroundApp.Room], Olaf, 1, 10, default)).Select(entry => entry.Id));
        Assert.Null(await store.ChangeAsync("c", entry => entry.Content, default));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Many_at_once_get_a_number_each(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        await using var provider = await OpenAsync(database);
        await using var other = await OpenAsync(database);
        var stores = new[] { provider, other }.Select(process => process.GetRequiredService<TranscriptStore>()).ToList();

        await Task.WhenAll(Enumerable.Range(0, 60).Select(number =>
            stores[number % 2].AddAsync(new Draft(null, PlaygroundApp.Room, null, null, new SaidLine($"{number}")), default)));

        Assert.Equal(Enumerable.Range(1, 60).Select(number => (long)number), (await stores[0].LatestAsync(Seat, long.MaxValue, 100, default)).Select(entry => entry.Ordinal));
    }

    private static Task<ServiceProvider> OpenAsync(TestDatabase database) => database.OpenAsync(services =>
    {
        services.AddMigration(TranscriptSchema.Number, "playground transcript", TranscriptSchema.Sql);
        services.AddSingleton<LiveFeed>();
        services.AddSingleton<TranscriptStore>();
    });
}
