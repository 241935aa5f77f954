using System.Globalization;
using XoperoBot.Core.Chat;

namespace XoperoBot.Slack.BlockKit;

/// <summary>Keeps a name what it is: no markup, no pull on the direction of the text beside it.</summary>
internal static class Literal
{
    private const char FirstStrongIsolate = '\u2068';
    private const char PopIsolate = '\u2069';

    private static readonly string[] Symbols = [.. Enum.GetValues<Tone>().Select(Symbol).Where(symbol => symbol.Length > 0)];

    /// <summary>
    /// Text with right-to-left letters or direction marks, isolated from what stands around it. Isolates that the text itself opens
    /// or closes are balanced, so that it cannot break out.
    /// </summary>
    public static string Isolate(string text)
    {
        var directed = false;
        var open = 0;
        var unopened = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            directed |= IsDirected(rune.Value);
            if (rune.Value is >= 0x2066 and <= 0x2068)
            {
                open++;
            }
            else if (rune.Value == PopIsolate && open > 0)
            {
                open--;
            }
            else if (rune.Value == PopIsolate)
            {
                unopened++;
            }
        }

        return directed
            ? new string(FirstStrongIsolate, unopened + 1) + text + new string(PopIsolate, open + 1)
            : text;
    }

    /// <summary>For the one place where Slack always reads markup: a message's <c>text</c>.</summary>
    public static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>At most <paramref name="limit"/> characters, never within a visible character; what is shortened ends in an ellipsis.</summary>
    public static string Shorten(string text, int limit) =>
        text.Length <= limit ? text : string.Concat(text.AsSpan(0, HeadLength(text, limit - 1)), "…");

    /// <summary>The end of a text, not beginning within a code point.</summary>
    public static string Tail(string text, int limit)
    {
        var start = Math.Max(0, text.Length - limit);
        return text[(char.IsLowSurrogate(text[start]) ? start + 1 : start)..];
    }

    /// <summary>The text in pieces of at most <paramref name="limit"/> characters.</summary>
    public static IEnumerable<string> Split(string text, int limit)
    {
        while (text.Length > limit)
        {
            var head = HeadLength(text, limit);
            yield return text[..head];
            text = text[head..];
        }

        yield return text;
    }

    public static TextObject Plain(string text, int limit)
    {
        var isolated = Isolate(Shorten(NotEmpty(text), limit));
        for (var shorter = limit - 2; isolated.Length > limit; shorter = (shorter / 2) + 1)
        {
            isolated = Isolate(Shorten(text, shorter));
        }

        return new PlainText(isolated);
    }

    /// <summary>Slack refuses empty texts.</summary>
    public static string NotEmpty(string text) => string.IsNullOrWhiteSpace(text) ? "–" : text;

    public static string Symbol(Tone tone) => tone switch
    {
        Tone.Good => "✅ ",
        Tone.Warning => "⚠️ ",
        Tone.Bad => "❌ ",
        Tone.Unknown => "❔ ",
        Tone.Running => "⏳ ",
        _ => string.Empty,
    };

    /// <summary>Symbol and word before a text that has a state; nothing for one that has none.</summary>
    public static string Prefix(Tone tone) => tone == Tone.Neutral ? string.Empty : $"{Symbol(tone)}{tone.Word()}: ";

    /// <summary>The word after a text that the symbol stands before: a symbol alone says little to whoever hears it.</summary>
    public static string Suffix(Tone tone) => tone == Tone.Neutral ? string.Empty : $" ({tone.Word()})";

    /// <summary>A line as it is heard: without the symbol that <see cref="Prefix"/> or <see cref="Symbol"/> put before it, or behind its label.</summary>
    public static string WithoutSymbol(string line)
    {
        foreach (var symbol in Symbols)
        {
            var at = line.IndexOf(symbol, StringComparison.Ordinal);
            if (at == 0 || (at > 1 && line[at - 1] == ' ' && line[at - 2] == ':'))
            {
                return line.Remove(at, symbol.Length);
            }
        }

        return line;
    }

    private static int HeadLength(string text, int limit)
    {
        var head = 0;
        while (head < text.Length)
        {
            var next = StringInfo.GetNextTextElementLength(text, head);
            if (head + next > limit)
            {
                break;
            }

            head += next;
        }

        return head > 0 ? head : SurrogateSafe(text, limit);
    }

    // A single visible character can be longer than any limit (letters with hundreds of marks); it is then cut between code points.
    private static int SurrogateSafe(string text, int limit) => char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit;

    private static bool IsDirected(int rune) => rune
        is (>= 0x0590 and <= 0x08FF)
        or (>= 0xFB1D and <= 0xFDFF)
        or (>= 0xFE70 and <= 0xFEFF)
        or (>= 0x10800 and <= 0x10FFF)
        or (>= 0x1E800 and <= 0x1EFFF)
        or 0x200E or 0x200F or 0x061C
        or (>= 0x202A and <= 0x202E)
        or (>= 0x2066 and <= 0x2069);
}
