using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Access;
using XoperoBot.Core.Approvals;
using XoperoBot.Core.Audit;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;
using XoperoBot.Tests.Approvals;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Access;

/// <summary>Which servers exist for whom.</summary>
public sealed class SightTests
{
    private static readonly (string Key, string Value)[] Two = [("Xopero:Servers:0:Name", "main"), ("Xopero:Servers:1:Name", "vault")];

    [Theory]
    [InlineData("Access:People:0:Servers:0", "vaul", "Access:People:0:Servers:0 is no Name under Xopero:Servers.")]
    [InlineData("Access:People:0:Servers:0", "", "Access:People:0:Servers:0 is no Name under Xopero:Servers.")]
    [InlineData("Access:DefaultServers:0", "vaul", "Access:DefaultServers:0 is no Name under Xopero:Servers.")]
    [InlineData("Access:People:0:Servers", "main", "Access:People:0:Servers is a list: Access:People:0:Servers:0 holds the first name.")]
    [InlineData("Access:DefaultServers", "main", "Access:DefaultServers is a list: Access:DefaultServers:0 holds the first name.")]
    [InlineData("Access:People:0:Server:0", "main", "Access:People:0:Server is a list, and a person has only Roles, Servers, Accounts.")]
    public async Task A_server_that_cannot_be_meant_is_named_by_its_key(string key, string value, string says)
    {
        await using var stage = await Stage.OpenAsync(Engine.Sqlite, [.. Two, (key, value)]);
        var fault = Assert.Throws<OptionsValidationException>(() => stage.Host.GetRequiredService<IOptions<AccessOptions>>().Value);
        Assert.Equal(says, Assert.Single(fault.Failures));
    }

    [Theory]
    [InlineData("T1/RITA", "main", "Access:People:0:Servers:0=main")]
    [InlineData("T1/RITA", "main vault", "Access:People:1:Servers:0=main")]
    [InlineData("T1/RITA", "main", "Access:People:0:Servers:0=MAIN", "Access:DefaultServers:0=vault")]
    [InlineData("T1/RITA", "vault", "Access:DefaultServers:0=vault")]
    [InlineData("T1/RITA", "main vault", "Access:People:0:Servers:0=*", "Access:DefaultServers:0=vault")]
    [InlineData("T1/RITA", "main vault", "Access:People:0:Servers:0=vault", "Access:People:0:Servers:1=main")]
    [InlineData("T1/STRANGER", "main vault", "Access:People:0:Servers:0=vault")]
    [InlineData("T1/STRANGER", "vault", "Access:DefaultServers:0=vault")]
    [InlineData("T1/NINA", "main vault", "Access:People:0:Servers:0=vault")]
    [InlineData("T1/NINA", "vault", "Access:DefaultServers:0=vault")]
    [InlineData("T1/DUP", "", "Access:DefaultServers:0=vault")]
    public async Task A_person_sees_their_own_list_or_the_default_or_all(string account, string sees, params string[] settings)
    {
        await using var stage = await Stage.OpenAsync(Engine.Sqlite, [.. Two, .. settings.Select(setting => (setting[..setting.IndexOf('=', StringComparison.Ordinal)], setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..]))]);
        await stage.Host.GetRequiredService<IDatabase>().WriteAsync(
            async session =>
            {
                await stage.Host.GetRequiredService<PeopleStore>().GrantAsync(session, "Nina", Role.Viewer, new Actor("slack", "T1/NINA", "Nina"));
                return true;
            },
            default);
        var people = stage.Host.GetRequiredService<IPeople>();

        var person = await people.FindAsync(new Actor("slack", account, account), default);

