using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace XoperoBot.Playground.Html;

/// <summary>
/// Collects HTML. The literal parts of an interpolated string are markup, every hole in it is text and gets encoded: there is no way
/// to put a value in unencoded. What is written is well-formed XML too.
/// </summary>
internal sealed class HtmlWriter
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _html = new();

    public HtmlWriter Add([InterpolatedStringHandlerArgument("")] Interpolation html)
    {
        // The compiler has already handed every part to the writer.
        _ = html;
        return this;
    }

    public override string ToString() => _html.ToString();

    /// <summary>HTML cannot carry control characters, not even as references; each is shown as one replacement character.</summary>
    private static string Encode(string text) =>
        Encoder.Encode(text.Any(IsForbidden) ? string.Concat(text.Select(c => IsForbidden(c) ? '\uFFFD' : c)) : text);

    private static bool IsForbidden(char c) => (char.IsControl(c) && c is not ('\t' or '\n' or '\r')) || c is '\uFFFE' or '\uFFFF';

    [InterpolatedStringHandler]
    internal readonly struct Interpolation
    {
        private readonly HtmlWriter _writer;

        public Interpolation(int literalLength, int formattedCount, HtmlWriter writer)
        {
            _writer = writer;
            writer._html.EnsureCapacity(writer._html.Length + literalLength + (formattedCount * 16));
        }

        public void AppendLiteral(string markup) => _writer._html.Append(markup);

        public void AppendFormatted(string? text) => _writer._html.Append(Encode(text ?? ""));

        public void AppendFormatted(long number) => _writer._html.Append(CultureInfo.InvariantCulture, $"{number}");

        public void AppendFormatted(double number) => _writer._html.Append(CultureInfo.InvariantCulture, $"{number:0.##}");
    }
}
