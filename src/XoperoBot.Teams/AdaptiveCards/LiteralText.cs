using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using XoperoBot.Core.Chat;

namespace XoperoBot.Teams.AdaptiveCards;

/// <summary>
/// Turns neutral text into runs that show exactly it. Runs know no markdown, but three things still act in them: date functions,
/// mention tags and the direction of writing. All three are disarmed by characters that take no room.
/// </summary>
internal static partial class LiteralText
{
    public const char Joiner = '\u2060';

    private const char IsolateStart = '\u2068';
    private const char IsolateEnd = '\u2069';

    public static RichTextBlock Block(Text text, TextRun? style = null) => new([.. Runs(text, style)]);

    public static RichTextBlock Block(string text, TextRun? style = null) => new([(style ?? new TextRun(string.Empty)) with { Text = Of(text) }]);

    public static IEnumerable<TextRun> Runs(Text text, TextRun? style = null)
    {
        var plain = style ?? new TextRun(string.Empty);
        return text.Runs.Count == 0 ? [plain with { Text = " " }] : text.Runs.Select(run => Run(run, plain));
    }

    /// <summary>The same text, with nothing in it that a client would act on.</summary>
    public static string Of(string text)
    {
        var visible = Controls().Replace(text, "\uFFFD");
        visible = DateFunctions().Replace(visible, match => "{" + Joiner + match.Value[1..]);
        visible = MentionTags().Replace(visible, match => "<" + Joiner + match.Value[1..]);
        return Isolate(visible);
    }

    /// <summary>For a notification, a fallback or a voice: one line, no angle brackets, cut with an ellipsis.</summary>
    public static string Sentence(string text, int length = TeamsLimits.SummaryLength) =>
        Cut(Of(text).ReplaceLineEndings(" ").Replace('<', '\u2039').Replace('>', '\u203A'), length);

    /// <summary>Spoken text may be read as markup (SSML), where an ampersand begins an entity.</summary>
    public static string Spoken(string text) => Sentence(text).Replace("&", " and ", StringComparison.Ordinal);

    public static string Cut(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        var cut = 0;
        while (cut < text.Length && cut + StringInfo.GetNextTextElementLength(text, cut) is var next && next < length)
        {
            cut = next;
        }

        return Isolate(text[..cut]) + "\u2026";
    }

    /// <summary>The text in pieces of at most so many UTF-8 bytes; nothing between them is lost.</summary>
    public static IEnumerable<Text> Slices(Text text, int bytes = TeamsLimits.TextBytes)
    {
        var piece = new List<Run>();
        var room = bytes;
        foreach (var part in text.Runs.SelectMany(run => Parts(run, bytes)))
        {
            var size = Size(part);
            if (size > room && piece.Count > 0)
            {
                yield return new Text([.. piece]);
                piece.Clear();
                room = bytes;
            }

            piece.Add(part);
            room -= size;
        }

        if (piece.Count > 0)
        {
            yield return new Text([.. piece]);
        }
    }

    public static int Size(Text text) => text.Runs.Sum(Size);

    private static int Size(Run run) => Encoding.UTF8.GetByteCount(run switch
    {
        Link link => link.Label + link.Url.AbsoluteUri,
        _ => run.ToString() ?? string.Empty,
    });

    private static IEnumerable<Run> Parts(Run run, int bytes)
    {
        if (run is not Plain plain || Size(run) <= bytes)
        {
            yield return run;
            yield break;
        }

        var start = 0;
        var size = 0;
        for (var at = 0; at < plain.Value.Length;)
        {
            // One visible character may itself be longer than a piece; then it is cut inside, but only between code points.
            var length = StringInfo.GetNextTextElementLength(plain.Value, at);
            length = length > bytes / 4 ? char.IsSurrogatePair(plain.Value, at) ? 2 : 1 : length;
            var next = Encoding.UTF8.GetByteCount(plain.Value.AsSpan(at, length));
            if (size + next > bytes)
            {
                yield return plain with { Value = plain.Value[start..at] };
                start = at;
                size = 0;
            }

            size += next;
            at += length;
        }

        yield return plain with { Value = plain.Value[start..] };
    }

    private static TextRun Run(Run run, TextRun style) => run switch
    {
        Plain plain => style with
        {
            Text = Of(plain.Value),
            Weight = plain.Bold ? "Bolder" : style.Weight,
            FontType = plain.Code ? "Monospace" : style.FontType,
        },
        Time time => style with { Text = Moment(time) },
        Link link when link.Url.IsAbsoluteUri && link.Url.Scheme is "http" or "https" =>
            style with { Text = Of(link.Label), SelectAction = new OpenUrlAction(link.Url.AbsoluteUri) },
        _ => style with { Text = Of(run.ToString() ?? string.Empty) },
    };

    // The client writes the moment in the reader's own zone and language.
    private static string Moment(Time time)
    {
        var at = time.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return time.Style == TimeStyle.Date ? $"{{{{DATE({at},SHORT)}}}}" : $"{{{{DATE({at},SHORT)}}}} {{{{TIME({at})}}}}";
    }

    // A name's own direction and marks end where the name ends, whatever it opens or closes too often.
    private static string Isolate(string text)
    {
        if (!RightToLeft().IsMatch(text))
        {
            return text;
        }

        var open = 0;
        var unmatched = 0;
        foreach (var character in text)
        {
            if (character is >= '\u2066' and <= '\u2068')
            {
                open++;
            }
            else if (character == IsolateEnd && open > 0)
            {
                open--;
            }
            else if (character == IsolateEnd)
            {
                unmatched++;
            }
        }

        return new string(IsolateStart, unmatched + 1) + text + new string(IsolateEnd, open + 1);
    }

    [GeneratedRegex(@"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Controls();

    [GeneratedRegex(@"\{\{(?=\s*(DATE|TIME)\s*\()", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex DateFunctions();

    [GeneratedRegex("<(?=/?at\\b)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex MentionTags();

    // Hebrew, Arabic and its kin, and every mark that steers direction.
    [GeneratedRegex("[\\u0590-\\u08FF\\uFB1D-\\uFDFF\\uFE70-\\uFEFC\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex RightToLeft();
}
