using System.Security.Cryptography;
using System.Text;
using XoperoBot.Core.Chat;

namespace XoperoBot.Core.Approvals;

/// <summary>How an order's targets stand. What people see when they decide is what is compared when it is carried out.</summary>
public sealed record Observation(IReadOnlyList<Seen> Things)
{
    public required DateTimeOffset At { get; init; }

    /// <summary>Something could not be read and stands there as unknown.</summary>
    public bool Incomplete { get; init; }

    /// <summary>Approvals needed beyond the rule's, because of what was seen (a weakened plan, for example).</summary>
    public int MoreApprovers { get; init; }

    /// <summary>Shown above the things: sums, a difference, what weakens.</summary>
    public IReadOnlyList<Element> Notes { get; init; } = [];

    /// <summary>SHA-256 over everything that must not change between the asking and the run, in hexadecimal.</summary>
    public string Digest()
    {
        var text = new StringBuilder();
        foreach (var (thing, label, value) in Bound())
        {
            text.Append(thing.ToUpperInvariant()).Append('\u001f').Append(label).Append('\u001f').Append(value).Append('\u001e');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Everything that differs in <paramref name="now"/> from what was approved, for the things named.</summary>
    public IReadOnlyList<Difference> Compare(Observation now, Func<string, bool>? about = null)
    {
        var before = Index(about);
        var after = now.Index(about);
        return [.. before.Keys.Union(after.Keys)
            .Order()
            .Select(key => (key, Before: before.GetValueOrDefault(key), After: after.GetValueOrDefault(key)))
            .Where(pair => pair.Before.Value != pair.After.Value)
            .Select(pair => new Difference(
                pair.Before.Name ?? pair.After.Name ?? pair.key.Id, pair.key.Label, pair.Before.Value ?? "nothing", pair.After.Value ?? "nothing"))];
    }

    private IEnumerable<(string Id, string Label, string Value)> Bound() =>
        from thing in Things.OrderBy(thing => thing.Id, StringComparer.OrdinalIgnoreCase)
        from fact in thing.Facts.Where(fact => fact.Bound is not null).OrderBy(fact => fact.Label, StringComparer.Ordinal)
        select (thing.Id, fact.Label, fact.Bound!);

    private Dictionary<(string Id, string Label), (string? Name, string? Value)> Index(Func<string, bool>? about) =>
        Things.Where(thing => about?.Invoke(thing.Id) ?? true)
            .SelectMany(thing => thing.Facts.Where(fact => fact.Bound is not null).Select(fact => (thing, fact)))
            .ToDictionary(pair => (pair.thing.Id.ToUpperInvariant(), pair.fact.Label), pair => ((string?)pair.thing.Name, pair.fact.Bound));
}

/// <summary>One thing that the order touches: a repository, a plan.</summary>
public sealed record Seen(string Id, string Name, Tone Tone, IReadOnlyList<SeenFact> Facts)
{
    /// <summary>Ids of the plans that a repository is in; empty when that could not be read.</summary>
    public IReadOnlyList<string> Plans { get; init; } = [];
}

/// <param name="Label">Short; unique for the thing.</param>
/// <param name="Value">Shown; "unknown" where it could not be read.</param>
/// <param name="Bound">What voids the request when it changes, in words that can be shown; null for what may change by itself, as the
/// time of the last success does.</param>
public sealed record SeenFact(string Label, Text Value, string? Bound = null);

/// <summary>Something is not as it was when it was asked for.</summary>
public sealed record Difference(string Thing, string Label, string Before, string Now);
