using Dapper;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Access;

/// <summary>Roles and accounts that were given at run time.</summary>
internal sealed class PeopleStore(IDatabase database, TimeProvider time)
{
    public const int Migration = 300;

    /// <summary>Names and accounts are compared without case, so their keys are written in lower case.</summary>
    public const string Schema = """
        CREATE TABLE person_grant (person TEXT PRIMARY KEY, name TEXT NOT NULL, roles BIGINT NOT NULL, at BIGINT NOT NULL);
        CREATE TABLE person_account (account TEXT PRIMARY KEY, channel TEXT NOT NULL, id TEXT NOT NULL, person TEXT NOT NULL, at BIGINT NOT NULL);
        CREATE INDEX person_account_person ON person_account (person)
        """;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The human to whom an account was given; null for none.</summary>
    public async ValueTask<Granted?> FindAsync(Actor account, CancellationToken cancellationToken) => (await database.ReadAsync(
        connection => connection.QueryAsync<Row>(
            """
            SELECT person_grant.name AS Name, person_grant.roles AS Roles FROM person_account JOIN person_grant ON person_grant.person = person_account.person
            WHERE person_account.account = @account
            """,
            new { account = Lower(account.Key) }),
        cancellationToken)).Select(row => new Granted(row.Name, (Role)row.Roles, [])).FirstOrDefault();

    /// <summary>The roles that were given to somebody of that name.</summary>
    public async ValueTask<Role> RolesOfAsync(string person, CancellationToken cancellationToken) => (Role)await database.ReadAsync(
        connection => connection.ExecuteScalarAsync<long>("SELECT roles FROM person_grant WHERE person = @person", new { person = Lower(person) }), cancellationToken);

    /// <summary>What was given to somebody of that name; null for nothing.</summary>
    public async ValueTask<Granted?> FindAsync(string person, CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken)).FirstOrDefault(granted => string.Equals(granted.Name, person, StringComparison.OrdinalIgnoreCase));

    public ValueTask<IReadOnlyList<Granted>> ListAsync(CancellationToken cancellationToken) => new(database.ReadAsync(ListAsync, cancellationToken));

    /// <summary>Gives roles, and an account if there is one.</summary>
    public async Task GrantAsync(Session session, string person, Role roles, Actor? account)
    {
        await session.Connection.ExecuteAsync(
            """
            INSERT INTO person_grant (person, name, roles, at) VALUES (@Key, @person, @roles, @Now)
            ON CONFLICT (person) DO UPDATE SET roles = person_grant.roles | excluded.roles, at = excluded.at
            """,
            new { Key = Lower(person), person, roles = (long)roles, Now },
            session.Transaction);
        if (account is not null)
        {
            await session.Connection.ExecuteAsync(
                "INSERT INTO person_account (account, channel, id, person, at) VALUES (@Key, @Channel, @Account, @Person, @Now) ON CONFLICT (account) DO NOTHING",
                new { Key = Lower(account.Key), account.Channel, account.Account, Person = Lower(person), Now },
                session.Transaction);
        }
    }

    /// <summary>Takes roles back; somebody without roles and accounts left is forgotten.</summary>
    public async Task RevokeAsync(Session session, string person, Role roles, Actor? account)
    {
        var key = Lower(person);
        await session.Connection.ExecuteAsync(
            "UPDATE person_grant SET roles = roles & @kept, at = @Now WHERE person = @key", new { key, kept = (long)~roles, Now }, session.Transaction);
        if (account is not null)
        {
            await session.Connection.ExecuteAsync(
                "DELETE FROM person_account WHERE account = @Account AND person = @key", new { Account = Lower(account.Key), key }, session.Transaction);
        }

        await session.Connection.ExecuteAsync(
            "DELETE FROM person_grant WHERE person = @key AND roles = 0 AND NOT EXISTS (SELECT 1 FROM person_account WHERE person = @key)",
            new { key },
            session.Transaction);
    }

    private static async Task<IReadOnlyList<Granted>> ListAsync(System.Data.Common.DbConnection connection)
    {
        var accounts = (await connection.QueryAsync<AccountRow>("SELECT person AS Person, channel AS Channel, id AS Id FROM person_account ORDER BY account"))
            .ToLookup(row => row.Person, StringComparer.Ordinal);
        return
        [
            .. (await connection.QueryAsync<Row>("SELECT name AS Name, roles AS Roles FROM person_grant ORDER BY person")).Select(row => new Granted(
                row.Name, (Role)row.Roles, [.. accounts[Lower(row.Name)].Select(account => new Actor(account.Channel, account.Id, row.Name))])),
        ];
    }

    private static string Lower(string text) => text.ToLowerInvariant();

    private sealed record Row(string Name, long Roles);

    private sealed record AccountRow(string Person, string Channel, string Id);
}

/// <summary>What was given to one human at run time.</summary>
internal sealed record Granted(string Name, Role Roles, IReadOnlyList<Actor> Accounts);
