using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;
using XoperoBot.Core.Servers;
using XoperoBot.Core.Storage;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Watch;

/// <summary>
/// Reads one server and stores what changed. The agenda keeps one item per server and gives it to one process at a time, so a server
/// is never read twice at once. The incidents, what is said of them and the reading itself are one transaction.
/// </summary>
internal sealed partial class PassHandler(
    IManagementServices services,
    WatchStore store,
    IncidentBook book,
    Alerts alerts,
    Agenda agenda,
    RandomNumberGenerator random,
    IOptions<WatchOptions> options,
    TimeProvider time,
    ILogger<PassHandler> logger) : IAgendaHandler, IDisposable
{
    public const string KindName = "watch-pass";

    /// <summary>Readings of repositories that a first reading of a large server asks for do not begin all at once.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan NoRoom = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _room = new(options.Value.Parallel);

    public string Kind => KindName;

    public static AgendaItem Item(string server, DateTimeOffset due) => new($"watch/pass/{server}", KindName, due, server);

    public async Task<AgendaResult> RunAsync(AgendaItem item, CancellationToken cancellationToken)
    {
        if (services.Find(item.Body) is not { } service)
        {
            return AgendaResult.Done;
        }

        if (!await _room.WaitAsync(0, cancellationToken))
        {
            return new AgendaResult(item with { Due = time.GetUtcNow() + NoRoom });
        }

        try
        {
            return await ReadAsync(item, service, cancellationToken);
        }
        finally
        {
            _room.Release();
        }
    }

    public void Dispose() => _room.Dispose();

    private async Task<AgendaResult> ReadAsync(AgendaItem item, IManagementService service, CancellationToken cancellationToken)
    {
        var state = await store.LoadAsync(service.Name, cancellationToken);
        var begun = time.GetUtcNow();
        using var patience = new CancellationTokenSource(options.Value.Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var found = new Comparison(state, begun.ToUnixTimeMilliseconds(), options.Value);
            await foreach (var organization in service.ListOrganizationsAsync(either.Token))
            {
                found.Take(organization);
            }

            found.End();
            return Passed(item, state, found, begun);
        }
        catch (XoperoException fault)
        {
            return Failed(item, state, fault, begun);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return Failed(item, state, ServerReader.Late(service, options.Value.Patience), begun);
        }
    }

    private AgendaResult Passed(AgendaItem item, ServerState state, Comparison found, DateTimeOffset begun)
    {
        var now = begun.ToUnixTimeMilliseconds();
        var row = new ServerRow(state.Server, state.Pass + 1, now, now, 0, 0, Fault: null);
        var unwatched = Unwatched(state, found, begun);
        foreach (var kind in new[] { Trouble.ServiceUnreachable, Trouble.AccountRefused, Trouble.NotWatched })
        {
            if (state.Open.ContainsKey(PartKey.OfServer(kind)))
            {
                found.Findings.Closed.Add((PartKey.OfServer(kind), kind == Trouble.NotWatched ? Meanwhile(found) : "it answers again"));
            }
        }

        Log.Passed(logger, state.Server, found.Plans.Count, found.Findings.Opened.Count, found.Findings.Closed.Count);
        return new AgendaResult(item with { Due = begun + Pause(begun) })
        {
            Stores = [session => StoreAsync(session, state, row, found, unwatched, now)],
        };
    }

    private async Task StoreAsync(Session session, ServerState state, ServerRow row, Comparison found, Findings? unwatched, long now)
    {
        if (!await WatchStore.SaveServerAsync(session, row))
        {
            Log.Overtaken(logger, state.Server);
            return;
        }

        await WatchStore.SaveAsync(session, state.Server, found, now);
        if (unwatched is not null)
        {
            // It is over as it is found out: one message says from when to when.
            var over = new Findings { Closed = { (PartKey.OfServer(Trouble.NotWatched), Meanwhile(found)) } };
            await alerts.TellAsync(session, await book.ApplyAsync(session, state.Server, unwatched, now, isFirst: false), now);
            await alerts.TellAsync(session, await book.ApplyAsync(session, state.Server, over, now, isFirst: false), now);
        }

        if (!found.Findings.IsEmpty)
        {
            await alerts.TellAsync(session, await book.ApplyAsync(session, state.Server, found.Findings, now, state.PassedAt == 0), now);
        }

        var due = DateTimeOffset.FromUnixTimeMilliseconds(now);
        foreach (var organization in found.ReadRepositories.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            await agenda.AddAsync(session, RepositoriesHandler.Item(state.Server, organization, due));
            due += Apart;
        }

        session.AfterCommit(() => Commit(state, row, found));
    }

    private static void Commit(ServerState state, ServerRow row, Comparison? found)
    {
        found?.Commit();
        if (found is not null)
        {
            foreach (var kind in new[] { Trouble.ServiceUnreachable, Trouble.AccountRefused, Trouble.NotWatched })
            {
                state.Open.Remove(PartKey.OfServer(kind));
            }
        }

        (state.Pass, state.PassedAt, state.Failures, state.FailingSince) = (row.Pass, row.PassedAt, (int)row.Failures, row.FailingSince);
    }

    private AgendaResult Failed(AgendaItem item, ServerState state, XoperoException fault, DateTimeOffset begun)
    {
        var now = begun.ToUnixTimeMilliseconds();
        var since = state.Failures == 0 ? now : state.FailingSince;
        var row = new ServerRow(state.Server, state.Pass + 1, now, state.PassedAt, state.Failures + 1, since, fault.Fault.ToString());
        Log.Failed(logger, state.Server, fault.Fault, fault.Status, row.Failures);
        var findings = Outage(state, fault, row);
        var wait = options.Value.Interval * Math.Pow(2, Math.Min(state.Failures, 16));
        var longest = options.Value.SlowestInterval > options.Value.Interval ? options.Value.SlowestInterval : options.Value.Interval;
        wait = wait > longest ? longest : wait;
        wait = fault.RetryAfter > wait ? (fault.RetryAfter.Value > longest ? longest : fault.RetryAfter.Value) : wait;
        return new AgendaResult(item with { Due = time.GetUtcNow() + Early(wait) })
        {
            Stores = [async session =>
            {
                if (await WatchStore.SaveServerAsync(session, row))
                {
                    await alerts.TellAsync(session, await book.ApplyAsync(session, state.Server, findings, now, isFirst: false), now);
                    session.AfterCommit(() =>
                    {
                        Commit(state, row, found: null);
                        findings.Closed.ForEach(part => state.Open.Remove(part.Key));
                        findings.Opened.ForEach(part => state.Open[part.Key] = new OpenPart(now, 0));
                    });
                }
            }],
        };
    }

    /// <summary>A server that refuses the account answers, so only one of the two holds.</summary>
    private Findings Outage(ServerState state, XoperoException fault, ServerRow row)
    {
        var findings = new Findings();
        var refused = fault.Fault is XoperoFault.LoginRefused or XoperoFault.Forbidden;
        var key = PartKey.OfServer(refused ? Trouble.AccountRefused : Trouble.ServiceUnreachable);
        var other = PartKey.OfServer(refused ? Trouble.ServiceUnreachable : Trouble.AccountRefused);
        if (state.Open.ContainsKey(key) || (!refused && (state.Open.ContainsKey(other) || row.Failures < options.Value.UnreachableAfter)))
        {
            return findings;
        }

        if (state.Open.ContainsKey(other))
        {
            findings.Closed.Add((other, "it answers, but refuses the account"));
        }

        findings.Opened.Add(new PartOpened(key)
        {
            Name = state.Server,
            Since = row.FailingSince,
            Detail = fault.Message,
            Before = state.PassedAt == 0 ? "never read" : $"last read {new Time(DateTimeOffset.FromUnixTimeMilliseconds(state.PassedAt))}",
        });
        return findings;
    }

    /// <summary>Null when there was no longer gap than usual, or when an open incident says why there was.</summary>
    private Findings? Unwatched(ServerState state, Comparison found, DateTimeOffset now)
    {
        var gap = now - DateTimeOffset.FromUnixTimeMilliseconds(state.PassedAt);
        if (state.PassedAt == 0 || gap <= options.Value.Interval * options.Value.NotWatchedAfter
            || state.Open.Keys.Any(key => key.Kind.IsOfServer()))
        {
            return null;
        }

        var findings = new Findings();
        findings.Opened.Add(new PartOpened(PartKey.OfServer(Trouble.NotWatched))
        {
            Name = state.Server,
            Since = state.PassedAt,
            Detail = $"nothing was watched for {PlanWords.Span(gap)}; meanwhile: {Meanwhile(found)}",
        });
        return findings;
    }

    private static string Meanwhile(Comparison found)
    {
        var opened = found.Findings.Opened.Where(part => part.Key.Kind.IsOfPlan()).GroupBy(part => part.Key.Kind)
            .Select(group => $"{Describe.Count(group.Count(), "plan")} {group.Key.Words().Verb}");
        var recovered = found.Findings.Closed.Count(part => part.Key.Kind.IsOfPlan());
        return string.Join(", ",
        [
            $"{Describe.Count(found.Runs.Count, "plan")} finished a run",
            .. opened,
            .. recovered > 0 ? [$"{recovered.ToString("N0", CultureInfo.InvariantCulture)} recovered"] : Array.Empty<string>(),
        ]);
    }

    /// <summary>The interval; longer, in bounds, for a server that takes its time.</summary>
    private TimeSpan Pause(DateTimeOffset begun)
    {
        var interval = options.Value.Interval;
        var took = time.GetUtcNow() - begun;
        var most = interval * (options.Value.NotWatchedAfter / 2.0);
        var slow = took * 2 > interval ? took * 2 : interval;
        return Early(slow > most && most > interval ? most : slow);
    }

    /// <summary>Up to a tenth earlier, so that servers do not stay in step, and never later than promised.</summary>
    private TimeSpan Early(TimeSpan wait)
    {
        Span<byte> chance = stackalloc byte[1];
        random.GetBytes(chance);
        return wait * (1 - (chance[0] / 2560.0));
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "Server {Server} read: {Changed} plans changed, {Opened} troubles began, {Closed} ended")]
        public static partial void Passed(ILogger logger, string server, int changed, int opened, int closed);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Server {Server} could not be read: {Fault} (status {Status}), {Failures} in a row")]
        public static partial void Failed(ILogger logger, string server, XoperoFault fault, int? status, long failures);

        [LoggerMessage(Level = LogLevel.Information, Message = "The reading of server {Server} was overtaken; the next one counts")]
        public static partial void Overtaken(ILogger logger, string server);
    }
}
