using Dapper;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Servers;
using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Watch;

/// <summary>An incident that has parts which some places may not know of yet.</summary>
internal sealed record News(string Incident, Trouble Kind, string Server, IReadOnlyList<PartKey> Parts);

/// <summary>What a transaction did to the incidents.</summary>
/// <param name="Touched">Whatever is said about them must be said anew.</param>
/// <param name="News">Opened, reopened or grown.</param>
internal sealed record Ledger(IReadOnlySet<string> Touched, IReadOnlyList<News> News);

/// <summary>Opens, updates and closes incidents, all inside the transaction that stores the reading which showed it.</summary>
internal sealed class IncidentBook(IIds ids, IOptions<WatchOptions> options)
{
    private const int Named = 3;

    private long JoinWindow => (long)(options.Value.GroupWait + options.Value.Interval).TotalMilliseconds;

    /// <param name="session">The reading's transaction.</param>
    /// <param name="server">Whose reading.</param>
    /// <param name="found">What it found.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="isFirst">Nothing was known before: everything found is one incident.</param>
    public async Task<Ledger> ApplyAsync(Session session, string server, Findings found, long now, bool isFirst)
    {
        var work = new Work(session, server, now);
        await CloseAsync(work, found);
        await ChangeAsync(work, found);
        var opened = await ReopenAsync(work, found.Opened);
        if (isFirst && opened.Count > 0)
        {
            await OpenAsync(work, Trouble.FirstContact, Reach.Server, "", opened, found.Plans.Values.Sum());
            opened = [];
        }

        foreach (var kind in opened.GroupBy(part => part.Key.Kind))
        {
            var rest = await JoinAsync(work, kind.Key, [.. kind]);
            foreach (var (reach, parts) in rest.Count == 0 ? [] : OneCause.Divide(rest, found.Plans))
            {
                var organization = reach == Reach.Server ? "" : parts[0].Key.Organization;
                var whole = reach == Reach.Server ? found.Plans.Values.Sum() : found.Plans.GetValueOrDefault(organization);
                await OpenAsync(work, kind.Key, reach, organization, parts, kind.Key.IsOfPlan() && reach != Reach.One ? whole : 0);
            }
        }

        await SettleAsync(work);
        return new Ledger(work.Touched, [.. work.News.Select(pair => new News(pair.Key, pair.Value.Kind, server, pair.Value.Parts))]);
    }

    private static async Task CloseAsync(Work work, Findings found)
    {
        foreach (var group in found.Closed.GroupBy(part => (part.Key.Kind, part.Key.Organization)))
        {
            var how = group.ToDictionary(part => part.Key.Subject, part => part.How, StringComparer.Ordinal);
            foreach (var subjects in how.Keys.Chunk(500))
            {
                var (list, parameters) = Bulk.In(new { work.Now, work.Server, Kind = group.Key.Kind.ToString(), group.Key.Organization }, subjects);
                var closed = await work.QueryAsync<(string Incident, string Subject, string Name)>(
                    $"""
                    UPDATE incident_part SET closed_at = @Now
                    WHERE server = @Server AND kind = @Kind AND organization = @Organization AND subject IN {list} AND closed_at IS NULL
                    RETURNING incident, subject, name
                    """,
                    parameters);
                work.Say(closed.Select(part => (part.Incident, $"{part.Name}: {how[part.Subject]}")), count => $"{Describe.Count(count, "part")} recovered");
            }
        }
    }

    private static async Task ChangeAsync(Work work, Findings found)
    {
        foreach (var change in found.Changed)
        {
            var changed = await work.QueryAsync<(string Incident, string Name)>(
                """
                UPDATE incident_part SET detail = @Detail
                WHERE server = @Server AND kind = @Kind AND organization = @Organization AND subject = @Subject AND closed_at IS NULL
                RETURNING incident, name
                """,
                new { change.Detail, work.Server, Kind = change.Key.Kind.ToString(), change.Key.Organization, change.Key.Subject });
            work.Say(changed.Select(part => (part.Incident, $"{part.Name}, again: {change.Detail}")), count => $"{Describe.Count(count, "part")} again");
        }
    }

