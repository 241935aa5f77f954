namespace XoperoBot.Core.Pipeline;

/// <summary>The names nearest to a misspelt one.</summary>
public static class Nearest
{
    private const int LongestCompared = 80;

    /// <summary>At most <paramref name="most"/> candidates, nearest first; none when nothing is near.</summary>
    public static IReadOnlyList<string> To(string typed, IEnumerable<string> candidates, int most = 3)
    {
        var wanted = typed.ToUpperInvariant();
        var limit = Math.Max(1, wanted.Length / 3);
        return [.. candidates
            .Select(name => (Name: name, Upper: name.ToUpperInvariant()))
            .Select(candidate => (candidate.Name, Distance: Score(wanted, candidate.Upper, limit)))
            .Where(candidate => candidate.Distance <= limit)
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Name, StringComparer.OrdinalIgnoreCase)
            .Select(candidate => candidate.Name)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Take(most)];
    }

    private static int Score(string wanted, string candidate, int limit)
    {
        if (wanted.Length >= 3 && candidate.Contains(wanted, StringComparison.Ordinal))
        {
            return candidate.StartsWith(wanted, StringComparison.Ordinal) ? 0 : 1;
        }

        return Math.Abs(wanted.Length - candidate.Length) > limit || wanted.Length > LongestCompared || candidate.Length > LongestCompared
            ? int.MaxValue
            : Distance(wanted, candidate);
    }

    // Optimal string alignment: one edit is a letter more, less, other, or swapped with its neighbour.
    private static int Distance(string a, string b)
    {
        var before = new int[b.Length + 1];
        var last = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var row = new int[b.Length + 1];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(last[j] + 1, row[j - 1] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last) = (last, row);
        }

        return last[b.Length];
    }
}
