using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;
using XoperoBot.Simulator;
using XoperoBot.Tests.Fakes;
using XoperoBot.Tests.Faults;
using XoperoBot.Tests.Stories;

namespace XoperoBot.Tests.Storage;

/// <summary><c>database copy</c>, as whoever moves to PostgreSQL runs it.</summary>
public sealed class DatabaseCopyTests
{
    [PostgresFact]
    public async Task A_used_file_is_copied_whole_and_the_bot_goes_on_with_it()
    {
        await using var slack = new SlackDriver(await FakeSlack.StartAsync());
        await using var service = await SimulatorApp.StartAsync(new SimulatorOptions(), TimeProvider.System);
        await using var file = await TestDatabase.CreateAsync(Engine.Sqlite);
        await using var target = await TestDatabase.CreateAsync(Engine.Postgres);
        KeyValuePair<string, string?>[] bot = [.. slack.Settings, .. BotProcess.Watching(service)];
        await using (var first = await BotProcess.StartAsync([.. bot, .. file.Settings]))
        {
            slack.Meet(first.Address);
            await slack.SayAsync("operator", "activate acme/search-api");
            var request = await slack.SeeAsync("ada", "Waits for 1 more approval");
            await slack.SayAsync("operator", "repos acme --csv");
            await Eventually.TrueAsync(async () => await ScalarAsync(file, "SELECT COUNT(*) FROM file_parts") > 0);

            // A running bot would go on writing into the file.
            var (busy, said) = await CopyAsync(file.ConnectionString, target.ConnectionString);
            Assert.Equal(1, busy);
            Assert.Contains("Nothing was copied. Another process uses the database file", said, StringComparison.Ordinal);
            Assert.Equal(0, (await first.StopAsync()).Exit);
            Assert.NotNull(request);
        }

        var (exit, output) = await CopyAsync(file.ConnectionString, target.ConnectionString);

        Assert.True(exit == 0, output);
        Assert.Contains("the counts are equal and the audit holds", output, StringComparison.Ordinal);
        foreach (var table in new[] { "inbox", "outbox", "audit", "approval_request", "watch_plan", "file_parts", "agenda", "messages" })
        {
            var rows = await ScalarAsync(file, $"SELECT COUNT(*) FROM {table}");
            Assert.Equal(rows, await ScalarAsync(target, $"SELECT COUNT(*) FROM {table}"));
            Assert.True(rows > 0 || table == "messages", $"{table} has nothing to copy, so its copy proves nothing.");
        }

        var (again, refused) = await CopyAsync(file.ConnectionString, target.ConnectionString);
        Assert.Equal(1, again);
        Assert.Contains("is not empty", refused, StringComparison.Ordinal);

        // The request that waited in the file is approved in the copy.
        await using var second = await BotProcess.StartAsync([.. bot, .. target.Settings]);
        slack.Meet(second.Address);
        await slack.PressAsync("ada", await slack.SeeAsync("ada", "Waits for 1 more approval"), "Approve");
        await slack.SeeAsync("operator", "1 done of 1");
        Assert.Single(service.Simulation.Recorder.Requests(SimulatorCall.Activate));
    }

    [PostgresFact]
    public async Task A_file_whose_audit_was_changed_is_not_copied_and_the_target_stays_empty()
    {
        await using var file = await TestDatabase.CreateAsync(Engine.Sqlite);
        await using var target = await TestDatabase.CreateAsync(Engine.Postgres);
        await using (var service = await SimulatorApp.StartAsync(new SimulatorOptions(), TimeProvider.System))
        await using (var bot = await BotProcess.StartAsync([.. BotProcess.Watching(service), .. file.Settings, new("urls", "http://127.0.0.1:0")]))
        {
            await bot.StopAsync();
        }

        await using (var connection = new SqliteConnection(file.ConnectionString))
        {
            Assert.Equal(1, await connection.ExecuteAsync("UPDATE audit SET what = 'something else' WHERE sequence = 1"));
        }

        var (exit, output) = await CopyAsync(file.ConnectionString, target.ConnectionString);

        Assert.Equal(1, exit);
        Assert.Contains("Line 1 is not what was written", output, StringComparison.Ordinal);
        Assert.Equal(0, await ScalarAsync(target, "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'public'"));
    }

    [Theory]
    [InlineData("Usage: database copy", "database", "copy")]
    [InlineData("Usage: database copy", "database", "copy", "--from", "Data Source=a.db")]
    [InlineData("There is no database file", "database", "copy", "--from", "Data Source=there-is-none.db", "--to", "Host=127.0.0.1;Port=1")]
    public async Task What_cannot_be_copied_is_said_in_one_sentence(string sentence, params string[] line)
    {
        var (exit, output) = await BotProcess.RunAsync(line);
        Assert.Equal(1, exit);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    private static Task<(int Exit, string Output)> CopyAsync(string from, string to) => BotProcess.RunAsync("database", "copy", "--from", from, "--to", to);

    private static async Task<long> ScalarAsync(TestDatabase database, string sql)
    {
        await using System.Data.Common.DbConnection connection = database.Engine == Engine.Sqlite
            ? new SqliteConnection(database.ConnectionString)
            : new NpgsqlConnection(database.ConnectionString);
        return await connection.ExecuteScalarAsync<long>(sql);
    }
}
