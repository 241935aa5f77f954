using Dapper;
using XoperoBot.Core.Storage;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Watch;

/// <summary>A repository in no active plan. Times are Unix milliseconds.</summary>
/// <param name="Id">The service's.</param>
/// <param name="Name">As shown.</param>
/// <param name="Since">First seen so.</param>
/// <param name="LastSuccess">Null for never.</param>
internal sealed record Unprotected(string Id, string Name, long Since, long? LastSuccess);

/// <summary>What a digest wants to know of an organization's repositories: the longest unprotected, and how many have a recent backup.</summary>
internal sealed class RepositoryFigures(long now)
{
    /// <summary>Remembered by name of each organization.</summary>
    public const int MostUnprotected = 20;

    private const long Day = 86_400_000;

    private static readonly long[] Windows = [Day, 7 * Day, 14 * Day, 30 * Day];

    private readonly long[] _succeeded = new long[Windows.Length];
    private readonly SortedSet<Unprotected> _oldest = new(Comparer<Unprotected>.Create(Compare));
    private long _protected;

    public void TakeProtected(Repository repository)
    {
        _protected++;
        var at = repository.LastSuccessfulBackup?.ToUnixTimeMilliseconds() ?? 0;
        for (var i = 0; i < Windows.Length; i++)
        {
            _succeeded[i] += now - at <= Windows[i] ? 1 : 0;
        }
    }

    public void TakeUnprotected(Repository repository, long since)
    {
        _oldest.Add(new Unprotected(repository.Id, repository.Name, since, repository.LastSuccessfulBackup?.ToUnixTimeMilliseconds()));
        if (_oldest.Count > MostUnprotected)
        {
            _oldest.Remove(_oldest.Max!);
        }
    }

    public async Task SaveAsync(Session session, string server, string organization)
    {
        await session.Connection.ExecuteAsync(
            """
            INSERT INTO watch_success (server, organization, day1, day7, day14, day30, whole)
            VALUES (@server, @organization, @Day1, @Day7, @Day14, @Day30, @Whole)
            ON CONFLICT (server, organization) DO UPDATE SET day1 = excluded.day1, day7 = excluded.day7, day14 = excluded.day14,
              day30 = excluded.day30, whole = excluded.whole
            """,
            new { server, organization, Day1 = _succeeded[0], Day7 = _succeeded[1], Day14 = _succeeded[2], Day30 = _succeeded[3], Whole = _protected },
            session.Transaction);
        var stored = (await session.Connection.QueryAsync<Unprotected>(
            "SELECT id, name, since, last_success AS LastSuccess FROM watch_unprotected WHERE server = @server AND organization = @organization",
            new { server, organization },
            session.Transaction)).ToHashSet();
        if (stored.SetEquals(_oldest))
        {
            return;
        }

        await session.Connection.ExecuteAsync(
            "DELETE FROM watch_unprotected WHERE server = @server AND organization = @organization", new { server, organization }, session.Transaction);
        await Bulk.InsertAsync(
            session,
            "watch_unprotected (server, organization, id, name, since, last_success)",
            "",
            [.. _oldest.Select(one => new object?[] { server, organization, one.Id, one.Name, one.Since, one.LastSuccess })]);
    }

    // Of those that were found together, the ones without any backup matter most.
    private static int Compare(Unprotected one, Unprotected other) => (one.Since, one.LastSuccess ?? 0).CompareTo((other.Since, other.LastSuccess ?? 0)) switch
    {
        0 when string.Compare(one.Name, other.Name, StringComparison.OrdinalIgnoreCase) is not 0 and var byName => byName,
        0 => string.CompareOrdinal(one.Id, other.Id),
        var bySince => bySince,
    };
}
