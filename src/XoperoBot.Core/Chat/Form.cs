using System.Text.Json.Serialization;

namespace XoperoBot.Core.Chat;

/// <summary>
/// Questions that complete a command. The form is stored while it is open; sending it in runs the same command as typing it would.
/// </summary>
/// <param name="Id">Ours, unique, unguessable.</param>
/// <param name="Title">At most 24 characters are sure to be shown whole.</param>
/// <param name="Fields">In the order asked.</param>
public sealed record Form(string Id, string Title, IReadOnlyList<Field> Fields)
{
    /// <summary>Shown above the fields.</summary>
    public IReadOnlyList<Element> Intro { get; init; } = [];

    public string SubmitLabel { get; init; } = "Continue";

    /// <summary>Field name to what is wrong with it, when the form is shown again.</summary>
    public IReadOnlyDictionary<string, string> Errors { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>One question.</summary>
/// <param name="Name">Key in <see cref="Submitted.Values"/>; letters, digits and dashes.</param>
/// <param name="Label">What is asked.</param>
[JsonDerivedType(typeof(TextField), "text")]
[JsonDerivedType(typeof(ChoiceField), "choice")]
[JsonDerivedType(typeof(ToggleField), "toggle")]
[JsonDerivedType(typeof(DateField), "date")]
[JsonDerivedType(typeof(TimeField), "time")]
public abstract record Field(string Name, string Label)
{
    public bool Required { get; init; }

    /// <summary>A sentence below the field.</summary>
    public string? Hint { get; init; }
}

public sealed record TextField(string Name, string Label) : Field(Name, Label)
{
    public bool Multiline { get; init; }

    public int MaxLength { get; init; } = 3000;

    /// <summary>A regular expression that the whole value must match; checked on the server with a time limit.</summary>
    public string? Pattern { get; init; }

    /// <summary>Said when <see cref="Pattern"/> does not match.</summary>
    public string? PatternHelp { get; init; }

    public string? Value { get; init; }
}

/// <summary>One or several of some choices.</summary>
public sealed record ChoiceField(string Name, string Label) : Field(Name, Label)
{
    public bool Many { get; init; }

    /// <summary>All choices, when there are few; at most 100.</summary>
    public IReadOnlyList<Choice> Choices { get; init; } = [];

    /// <summary>Instead of <see cref="Choices"/>: the source asked as the person types (see <c>IInbox.LookupAsync</c>).</summary>
    public string? Lookup { get; init; }

    /// <summary>Chosen beforehand.</summary>
    public IReadOnlyList<Choice> Selected { get; init; } = [];
}

/// <param name="Value">Sent back; at most 150 characters.</param>
/// <param name="Label">Shown; literal.</param>
public sealed record Choice(string Value, string Label);

public sealed record ToggleField(string Name, string Label) : Field(Name, Label)
{
    public bool On { get; init; }
}

/// <summary>A date, <c>yyyy-MM-dd</c>.</summary>
public sealed record DateField(string Name, string Label) : Field(Name, Label)
{
    public string? Value { get; init; }
}

/// <summary>A time of day, <c>HH:mm</c>.</summary>
public sealed record TimeField(string Name, string Label) : Field(Name, Label)
{
    public string? Value { get; init; }
}
