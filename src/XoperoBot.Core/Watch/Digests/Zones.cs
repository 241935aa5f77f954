using XoperoBot.Core.Access;
using XoperoBot.Core.Chat;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Watch.Digests;

/// <summary>Time zones by their IANA or Windows ids.</summary>
internal static class Zones
{
    private const int LongestId = 80;

    /// <summary>Null for an id that nobody knows. Case does not matter, nor whether words are joined by spaces or underscores.</summary>
    public static TimeZoneInfo? Find(string id)
    {
        var typed = id.Trim();
        var joined = typed.Replace(' ', '_');
        return Exactly(joined) ?? All.FirstOrDefault(zone => string.Equals(zone.Id, joined, StringComparison.OrdinalIgnoreCase)) ?? Exactly(typed);
    }

    /// <summary>The IANA id that means the same; null for an id that nobody knows.</summary>
    public static string? Iana(string? id) => id is null || Find(id) is not { } zone ? null
        : zone.HasIanaId ? zone.Id
        : TimeZoneInfo.TryConvertWindowsIdToIanaId(zone.Id, out var iana) ? iana
        : zone.Id;

    public static IEnumerable<string> Ids => All.Select(zone => zone.Id);

    // Sorted they would be by their names in some language, and reading those takes a second.
    private static IEnumerable<TimeZoneInfo> All => TimeZoneInfo.GetSystemTimeZones(skipSorting: true);

    // The system looks an id up as the name of a file, so what could lead elsewhere is not asked for.
    private static TimeZoneInfo? Exactly(string id) => IsId(id) && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var found) ? found : null;

    private static bool IsId(string typed) => typed.Length is > 0 and <= LongestId && char.IsAsciiLetter(typed[0])
        && typed.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '_' or '-' or '+' or ' ' or '.' or '(' or ')')
        && !typed.Contains("..", StringComparison.Ordinal);
}

/// <summary>Time zones for a form's field: value is the id.</summary>
internal sealed class ZoneChoices : IChoiceSource
{
    public const string SourceName = "zones";

    public string Name => SourceName;

    public Task<IReadOnlyList<Choice>> FindAsync(Sight sight, string about, string query, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Choice>>(
        [
            .. Zones.Ids.Select(id => new Choice(id, id.Replace('_', ' ')))
                .Where(choice => choice.Label.Contains(query.Trim().Replace('_', ' '), StringComparison.OrdinalIgnoreCase))
                .OrderBy(choice => choice.Label, StringComparer.Ordinal)
                .Take(limit),
        ]);
}
