using System.Globalization;
using System.Text.Json.Nodes;
using XoperoBot.Core.Approvals;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Servers;
using XoperoBot.Xopero;

namespace XoperoBot.Core.Features.ModifyPlan;

/// <summary>
/// Reads what can be read of a plan, which is little: that it is listed, its name, metadata, and which repositories it takes. That,
/// and the baseline that the change was made from, is what an approval is bound to.
/// </summary>
internal sealed class PlanObserver(IManagementServices services, ServerReader reader, BaselineStore baselines, TimeProvider time)
{
    public const string PlanFact = "plan";
    public const string BaselineFact = "baseline";
    public const string ChangesFact = "changes";
    public const string Nothing = "nothing";

    private const int MostRows = 40;
    private const int LongestValue = 200;

    public IManagementService Service(Order order) => services.Find(order.Server)
        ?? throw new XoperoException(XoperoFault.Unreachable, order.Server, $"The server {order.Server} is no longer configured.") { NothingSent = true };

    public async Task<Observation> ObserveAsync(Order order, CancellationToken cancellationToken)
    {
        var plan = order.Targets[0];
        var read = await ReadAsync(order, plan, cancellationToken);
        var baseline = await baselines.FindAsync(order.Server, plan.Id, cancellationToken);
        var now = Definition.Read(order.Definition!);
        var before = baseline is null ? now : Definition.Read(baseline.Body);
        var changes = PlanDifference.Of(before, now);
        var weaker = Weakening.Of(before, now, changes);
        var weakerThanRead = read.Weakens(now);
        var strays = baseline is null ? [] : read.Strays(before);
        return new Observation([Thing(plan, read, baseline, changes.Count + strays.Count)])
        {
            At = time.GetUtcNow(),
            Incomplete = read.Takes is null,
            MoreApprovers = weaker.Count + weakerThanRead.Count > 0 ? 1 : 0,
            Notes = [.. Notes(baseline, changes, weaker, weakerThanRead, strays)],
        };
    }

    /// <summary>Where a definition is not what the service shows of the plan, as sentences.</summary>
    public async Task<IReadOnlyList<string>> StraysAsync(Order order, JsonObject definition, CancellationToken cancellationToken) =>
        (await ReadAsync(order, order.Targets[0], cancellationToken)).Strays(definition);

    /// <summary>Ids of the repositories that the service shows in a plan now.</summary>
    public async Task<IReadOnlyList<string>> RepositoriesAsync(Order order, CancellationToken cancellationToken) =>
        (await RepositoryObserver.AssignedAsync(Service(order), order, cancellationToken)).FirstOrDefault(plan => Same(plan.Id, order.Targets[0].Id))?.RepositoryIds ?? [];

    /// <summary>The difference, row by row, with what it does to protection.</summary>
    public static IEnumerable<Element> Rows(IReadOnlyList<Change> changes, IReadOnlyDictionary<string, string> weaker, string caption)
    {
        if (changes.Count == 0)
        {
            yield break;
        }

        var shown = changes.OrderByDescending(change => weaker.ContainsKey(change.Path)).Take(MostRows).ToList();
        yield return new Table(
            ["Path", "Was", "Will be", "Protection"],
            [.. shown.Select(change => new Text[] { change.Path, Short(change.Before), Short(change.Now), weaker.TryGetValue(change.Path, out var why) ? $"weaker: {why}" : Harmless(change) })])
        {
            Caption = caption,
            RowTones = [.. shown.Select(change => weaker.ContainsKey(change.Path) ? Tone.Bad : Tone.Neutral)],
        };
        if (changes.Count > shown.Count)
        {
            yield return new Paragraph($"and {changes.Count - shown.Count} more changes, {changes.Count} in all");
        }
    }

    private async Task<PlanReading> ReadAsync(Order order, Target plan, CancellationToken cancellationToken)
    {
        var service = Service(order);
        var reading = await reader.ReadAsync(service, cancellationToken);
        if (reading.Fault is { } fault)
        {
            throw fault;
        }

        var listed = reading.Organizations.FirstOrDefault(item => Same(item.Id, order.OrganizationId))?.Plans.FirstOrDefault(item => Same(item.Id, plan.Id));
        try
        {
            var plans = await RepositoryObserver.AssignedAsync(service, order, cancellationToken);
            return new PlanReading(listed, plans.FirstOrDefault(item => Same(item.Id, plan.Id)) ?? new AssignedPlan { Id = plan.Id, Name = plan.Name });
        }
        catch (XoperoException)
        {
            return new PlanReading(listed, Takes: null);
        }
    }

    private static Seen Thing(Target plan, PlanReading read, Baseline? baseline, int differences)
    {
        var name = read.Listed?.Name ?? "not listed";
        var takes = read.Takes switch { null => "unknown", { IncludeAllRepositories: true } => "every repository", _ => "chosen repositories" };
        var count = read.Takes is { } taken ? taken.RepositoryIds.Count.ToString("N0", CultureInfo.InvariantCulture) : "unknown";
        var bound = read.Takes is { } bind ? $"{count} ({Definition.Digest(string.Join('\n', bind.RepositoryIds.Select(id => id.ToUpperInvariant()).Order(StringComparer.Ordinal)))})" : "unknown";
        var metadata = read.Listed?.IncludeMetadata switch { true => "yes", false => "no", null => "unknown" };
        return new Seen(plan.Id, $"Plan {plan.Name}", read.Listed is null ? Tone.Unknown : Tone.Neutral,
        [
            new SeenFact(PlanFact, name, name),
            new SeenFact("active", "unknown, the service does not say it"),
            new SeenFact("takes", takes, takes),
            new SeenFact("repositories", count, bound),
            new SeenFact("metadata", metadata, metadata),
            new SeenFact(BaselineFact, baseline?.Words ?? "none", baseline?.Words ?? "none"),
            new SeenFact(ChangesFact, differences == 0 ? Nothing : differences.ToString("N0", CultureInfo.InvariantCulture)),
        ]);
    }

    private static IEnumerable<Element> Notes(
        Baseline? baseline,
        IReadOnlyList<Change> changes,
        IReadOnlyDictionary<string, string> weaker,
        IReadOnlyList<string> weakerThanRead,
        IReadOnlyList<string> strays)
    {
        if (baseline is null)
        {
            yield break;
        }

        foreach (var stray in strays)
        {
            yield return new Notice(Tone.Warning, $"The baseline is not what the service shows: {stray}");
        }

        var weakenings = weaker.Select(pair => $"{pair.Key}: {pair.Value}").Concat(weakerThanRead).ToList();
        if (weakenings.Count > 0)
        {
            yield return new Notice(Tone.Bad, $"Weakens protection, so one more person must approve. {string.Join("; ", weakenings)}.");
        }

        foreach (var element in Rows(changes, weaker, "What changes against the baseline"))
        {
            yield return element;
        }

        var origin = baseline.RequestId is { } request ? $"made by {request} of {baseline.GivenBy} " : $"given by {baseline.GivenBy} ";
        yield return new Paragraph(Text.Of($"Baseline {baseline.Words}, {origin}", new Time(baseline.At), ". The service offers no way to read a plan back.")) { Muted = true };
    }

    private static string Harmless(Change change) => change.Path == "$.workerId" ? "another worker" : "";

    private static string Short(string? json) => json is null ? "nothing"
        : json.Length <= LongestValue ? json
        : $"{json[..LongestValue]}… ({json.Length} characters)";

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
