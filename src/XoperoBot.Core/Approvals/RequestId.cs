using XoperoBot.Core.Storage;

namespace XoperoBot.Core.Approvals;

/// <summary>Ids that a person can read out and type: <c>R-7K2M9Q</c>. Knowing one allows nothing.</summary>
internal static class RequestId
{
    private const int Letters = 6;

    public static string New(IIds ids) => $"R-{ids.Short()[..Letters]}";

    /// <summary>As it is stored, from how people type it; null for what is none.</summary>
    public static string? Read(string? typed)
    {
        var text = (typed ?? "").Trim().ToUpperInvariant();
        text = text.StartsWith("R-", StringComparison.Ordinal) ? text[2..] : text;
        text = text.Replace('O', '0').Replace('I', '1').Replace('L', '1');
        return text.Length == Letters && text.All(char.IsAsciiLetterOrDigit) ? $"R-{text}" : null;
    }
}
