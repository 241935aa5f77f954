using System.Text;

namespace XoperoBot.Core.Pipeline;

/// <summary>A word of a command line.</summary>
/// <param name="Value">The word without its quotes.</param>
/// <param name="Quoted">It stood in quotes: never an option or a keyword.</param>
public readonly record struct Token(string Value, bool Quoted = false)
{
    /// <summary>Name of the option that the word is, without its dashes; null for other words.</summary>
    public string? Option => !Quoted && Value.Length > 2 && Value.StartsWith("--", StringComparison.Ordinal) ? Value[2..] : null;

    public bool Is(string keyword) => !Quoted && string.Equals(Value, keyword, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Splits what people type, on phones too: any kind of quotes, long dashes for two short ones, odd spaces. Never fails.</summary>
public static class CommandLine
{
    /// <summary>Longer input is not a command.</summary>
    public const int MaxLength = 8000;

    private const string DoubleQuotes = "\"“”„‟«»＂";
    private const string SingleQuotes = "'‘’‚‛`";
    private const string LongDashes = "—–−―";

    public static IReadOnlyList<Token> Parse(string? text)
    {
        var tokens = new List<Token>();
        if (text is null)
        {
            return tokens;
        }

        var at = 0;
        while (true)
        {
            while (at < text.Length && IsSpace(text[at]))
            {
                at++;
            }

            if (at >= text.Length)
            {
                return tokens;
            }

            tokens.Add(Family(text[at]) is { } family && Close(text, at + 1, family) is { } end
                ? Quoted(text, ref at, end)
                : Bare(text, ref at));
        }
    }

    /// <summary>Writes words so that <see cref="Parse"/> gives them back; for buttons.</summary>
    public static string Of(params IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    private static string Quote(string word)
    {
        if (word.Length > 0 && !word.Any(letter => IsSpace(letter) || letter == '\\' || Family(letter) is not null || LongDashes.Contains(letter)))
        {
            return word;
        }

        var quoted = new StringBuilder("\"");
        foreach (var letter in word)
        {
            if (letter == '\\' || DoubleQuotes.Contains(letter))
            {
                quoted.Append('\\');
            }

            quoted.Append(letter);
        }

        return quoted.Append('"').ToString();
    }

    private static Token Quoted(string text, ref int at, int end)
    {
        var value = Unescape(text.AsSpan(at + 1, end - at - 1));
        at = end + 1;
        return new Token(value, Quoted: true);
    }

    private static Token Bare(string text, ref int at)
    {
        var word = new StringBuilder();
        while (at < text.Length && !IsSpace(text[at]))
        {
            // --name="two words" is one word.
            if (word.Length > 0 && word[^1] == '=' && Family(text[at]) is { } family && Close(text, at + 1, family) is { } end)
            {
                word.Append(Unescape(text.AsSpan(at + 1, end - at - 1)));
                at = end + 1;
                continue;
            }

            word.Append(text[at++]);
        }

        var value = word.ToString();
        return new Token(LongDashes.Contains(value[0]) && value.Length > 1 ? "--" + value.TrimStart([.. LongDashes, '-']) : value);
    }

    private static string Unescape(ReadOnlySpan<char> text)
    {
        var value = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && (text[i + 1] == '\\' || Family(text[i + 1]) is not null))
            {
                i++;
            }

            value.Append(text[i]);
        }

        return value.ToString();
    }

    // A quote closes at the next of its family that ends a word: an apostrophe inside a word does not.
    private static int? Close(string text, int from, string family)
    {
        for (var i = from; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (family.Contains(text[i]) && (i + 1 == text.Length || IsSpace(text[i + 1])))
            {
                return i;
            }
        }

        return null;
    }

    private static string? Family(char letter) =>
        DoubleQuotes.Contains(letter) ? DoubleQuotes : SingleQuotes.Contains(letter) ? SingleQuotes : null;

    private static bool IsSpace(char letter) => char.IsWhiteSpace(letter) || letter is '\u200B' or '\u200C' or '\u200D' or '\uFEFF' or '\u2060';
}
