using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace XoperoBot.Core.Chat;

/// <summary>A line of text made of runs. Runs are literal: whatever a name holds, it is shown as it is.</summary>
public sealed partial record Text(IReadOnlyList<Run> Runs)
{
    /// <summary>Nothing to show.</summary>
    public static Text Empty { get; } = new([]);

    public static implicit operator Text(string plain) => FromString(plain);

    public static Text FromString(string plain) => new([new Plain(plain)]);

    /// <summary>Joins plain strings, times and runs: <c>Text.Of("finished ", new Time(t), ", 3 failed")</c>.</summary>
    public static Text Of(params ReadOnlySpan<TextPart> parts)
    {
        var runs = new List<Run>(parts.Length);
        foreach (var part in parts)
        {
            runs.AddRange(part.Runs);
        }

        return new Text(runs);
    }

    /// <summary>A sentence that was stored or logged: the moments that <see cref="Time"/> wrote into it are moments again, for each reader in
    /// their own zone.</summary>
    public static Text Recalled(string stored)
    {
        var runs = new List<Run>();
        var from = 0;
        foreach (Match match in Moments().Matches(stored))
        {
            if (DateTimeOffset.TryParseExact(match.Value, Time.Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            {
                runs.AddRange(Plainly(stored[from..match.Index]));
                runs.Add(new Time(at));
                from = match.Index + match.Length;
            }
        }

        return from == 0 ? FromString(stored) : new Text([.. runs, .. Plainly(stored[from..])]);

        static IEnumerable<Run> Plainly(string text) => text.Length == 0 ? [] : [new Plain(text)];
    }

    /// <summary>The text without styles; times in UTC. For files, logs and tests.</summary>
    public override string ToString() => string.Concat(Runs.Select(run => run.ToString()));

    [GeneratedRegex(@"\b[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2} UTC\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Moments();
}

/// <summary>What <see cref="Text.Of"/> takes.</summary>
public readonly record struct TextPart(IReadOnlyList<Run> Runs)
{
    public static implicit operator TextPart(string plain) => new([new Plain(plain)]);

    public static implicit operator TextPart(Run run) => new([run]);

    public static implicit operator TextPart(Text text) => new(text.Runs);
}

/// <summary>A piece of a <see cref="Text"/>.</summary>
[JsonDerivedType(typeof(Plain), "plain")]
[JsonDerivedType(typeof(Time), "time")]
[JsonDerivedType(typeof(Link), "a")]
public abstract record Run;

/// <summary>Literal text.</summary>
public sealed record Plain(string Value) : Run
{
    public bool Bold { get; init; }

    /// <summary>An id, a code or a command to copy: shown in a fixed-width face.</summary>
    public bool Code { get; init; }

    public override string ToString() => Value;
}

public enum TimeStyle
{
    /// <summary>Date and time of day in the reader's own zone.</summary>
    DateTime,

    /// <summary>Date only.</summary>
    Date,
}

/// <summary>A moment, shown in the reader's own time zone where the channel can, else in UTC and saying so.</summary>
public sealed record Time(DateTimeOffset At, TimeStyle Style = TimeStyle.DateTime) : Run
{
    internal const string Format = "yyyy-MM-dd HH:mm 'UTC'";

    public override string ToString() => At.UtcDateTime.ToString(Style == TimeStyle.Date ? "yyyy-MM-dd 'UTC'" : Format, CultureInfo.InvariantCulture);
}

/// <summary>A web address with a literal label.</summary>
public sealed record Link(string Label, Uri Url) : Run
{
    public override string ToString() => Label;
}
