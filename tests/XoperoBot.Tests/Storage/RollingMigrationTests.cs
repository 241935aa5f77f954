using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using XoperoBot.Core.Storage;
using XoperoBot.Host.Hosting;
using XoperoBot.Tests.Fakes;
using XoperoBot.Tests.Pipeline;

namespace XoperoBot.Tests.Storage;

/// <summary>Old and new version side by side, while the new one brings its tables.</summary>
public sealed partial class RollingMigrationTests
{
    [PostgresFact]
    public async Task The_version_before_goes_on_while_a_newer_one_migrates_and_works_beside_it()
    {
        await using var store = await TestDatabase.CreateAsync(Engine.Postgres);
        var (turns, channel) = (new FakeTurns(), new FakeChannel());
        await using var old = await PipelineHost.StartAsync(store, turns, channel);
        using var stop = new CancellationTokenSource();
        var accepted = 0;
        var traffic = Task.Run(async () =>
        {
            for (; !stop.IsCancellationRequested; accepted++)
            {
                await old.Inbox.AcceptAsync(Say.Typed($"old-{accepted}", $"room{accepted % 5}"), default);
            }
        });

        await Eventually.TrueAsync(() => Volatile.Read(ref accepted) > 20);
        await using var young = await PipelineHost.StartAsync(store, turns, channel, configure: services => services.AddMigration(
            9_999, "a later step", "ALTER TABLE inbox ADD COLUMN later TEXT; CREATE TABLE later (id TEXT PRIMARY KEY)"));
        var before = Volatile.Read(ref accepted);
        await young.Inbox.AcceptAsync(Say.Typed("young", "room1"), default);
        await Eventually.TrueAsync(() => Volatile.Read(ref accepted) > before + 20);
        await stop.CancelAsync();
        await traffic;
        await old.IdleAsync();

        Assert.Equal(accepted + 1, turns.Ran.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(turns.Ran.Distinct(StringComparer.Ordinal).Count(), turns.Ran.Count);
        Assert.Contains("young", turns.Ran);
    }

    [Fact]
    public async Task Every_step_only_adds_so_that_the_version_before_still_works_beside_it()
    {
        await using var app = await BotApplication.BuildAsync(["--environment", "Production"]);
        var statements = app.Services.GetServices<Migration>()
            .SelectMany(migration => migration.Sql.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(sql => (migration.Number, sql)))
            .ToList();
        Assert.True(statements.Count > 20);
        Assert.All(statements, statement => Assert.True(Adds().IsMatch(statement.sql), $"Migration {statement.Number}: {statement.sql}"));
    }

    [Theory]
    [InlineData("DROP TABLE inbox")]
    [InlineData("ALTER TABLE inbox DROP COLUMN payload")]
    [InlineData("ALTER TABLE inbox RENAME COLUMN payload TO body")]
    [InlineData("ALTER TABLE inbox ADD COLUMN body TEXT NOT NULL")]
    [InlineData("UPDATE inbox SET payload = ''")]
    public void What_an_older_version_could_not_bear_would_be_found(string sql) => Assert.DoesNotMatch(Adds(), sql);

    [GeneratedRegex(
        @"^(CREATE TABLE|CREATE (UNIQUE )?INDEX|INSERT INTO)\b|^ALTER TABLE \w+ ADD COLUMN \w+ \w+( NOT NULL DEFAULT \S+)?$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Adds();
}
