using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using XoperoBot.Simulator;

namespace XoperoBot.Tests.Faults;

/// <summary>
/// What must hold at the end of a fault run: nothing acknowledged goes unanswered, nothing is decided or carried out twice, nothing is
/// answered or told twice (but for what was on its way when a process was killed or a wire cut, which says that it may be the second), answers come in the order of the
/// questions, and whatever plan failed was told.
/// </summary>
internal sealed partial class FaultVerdict(FaultWorld world, FaultHistory history)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Until everything that was begun has ended, and every plan that failed was told.</summary>
    public async Task SettleAsync()
    {
        var started = Stopwatch.GetTimestamp();
        const string Open = """
            SELECT (SELECT COUNT(*) FROM inbox WHERE done_at IS NULL) + (SELECT COUNT(*) FROM outbox WHERE done_at IS NULL)
              + (SELECT COUNT(*) FROM approval_request WHERE state IN ('Approved', 'Running'))
              + (SELECT COUNT(*) FROM incident_part p WHERE kind = 'PlanFailed' AND NOT EXISTS
                  (SELECT 1 FROM alert_incident t JOIN alert a ON a.id = t.alert WHERE t.incident = p.incident AND a.posted_at IS NOT NULL))
            """;
        while (await CountAsync(Open) is var open && (open != 0 || await CountAsync("SELECT COUNT(DISTINCT subject) FROM incident_part WHERE kind = 'PlanFailed'") < history.FailedPlans.Count))
        {
            Assert.True(
                Stopwatch.GetElapsedTime(started) < Patience,
                $"{open} things never end. {history}\n{world.Tails()}");
            await Task.Delay(200);
        }
    }

    /// <summary>Says how much was done and shown.</summary>
    public async Task<string> CheckAsync()
    {
        var messages = world.Shown();
        var shown = messages.SelectMany((call, at) => Answered().Matches(call.Text).Select(match => (Word: match.Groups["word"].Value, At: at)).Distinct())
            .ToLookup(answer => answer.Word, answer => answer.At, StringComparer.Ordinal);
        foreach (var (word, _, _) in history.Words)
        {
            Assert.True(shown[word].Any(), $"{word} was acknowledged and never answered: {await BecameOfAsync(word)}. {history}");
            OnceUnlessInterrupted(messages, [.. shown[word]], word);
        }

        foreach (var place in FaultWorld.Places)
        {
            var expected = history.Words.Where(word => word.Place == place && word.Sure).Select(word => word.Word).ToList();
            Assert.True(expected.SequenceEqual(expected.OrderBy(word => shown[word].First())), $"{place} was answered out of order. {history}");
        }

        var carriedOut = world.Service.Simulation.Recorder.Requests(SimulatorCall.Activate).Where(request => request.Applied).ToLookup(request => request.Body, StringComparer.Ordinal);
        foreach (var carried in carriedOut)
        {
            Assert.True(carried.Count() == 1, $"{carried.Key} was carried out {carried.Count()} times. {history}");
        }

        var alerts = messages.Index().Where(call => call.Item.Place == FaultWorld.Told && call.Item.Thread is null && !call.Item.Text.Contains("Subscribed", StringComparison.Ordinal)).ToLookup(call => call.Item.Text, call => call.Index, StringComparer.Ordinal);
        foreach (var alert in alerts)
        {
            OnceUnlessInterrupted(messages, [.. alert], alert.Key);
        }

        var posted = await world.QueryAsync<long>("SELECT COUNT(*) FROM alert WHERE posted_at IS NOT NULL");
        Assert.True(posted == alerts.Count, $"{posted} alerts were posted, and shown were\n{string.Join('\n', alerts.Select(alert => alert.Key))}\n{history}");
        Assert.Equal(0, await world.QueryAsync<long>("SELECT COUNT(*) FROM (SELECT 1 FROM approval_decision GROUP BY request_id, human HAVING COUNT(*) > 1) AS twice"));
        Assert.Equal(
            0, await world.QueryAsync<long>("SELECT COUNT(*) FROM (SELECT 1 FROM incident_part WHERE kind = 'PlanFailed' GROUP BY organization, subject HAVING COUNT(*) > 1) AS twice"));
        Assert.Equal(history.FailedPlans.Count, await world.QueryAsync<long>("SELECT COUNT(DISTINCT subject) FROM incident_part WHERE kind = 'PlanFailed'"));
        Assert.Equal(0, await world.QueryAsync<long>("SELECT COUNT(*) FROM (SELECT 1 FROM alert_incident a JOIN incident i ON i.id = a.incident GROUP BY a.incident HAVING COUNT(*) > 1) AS twice"));
        return string.Create(CultureInfo.InvariantCulture, $"{history.Faults} faults, {history.Kills} of them kills; ")
            + string.Create(CultureInfo.InvariantCulture, $"{history.Words.Count} words, {history.Words.Count(word => shown[word.Word].Count() > 1)} of them answered twice; ")
            + string.Create(CultureInfo.InvariantCulture, $"{history.Asked.Count} activations asked, {history.Approved.Count} approved, {carriedOut.Count} carried out; ")
            + string.Create(CultureInfo.InvariantCulture, $"{history.FailedPlans.Count} plans failed, {alerts.Count} alerts, {alerts.Count(alert => alert.Count() > 1)} of them told twice");
    }

    private Task<string> BecameOfAsync(string word) => world.QueryAsync<string>(
        $"""
        SELECT COALESCE((SELECT string_agg(row_to_json(i)::text, ' ') FROM inbox i WHERE delivery_id = 'slack:{word}'), 'not in the inbox') || ' '
          || COALESCE((SELECT string_agg(row_to_json(o)::text, ' ') FROM outbox o WHERE payload LIKE '%{word}%'), 'not in the outbox')
        """);

    /// <summary>Between a message and its repeat something was interrupted, and the repeat says so, even if it comes in first.</summary>
    private void OnceUnlessInterrupted(IReadOnlyList<FaultShown> messages, int[] times, string what)
    {
        Assert.True(times.Count(at => !messages[at].SaysAgain) <= 1, $"{what} was told at {string.Join(" and ", times)}, and more than once as if it were the first time. {history}");
        foreach (var (first, again) in times.Zip(times.Skip(1)))
        {
            Assert.True(
                history.WasInterrupted(first, again),
                $"{what} was told at {first} and again at {again}, and nothing was interrupted meanwhile. {history}");
        }
    }

    private async Task<long> CountAsync(string sql)
    {
        try
        {
            return await world.QueryAsync<long>(sql);
        }
        catch (NpgsqlException)
        {
            return -1;
        }
    }

    [GeneratedRegex("“(?<word>w[0-9]+)”", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Answered();
}
