using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Approvals;

/// <summary>The table in memory: each gets its sentence, and the service is called as often as it says and no more.</summary>
public sealed class RefusalTests
{
    public static TheoryData<Engine, string> OnSqlite => Rows(Engine.Sqlite);

    public static TheoryData<Engine, string> OnPostgres => Rows(Engine.Postgres);

    [Theory]
    [MemberData(nameof(OnSqlite))]
    public Task Refused_with_its_sentence(Engine engine, string row) => RunAsync(engine, row);

    [PostgresTheory]
    [MemberData(nameof(OnPostgres))]
    public Task Refused_with_its_sentence_on_a_shared_database(Engine engine, string row) => RunAsync(engine, row);

    [Fact]
    public void The_table_is_long_enough() => Assert.True(RefusalTable.Rows.Count >= 60, $"{RefusalTable.Rows.Count} rows");

    private static async Task RunAsync(Engine engine, string row)
    {
        var refusal = RefusalTable.Rows[row];
        await using var stage = await Stage.OpenAsync(engine, MemoryScene.Expand(refusal.Settings));
        await refusal.Act(new MemoryScene(stage));
        for (var i = 0; i < 4; i++)
        {
            await stage.PassAsync(TimeSpan.FromMinutes(6));
        }

        Assert.Equal(refusal.Writes, stage.Writes.Count);
        Assert.Null((await stage.Audit.VerifyAsync(CancellationToken.None)).Broken);
    }

    private static TheoryData<Engine, string> Rows(Engine engine)
    {
        var rows = new TheoryData<Engine, string>();
        foreach (var row in RefusalTable.Rows.Keys)
        {
            rows.Add(engine, row);
        }

        return rows;
    }
}