    /// <summary>What was closed a short while ago goes on in the same incident; the others are returned.</summary>
    private async Task<List<PartOpened>> ReopenAsync(Work work, List<PartOpened> opened)
    {
        if (opened.Count == 0)
        {
            return opened;
        }

        var since = work.Now - (long)options.Value.ReopenWithin.TotalMilliseconds;
        var recent = (await work.QueryAsync<ClosedPart>(
            """
            SELECT incident, kind, organization, subject FROM incident_part WHERE server = @Server AND closed_at >= @since ORDER BY closed_at
            """,
            new { work.Server, since })).GroupBy(part => part.Key).ToDictionary(group => group.Key, group => group.Last().Incident);
        var rest = new List<PartOpened>();
        foreach (var part in opened)
        {
            if (!recent.TryGetValue(part.Key, out var incident))
            {
                rest.Add(part);
                continue;
            }

            await work.ExecuteAsync(
                """
                UPDATE incident_part SET closed_at = NULL, detail = @Detail, before = @Before, base = @Base, opened_at = @Now
                WHERE incident = @incident AND kind = @Kind AND organization = @Organization AND subject = @Subject
                """,
                new { part.Detail, part.Before, part.Base, work.Now, incident, Kind = part.Key.Kind.ToString(), part.Key.Organization, part.Key.Subject });
            if (work.Reopened.Add(incident))
            {
                await work.ExecuteAsync("UPDATE incident SET flaps = flaps + 1 WHERE id = @incident", new { incident });
            }

            work.Say([(incident, $"{part.Name} is back: {part.Detail}")], count => $"{Describe.Count(count, "part")} back");
            work.Add(incident, part.Key.Kind, part.Key);
        }

        return rest;
    }

    /// <summary>Adds to what went wrong as a whole a moment ago; returns what does not belong there.</summary>
    private async Task<List<PartOpened>> JoinAsync(Work work, Trouble kind, List<PartOpened> opened)
    {
        var wide = (await work.QueryAsync<(string Id, string Organization)>(
            """
            SELECT id, organization FROM incident
            WHERE server = @Server AND kind = @Kind AND reach <> 'One' AND closed_at IS NULL AND opened_at >= @Since ORDER BY opened_at
            """,
            new { work.Server, Kind = kind.ToString(), Since = work.Now - JoinWindow })).ToList();
        if (wide.Count == 0)
        {
            return opened;
        }

        var rest = new List<PartOpened>();
        foreach (var group in opened.GroupBy(part => wide.Find(incident => incident.Organization.Length == 0 || incident.Organization == part.Key.Organization).Id, StringComparer.Ordinal))
        {
            if (group.Key is null)
            {
                rest.AddRange(group);
                continue;
            }

            await InsertPartsAsync(work, group.Key, [.. group]);
            work.Say([(group.Key, $"{Describe.Count(group.Count(), "more part")}")], _ => "");
            foreach (var part in group)
            {
                work.Add(group.Key, kind, part.Key);
            }
        }

        return rest;
    }

    private async Task OpenAsync(Work work, Trouble kind, Reach reach, string organization, IReadOnlyList<PartOpened> parts, int whole)
    {
        var id = $"I-{ids.Short()}";
        await work.ExecuteAsync(
            """
            INSERT INTO incident (id, kind, reach, server, organization, opened_at, changed_at, flaps, whole)
            VALUES (@id, @Kind, @Reach, @Server, @organization, @Now, @Now, 0, @Whole)
            """,
            new { id, Kind = kind.ToString(), Reach = reach.ToString(), work.Server, organization, work.Now, Whole = (long)whole });
        await InsertPartsAsync(work, id, parts);
        var (one, many, verb) = kind.Words();
        work.Say([(id, parts.Count == 1 ? $"{parts[0].Name} {verb}: {parts[0].Detail}".TrimEnd(' ', ':') : kind == Trouble.FirstContact ? $"{Describe.Count(parts.Count, "part")} at first sight" : $"{Describe.Count(parts.Count, one, many)} {verb}")], _ => "");
        foreach (var part in parts)
        {
            work.Add(id, kind, part.Key);
        }
    }

