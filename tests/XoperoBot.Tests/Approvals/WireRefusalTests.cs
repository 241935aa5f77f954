using XoperoBot.Tests.Fakes;
using XoperoBot.Tests.Stories;

namespace XoperoBot.Tests.Approvals;

/// <summary>
/// The table at the wire of the booted bot, on every product and both databases: each act gets its sentence, and the service is called as
/// often as the row says and no more. Played as a whole when its first row is judged.
/// </summary>
public abstract class WireFixture : IAsyncLifetime
{
    private readonly Lazy<Task<WireStage>> _stage;

    private protected WireFixture(Engine engine, Func<FastTime, Task<(ChatDriver Chat, ChatDriver Elsewhere)>> products) => _stage = new(async () =>
    {
        var time = WireStage.NewTime();
        var (chat, elsewhere) = await products(time);
        var stage = new WireStage(chat, elsewhere, time);
        await stage.PlayAsync(engine);
        return stage;
    });

    public async Task JudgeAsync(string row) => await (await _stage.Value).JudgeAsync(row);

    public async Task JudgeCardsAsync() => await (await _stage.Value).JudgeCardsAsync();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_stage.IsValueCreated)
        {
            await (await _stage.Value).DisposeAsync();
        }
    }

    private protected static async Task<(ChatDriver Chat, ChatDriver Elsewhere)> SlackAsync(FastTime time) => (new SlackDriver(await FakeSlack.StartAsync(), time: time), new PlaygroundDriver());

    private protected static async Task<(ChatDriver Chat, ChatDriver Elsewhere)> TeamsAsync(FastTime time) => (new TeamsDriver(await FakeBotFramework.StartAsync(time)), new PlaygroundDriver());

    private protected static async Task<(ChatDriver Chat, ChatDriver Elsewhere)> PlaygroundAsync(FastTime time) => (new PlaygroundDriver(), new SlackDriver(await FakeSlack.StartAsync(), time: time));
}

public sealed class SlackOnSqlite() : WireFixture(Engine.Sqlite, SlackAsync);

public sealed class SlackOnPostgres() : WireFixture(Engine.Postgres, SlackAsync);

public sealed class TeamsOnSqlite() : WireFixture(Engine.Sqlite, TeamsAsync);

public sealed class TeamsOnPostgres() : WireFixture(Engine.Postgres, TeamsAsync);

public sealed class PlaygroundOnSqlite() : WireFixture(Engine.Sqlite, PlaygroundAsync);

public sealed class PlaygroundOnPostgres() : WireFixture(Engine.Postgres, PlaygroundAsync);

public static class RefusalRows
{
    public static TheoryData<string> All => [.. RefusalTable.Rows.Keys];
}

public abstract class SqliteWireTests<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : WireFixture
{
    [Theory]
    [MemberData(nameof(RefusalRows.All), MemberType = typeof(RefusalRows))]
    public Task Refused_with_its_sentence(string row) => fixture.JudgeAsync(row);

    [Fact]
    public Task What_is_over_has_no_live_button_and_the_record_holds() => fixture.JudgeCardsAsync();
}

public abstract class PostgresWireTests<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : WireFixture
{
    [PostgresTheory]
    [MemberData(nameof(RefusalRows.All), MemberType = typeof(RefusalRows))]
    public Task Refused_with_its_sentence(string row) => fixture.JudgeAsync(row);

    [PostgresFact]
    public Task What_is_over_has_no_live_button_and_the_record_holds() => fixture.JudgeCardsAsync();
}

public sealed class SlackRefusalTests(SlackOnSqlite fixture) : SqliteWireTests<SlackOnSqlite>(fixture);

public sealed class SlackRefusalOnPostgresTests(SlackOnPostgres fixture) : PostgresWireTests<SlackOnPostgres>(fixture);

public sealed class TeamsRefusalTests(TeamsOnSqlite fixture) : SqliteWireTests<TeamsOnSqlite>(fixture);

public sealed class TeamsRefusalOnPostgresTests(TeamsOnPostgres fixture) : PostgresWireTests<TeamsOnPostgres>(fixture);

public sealed class PlaygroundRefusalTests(PlaygroundOnSqlite fixture) : SqliteWireTests<PlaygroundOnSqlite>(fixture);

public sealed class PlaygroundRefusalOnPostgresTests(PlaygroundOnPostgres fixture) : PostgresWireTests<PlaygroundOnPostgres>(fixture);
