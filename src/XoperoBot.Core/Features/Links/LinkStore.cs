using System.Security.Cryptography;
using System.Text;
using Dapper;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Features.Links;

/// <summary>Two accounts on their way to be one human's.</summary>
/// <param name="Id">What the buttons carry. Knowing it allows nothing: only the two accounts can say yes.</param>
/// <param name="Person">The human, by the account that began.</param>
/// <param name="From">The account that began, and where it did.</param>
/// <param name="Until">When it lapses.</param>
internal sealed record Linking(string Id, string Person, Side From, DateTimeOffset Until)
{
    /// <summary>The account that named the code; null while none did.</summary>
    public Side? To { get; init; }

    public bool FromAgrees { get; init; }

    public bool ToAgrees { get; init; }

    public bool Ended { get; init; }
}

/// <summary>An account and where it was met.</summary>
internal sealed record Side(Actor Account, Place Place, string? Thread);

/// <summary>Links that are being made. The code itself is not stored, only its hash.</summary>
internal sealed class LinkStore(IDatabase database)
{
    public const string Schema = "CREATE TABLE account_link (id TEXT PRIMARY KEY, code TEXT NOT NULL, body TEXT NOT NULL, until_at BIGINT NOT NULL)";

    public static Task OpenAsync(Session session, Linking linking, string code) => session.Connection.ExecuteAsync(
        "INSERT INTO account_link (id, code, body, until_at) VALUES (@Id, @Code, @Body, @Until)",
        new { linking.Id, Code = Hash(code), Body = StoredJson.Write(linking), Until = linking.Until.ToUnixTimeMilliseconds() },
        session.Transaction);

    /// <summary>Replaces what was read, unless somebody else was faster.</summary>
    public static async Task<bool> ReplaceAsync(Session session, Linking before, Linking after) => await session.Connection.ExecuteAsync(
        "UPDATE account_link SET body = @After WHERE id = @Id AND body = @Before",
        new { before.Id, Before = StoredJson.Write(before), After = StoredJson.Write(after) },
        session.Transaction) == 1;

    public Task<Linking?> FindByCodeAsync(string code, CancellationToken cancellationToken) => FindAsync("code", Hash(code), cancellationToken);

    public Task<Linking?> FindAsync(string id, CancellationToken cancellationToken) => FindAsync("id", id, cancellationToken);

    private async Task<Linking?> FindAsync(string column, string value, CancellationToken cancellationToken) =>
        await database.ReadAsync(connection => connection.QueryFirstOrDefaultAsync<string>($"SELECT body FROM account_link WHERE {column} = @value", new { value }), cancellationToken) is { } body
        && StoredJson.TryRead<Linking>(body, out var linking)
            ? linking
            : null;

    private static string Hash(string code) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
}
