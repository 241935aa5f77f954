using System.Text.Json;

namespace XoperoBot.Xopero.Wire;

/// <summary>Why the service did not do it.</summary>
/// <param name="Code">As it came, if it looks like a code.</param>
internal sealed record NamedFailure(string? Code);

internal static class UndocumentedAnswer
{
    private const int LongestCode = 16;

    /// <summary>The failure that the answer names; null for one that names none: empty, plain text, or any other JSON.</summary>
    /// <exception cref="JsonException">The answer is a web page, so most likely not the service's.</exception>
    public static NamedFailure? Failure(ReadOnlySpan<byte> utf8)
    {
        var text = utf8.TrimStart(" \t\r\n"u8);
        if (text.StartsWith("<"u8))
        {
            throw new JsonException("A web page.");
        }

        if (!text.StartsWith("{"u8))
        {
            return null;
        }

        var answer = ItemAnswer.Read(text);
        if (!answer.NamesAFailure)
        {
            return null;
        }

        var code = answer.Failed.Select(failure => failure.Code).Concat(answer.Loose).FirstOrDefault(IsCode);
        return new NamedFailure(code);
    }

    private static bool IsCode(string? text) => text is { Length: > 0 and <= LongestCode } && text.All(char.IsAsciiLetterOrDigit);
}
