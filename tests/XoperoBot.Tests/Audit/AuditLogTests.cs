using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using XoperoBot.Core.Access;
using XoperoBot.Core.Audit;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;
using XoperoBot.Tests.Approvals;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Audit;

public sealed class AuditLogTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_chain_that_nobody_touched_is_proved(Engine engine)
    {
        await using var stage = await FilledAsync(engine, 5);
        var proof = await stage.Audit.VerifyAsync(CancellationToken.None);
        Assert.Equal((5, null), (proof.Lines, proof.Broken));
        Assert.Equal(64, proof.Head.Length);
    }

    [Theory]
    [InlineData("UPDATE audit SET what = 'another' WHERE sequence = 3", "Line 3 is not what was written")]
    [InlineData("UPDATE audit SET person = NULL WHERE sequence = 2", "Line 2 is not what was written")]
    [InlineData("UPDATE audit SET at = at + 1 WHERE sequence = 4", "Line 4 is not what was written")]
    [InlineData("UPDATE audit SET hash = 'x' WHERE sequence = 5", "Line 5 is not what was written")]
    [InlineData("DELETE FROM audit WHERE sequence = 3", "Line 3 is missing")]
    [InlineData("DELETE FROM audit WHERE sequence = 1", "Line 1 is missing")]
    [InlineData("DELETE FROM audit WHERE sequence = 5", "Line 5 is missing; 5 lines were written")]
    [InlineData("DELETE FROM audit", "Line 1 is missing")]
    [InlineData("UPDATE audit SET sequence = 99 WHERE sequence = 2; UPDATE audit SET sequence = 2 WHERE sequence = 3; UPDATE audit SET sequence = 3 WHERE sequence = 99", "Line 2 is not what was written")]
    [InlineData("DELETE FROM audit_head", "knows the last line is gone")]
    [InlineData("UPDATE audit_head SET hash = 'x'", "Line 5 is not the one that was written last")]
    public async Task The_first_broken_line_is_named(string sql, string says)
    {
        foreach (var engine in PostgresServer.SkipReason is null ? new[] { Engine.Sqlite, Engine.Postgres } : [Engine.Sqlite])
        {
            await using var stage = await FilledAsync(engine, 5);
            await stage.Host.GetRequiredService<IDatabase>().WriteAsync(session => session.Connection.ExecuteAsync(sql, transaction: session.Transaction), CancellationToken.None);
            Assert.StartsWith(says.Split(' ')[0] == "knows" ? "The row that" : says, (await stage.Audit.VerifyAsync(CancellationToken.None)).Broken, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_line_that_was_rewritten_together_with_its_hash_breaks_the_next()
    {
        await using var stage = await FilledAsync(Engine.Sqlite, 5);
        await using var other = await FilledAsync(Engine.Sqlite, 2);
        await other.Audit.AppendAsync(Entry(99), CancellationToken.None);
        var forged = (await other.Audit.ReadAsync(new AuditFilter { Sight = Sight.All }, 0, 1, CancellationToken.None))[0];
        await stage.Host.GetRequiredService<IDatabase>().WriteAsync(
            session => session.Connection.ExecuteAsync(
                "UPDATE audit SET what = @What, hash = @Hash WHERE sequence = 3", new { forged.Entry.What, forged.Hash }, session.Transaction),
            CancellationToken.None);
        Assert.StartsWith("Line 4 is not what was written", (await stage.Audit.VerifyAsync(CancellationToken.None)).Broken, StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Lines_added_at_once_stand_in_one_order_without_gaps(Engine engine)
    {
        await using var stage = await FilledAsync(engine, 0);
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(() => stage.Audit.AppendAsync(Entry(i), CancellationToken.None))));
        Assert.Equal((60, null), ((await stage.Audit.VerifyAsync(CancellationToken.None)).Lines, (await stage.Audit.VerifyAsync(CancellationToken.None)).Broken));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_line_of_a_transaction_that_fails_was_never_there(Engine engine)
    {
        await using var stage = await FilledAsync(engine, 2);
        await Assert.ThrowsAsync<InvalidOperationException>(() => stage.Host.GetRequiredService<IDatabase>().WriteAsync(
            async session =>
            {
                await stage.Audit.AppendAsync(session, Entry(9));
                throw new InvalidOperationException();
            },
            CancellationToken.None));
        Assert.Equal((2, null), ((await stage.Audit.VerifyAsync(CancellationToken.None)).Lines, (await stage.Audit.VerifyAsync(CancellationToken.None)).Broken));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Filters_combine(Engine engine)
    {
        await using var stage = await FilledAsync(engine, 5);
        stage.Time.Advance(TimeSpan.FromDays(2));
        await stage.Audit.AppendAsync(new AuditEntry(AuditKind.Refusal, "100 % of it_ refused", "") { Person = "Zoë", RequestId = "R-AAAAAA" }, CancellationToken.None);
        Assert.Equal(1, await stage.Audit.CountAsync(new AuditFilter { Sight = Sight.All, Person = "zoë" }, CancellationToken.None) + (engine == Engine.Sqlite ? await stage.Audit.CountAsync(new AuditFilter { Sight = Sight.All, Person = "Zoë" }, CancellationToken.None) - 1 : 0));
        Assert.Equal(1, await stage.Audit.CountAsync(new AuditFilter { Sight = Sight.All, Kind = AuditKind.Refusal, Since = stage.Time.GetUtcNow() - TimeSpan.FromDays(1), Text = "% OF it_" }, CancellationToken.None));
        Assert.Equal(0, await stage.Audit.CountAsync(new AuditFilter { Sight = Sight.All, Kind = AuditKind.Decision, RequestId = "R-AAAAAA" }, CancellationToken.None));
        Assert.Equal([6L, 5L], (await stage.Audit.ReadAsync(new AuditFilter { Sight = Sight.All }, 0, 2, CancellationToken.None)).Select(line => line.Sequence));
    }

    [Fact]
    public async Task A_change_of_people_or_rules_is_on_record_at_the_next_start_and_holds_no_secret()
    {
        await using var stage = await Stage.OpenAsync(Engine.Sqlite, ("Xopero:Servers:0:Password", "hunter2"));
        async Task StartAsync()
        {
            foreach (var service in stage.Host.GetServices<IHostedService>().OfType<ConfigurationAudit>())
            {
                await service.StartAsync(CancellationToken.None);
            }
        }

        await StartAsync();
        await stage.RestartAsync();
        await StartAsync();
        var only = Assert.Single(await stage.Audit.ReadAsync(new AuditFilter { Sight = Sight.All, Kind = AuditKind.Configuration }, 0, 10, CancellationToken.None));
        Assert.Contains("T1/ANNA", only.Entry.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", only.Entry.Detail, StringComparison.Ordinal);
        stage.Settings["Access:People:5:Roles:0"] = "Approver";
        await stage.RestartAsync();
        await StartAsync();
        Assert.Equal(2, await stage.Audit.CountAsync(new AuditFilter { Sight = Sight.All, Kind = AuditKind.Configuration }, CancellationToken.None));
    }

    [Fact]
    public async Task The_chat_shows_it_filtered_and_as_a_file()
    {
        await using var stage = await FilledAsync(Engine.Sqlite, 15);
        Assert.Contains("15 lines 1–10 of 15", await stage.SayAsync(Stage.InSlack("Vic"), "audit"), StringComparison.Ordinal);
        Assert.Contains("1 line", await stage.SayAsync(Stage.InSlack("Vic"), "audit --text \"number 7\""), StringComparison.Ordinal);
        Assert.Contains("--kind takes one of", await stage.SayAsync(Stage.InSlack("Vic"), "audit --kind nonsense"), StringComparison.Ordinal);
        Assert.Contains("--since takes", await stage.SayAsync(Stage.InSlack("Vic"), "audit --since never"), StringComparison.Ordinal);
        Assert.Contains("looks like R-", await stage.SayAsync(Stage.InSlack("Vic"), "audit something else"), StringComparison.Ordinal);
        var file = Assert.Single((await stage.RunAsync(stage.Line(Stage.InSlack("Vic"), "audit --csv"))).OfType<SendFile>());
        using var reader = new StreamReader((await stage.Host.GetRequiredService<IFileStore>().OpenAsync(file.FileId, CancellationToken.None))!);
        Assert.Equal(17, (await reader.ReadToEndAsync()).Split("\r\n").Length);
    }

    private static AuditEntry Entry(int number) => new(AuditKind.Decision, $"Number {number}", "") { Person = "Anna", Account = "slack:T1/ANNA", Place = "slack:C1" };

    private static async Task<Stage> FilledAsync(Engine engine, int lines)
    {
        var stage = await Stage.OpenAsync(engine);
        for (var i = 0; i < lines; i++)
        {
            await stage.Audit.AppendAsync(Entry(i), CancellationToken.None);
        }

        return stage;
    }
}
