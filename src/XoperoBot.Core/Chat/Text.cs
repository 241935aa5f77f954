using System.Text.Json.Serialization;

namespace XoperoBot.Core.Chat;

/// <summary>A line of text made of runs. Runs are literal: whatever a name holds, it is shown as it is.</summary>
public sealed record Text(IReadOnlyList<Run> Runs)
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

    /// <summary>The text without styles; times in UTC. For files, logs and tests.</summary>
    public override string ToString() => string.Concat(Runs.Select(run => run.ToString()));
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
    public override string ToString() => Style == TimeStyle.Date
        ? At.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)
        : At.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A web address with a literal label.</summary>
public sealed record Link(string Label, Uri Url) : Run
{
    public override string ToString() => Label;
}
