using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using XoperoBot.Core.Pipeline;

namespace XoperoBot.Core.Features.ModifyPlan;

/// <summary>
/// JSON that was pasted into a typed line as it is: its spaces and quotes mean nothing to the command line, so it is put into quotes
/// as a whole before the line is read.
/// </summary>
internal static partial class Pasted
{
    /// <summary>The line with the object behind <c>--baseline</c> or <c>--json</c> in quotes; unchanged when there is none.</summary>
    public static string Quote(string line)
    {
        if (Start().Match(line) is not { Success: true } match || End(line[match.Length..]) is not { } length)
        {
            return line;
        }

        var rest = line[(match.Length + length)..];
        rest = rest.TrimStart() is ['`', ..] fence ? fence.TrimStart('`') : rest;
        return $"{match.Groups["before"].Value}--{match.Groups["name"].Value} {CommandLine.Of(line.Substring(match.Length, length))} {rest}";
    }

    // Where the object ends by its own braces; to the end of the line when it is no JSON, so that the mistake is named.
    private static int? End(string text)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), new JsonReaderOptions { AllowMultipleValues = true });
        try
        {
            reader.Read();
            reader.Skip();
            return Encoding.UTF8.GetCharCount(Encoding.UTF8.GetBytes(text).AsSpan(0, (int)reader.BytesConsumed));
        }
        catch (JsonException)
        {
            return text.Length;
        }
    }

    [GeneratedRegex(@"^(?<before>.*?)(--|[—–−―])(?<name>baseline|json)(\s*=\s*|\s+)(```(json)?\s*|`)?(?=\{)", RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Start();
}