        Assert.Equal(sees.Split(' ', StringSplitOptions.RemoveEmptyEntries), new[] { "main", "vault" }.Where(person.Sight.Sees));
        if ((await people.ListAsync(default)).Named(person.Name) is { } human)
        {
            Assert.Equal(person.Sight.Sees("main"), human.Sight.Sees("main"));
            Assert.Equal(person.Sight.Sees("vault"), human.Sight.Sees("vault"));
        }
    }

    [Fact]
    public void One_covers_another_that_sees_nothing_more()
    {
        var (main, both) = (Sight.Of(["main"]), Sight.Of(["vault", "Main"]));
        Assert.True(Sight.All.Covers(both) && both.Covers(main) && main.Covers(Sight.None) && main.Covers(main));
        Assert.False(both.Covers(Sight.All) || main.Covers(both) || Sight.None.Covers(main));
        Assert.False(both.Sees(Sight.Every));
        Assert.True(Sight.All.Sees(Sight.Every) && Sight.Of(["main", "*"]).IsAll);
    }

    [Fact]
    public async Task An_approval_of_somebody_who_sees_the_server_no_more_is_void_when_it_runs()
    {
        await using var stage = await Stage.OpenAsync(Engine.Sqlite, [.. Two]);
        var id = await stage.AskAsync("activate acme/web");
        Assert.Contains("counts", await stage.SayAsync(Stage.InSlack("Anna"), $"approve {id}"), StringComparison.Ordinal);
        stage.Settings["Access:People:1:Servers:0"] = "vault";
        await stage.RestartAsync();

        Assert.Equal(RequestState.Voided, await stage.EndAsync(id));

        Assert.Empty(stage.Writes);
        Assert.Contains("The approval of Anna no longer counts: sight of the server main is missing.", (await stage.RequestAsync(id)).Because, StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_line_of_the_audit_is_read_by_those_who_see_its_server(Engine engine)
    {
        await using var stage = await Stage.OpenAsync(engine, [.. Two]);
        foreach (var (what, server) in new[] { ("nobody's", ""), ("main's", "Main"), ("vault's", "vault"), ("everybody's", Sight.Every) })
        {
            await stage.Audit.AppendAsync(new AuditEntry(AuditKind.Result, what, server), default);
        }

        await AppendOldAsync(stage);

        Assert.Equal(["nobody's", "main's", "vault's", "everybody's", "old"], await LinesAsync(stage, Sight.All));
        Assert.Equal(["nobody's", "main's"], await LinesAsync(stage, Sight.Of(["main"])));
        Assert.Equal(["nobody's", "main's", "vault's"], await LinesAsync(stage, Sight.Of(["MAIN", "vault"])));
        Assert.Equal(["nobody's"], await LinesAsync(stage, Sight.None));
        Assert.Equal(2, await stage.Audit.CountAsync(new AuditFilter { Sight = Sight.Of(["main"]) }, default));
        Assert.Equal((5, null), ((await stage.Audit.VerifyAsync(default)).Lines, (await stage.Audit.VerifyAsync(default)).Broken));

        await ExecuteAsync(stage, "UPDATE audit SET server = 'main' WHERE what = 'vault''s'");
        Assert.StartsWith("Line 3 is not", (await stage.Audit.VerifyAsync(default)).Broken, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> LinesAsync(Stage stage, Sight sight) =>
        [.. (await stage.Audit.ReadAsync(new AuditFilter { Sight = sight }, 0, 10, default)).Select(line => line.Entry.What).Reverse()];

    // As a version before wrote it: without a server, neither in its row nor in its hash.
    private static Task AppendOldAsync(Stage stage) => stage.Host.GetRequiredService<IDatabase>().WriteAsync(
        async session =>
        {
            var head = await session.Connection.QuerySingleAsync<string>("SELECT hash FROM audit_head", transaction: session.Transaction);
            string?[] parts = [head, "5", "0", "Result", "old", null, null, null, null, null, null];
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(parts))));
            await session.Connection.ExecuteAsync("INSERT INTO audit (sequence, at, kind, what, hash) VALUES (5, 0, 'Result', 'old', @hash)", new { hash }, session.Transaction);
            return await session.Connection.ExecuteAsync("UPDATE audit_head SET sequence = 5, hash = @hash", new { hash }, session.Transaction);
        },
        default);

    private static Task<int> ExecuteAsync(Stage stage, string sql) => stage.Host.GetRequiredService<IDatabase>().WriteAsync(
        session => session.Connection.ExecuteAsync(sql, transaction: session.Transaction), default);
}