    private static Task InsertPartsAsync(Work work, string incident, IReadOnlyList<PartOpened> parts) => Bulk.InsertAsync(
        work.Session,
        "incident_part (incident, kind, server, organization, subject, name, organization_name, since, opened_at, base, detail, before)",
        "ON CONFLICT DO NOTHING",
        [.. parts.Select(part => new object?[]
        {
            incident, part.Key.Kind.ToString(), work.Server, part.Key.Organization, part.Key.Subject, part.Name, part.OrganizationName,
            part.Since, work.Now, part.Base, part.Detail, part.Before,
        })]);

    /// <summary>An incident is open while one of its parts is. What happened is written down once per incident and reading.</summary>
    private static async Task SettleAsync(Work work)
    {
        foreach (var chunk in work.Touched.Chunk(500))
        {
            var (list, parameters) = Bulk.In(new { work.Now }, chunk);
            var closed = await work.QueryAsync<string>(
                $"""
                UPDATE incident SET changed_at = @Now, closed_at = CASE
                  WHEN EXISTS (SELECT 1 FROM incident_part p WHERE p.incident = incident.id AND p.closed_at IS NULL) THEN NULL
                  ELSE COALESCE(closed_at, @Now) END
                WHERE id IN {list} RETURNING CASE WHEN closed_at IS NULL THEN '' ELSE id END
                """,
                parameters);
            work.Said.AddRange(closed.Where(id => id.Length > 0).Select(id => (id, "Recovered.")));
        }

        await Bulk.InsertAsync(
            work.Session,
            "incident_event (incident, at, said)",
            "",
            [.. work.Said.Select(said => new object?[] { said.Incident, work.Now, said.Text })]);
    }

    /// <summary>One transaction in progress.</summary>
    private sealed class Work(Session session, string server, long now)
    {
        public Session Session => session;

        public string Server => server;

        public long Now => now;

        public HashSet<string> Touched { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Reopened { get; } = new(StringComparer.Ordinal);

        public List<(string Incident, string Text)> Said { get; } = [];

        public Dictionary<string, (Trouble Kind, List<PartKey> Parts)> News { get; } = new(StringComparer.Ordinal);

        public Task<IEnumerable<T>> QueryAsync<T>(string sql, object parameters) => session.Connection.QueryAsync<T>(sql, parameters, session.Transaction);

        public Task<int> ExecuteAsync(string sql, object parameters) => session.Connection.ExecuteAsync(sql, parameters, session.Transaction);

        public void Add(string incident, Trouble kind, PartKey part)
        {
            Touched.Add(incident);
            if (!News.TryGetValue(incident, out var news))
            {
                News[incident] = news = (kind, []);
            }

            news.Parts.Add(part);
        }

        /// <summary>A line per part while they are few, one line for all of an incident's otherwise.</summary>
        public void Say(IEnumerable<(string Incident, string Text)> parts, Func<int, string> summary)
        {
            foreach (var group in parts.GroupBy(part => part.Incident, StringComparer.Ordinal))
            {
                Touched.Add(group.Key);
                var texts = group.Select(part => part.Text).ToList();
                Said.AddRange(texts.Count <= Named ? texts.Select(text => (group.Key, text)) : [(group.Key, summary(texts.Count))]);
            }
        }
    }

    private sealed record ClosedPart(string Incident, string Kind, string Organization, string Subject)
    {
        public PartKey Key => new(Enum.Parse<Trouble>(Kind), Organization, Subject);
    }
}
